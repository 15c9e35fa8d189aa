import { formatBitrate } from '../../../shared/format.ts';
import { Badge, Section } from '../../kit/blocks.tsx';
import { Table } from '../../kit/table.tsx';
import type { ControlRoom } from './page.tsx';

type Rendition = ControlRoom['renditions'][number];

/** Below this a rendition falls behind; a little less than 1 is the measuring. */
const keepsUp = 0.97;

const stateWords: Readonly<Record<Rendition['state'], string>> = {
  starting: 'Starting',
  running: 'Running',
  lost: 'Lost',
  shed: 'Given up',
};

/** Each quality on one line: its size, its bitrate, and whether it keeps up. */
export function Renditions({ room }: { readonly room: ControlRoom }) {
  const bad = room.renditions.filter(({ reason }) => reason !== null);
  return (
    <Section
      title="Renditions"
      text="What viewers can choose from. A speed of 1.00 keeps up with the picture; dropped are pictures that viewers of a rendition miss."
    >
      <Table
        caption="Renditions on air"
        rows={room.renditions}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Name', cell: ({ name }) => <strong>{name}</strong> },
          {
            title: 'Picture',
            cell: ({ width, height, frameRate }) =>
              frameRate === null ? 'Sound alone' : `${width} × ${height}, ${Math.round(frameRate)}/s`,
          },
          { title: 'Bitrate', cell: bitrateOf, isFigure: true },
          { title: 'Speed', cell: speedOf, isFigure: true },
          {
            title: 'Behind',
            cell: lagOf,
            isFigure: true,
          },
          { title: 'Dropped', cell: droppedOf, isFigure: true },
          { title: 'State', cell: stateOf },
        ]}
      />
      {bad.map(({ name, reason }) => (
        <p key={name} class="now-warning">
          {name}: {reason}
        </p>
      ))}
    </Section>
  );
}

function bitrateOf({ bitrateKbps, targetKbps }: Rendition) {
  const shown = bitrateKbps ?? targetKbps;
  return shown === null ? '–' : formatBitrate(shown * 1000);
}

/** Nothing is made of it any more, so it is neither fast nor late. */
function isOver({ state }: Rendition): boolean {
  return state === 'lost' || state === 'shed';
}

function lagOf(rendition: Rendition) {
  const { lagMs } = rendition;
  return lagMs === null || isOver(rendition) ? '–' : `${(lagMs / 1000).toFixed(1)} s`;
}

function speedOf(rendition: Rendition) {
  const { speed, encoder } = rendition;
  if (encoder === null) return 'passed on';
  if (isOver(rendition)) return '–';
  return speed === null ? '–' : `${speed.toFixed(2)} ×`;
}

function droppedOf({ droppedFrames }: Rendition) {
  return droppedFrames === null ? '–' : String(droppedFrames);
}

function stateOf(rendition: Rendition) {
  const { state, speed, encoder } = rendition;
  if (isOver(rendition)) return <Badge tone="bad">{stateWords[state]}</Badge>;
  if (state === 'starting') return <Badge>{stateWords[state]}</Badge>;
  const isSlow = encoder !== null && speed !== null && speed < keepsUp;
  return isSlow ? <Badge tone="warn">Falls behind</Badge> : <Badge tone="good">{stateWords[state]}</Badge>;
}
