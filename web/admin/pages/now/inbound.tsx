import { formatBitrate } from '../../../shared/format.ts';
import { Figures, Section } from '../../kit/blocks.tsx';
import type { ControlRoom } from './page.tsx';

/** Below this share of the pictures that the encoder says it sends, some were lost on its side. */
const enoughShare = 0.95;

/** What arrives from the encoder, and what whoever sits there should change. */
export function Inbound(props: {
  readonly inbound: NonNullable<ControlRoom['inbound']>;
  readonly encoder: ControlRoom['encoder'];
}) {
  const { inbound, encoder } = props;
  const wanted = inbound.declaredFrameRate;
  const isThin = wanted !== null && inbound.frameRate > 0 && inbound.frameRate < wanted * enoughShare;
  return (
    <Section
      title="Inbound"
      text={encoder === null ? undefined : `${encoder.name ?? 'An encoder'} from ${encoder.address}`}
    >
      <Figures
        list={[
          { name: 'Bitrate', value: formatBitrate(inbound.bitrateKbps * 1000) },
          {
            name: 'Pictures a second',
            value: inbound.frameRate.toFixed(1),
            ...(wanted !== null && { unit: `of ${Math.round(wanted * 100) / 100}` }),
          },
          { name: 'Picture', value: `${inbound.width} × ${inbound.height}`, unit: inbound.videoCodec },
          { name: 'Sound', value: formatBitrate(inbound.audioBitrateKbps * 1000), unit: inbound.audioCodec },
          {
            name: 'Key frames',
            value: inbound.keyFrameIntervalMs === null ? '–' : `${(inbound.keyFrameIntervalMs / 1000).toFixed(1)} s`,
            unit: 'apart',
          },
          {
            name: 'Sound ahead',
            value: inbound.driftMs === null ? '–' : `${inbound.driftMs} ms`,
          },
        ]}
      />
      {isThin && (
        <meter
          class="now-meter"
          min={0}
          max={wanted}
          low={wanted * enoughShare}
          optimum={wanted}
          value={inbound.frameRate}
        >
          {Math.round((inbound.frameRate / wanted) * 100)} % of the pictures arrive
        </meter>
      )}
      {inbound.warnings.map((warning) => (
        <p key={warning} class="now-warning">
          {warning}
        </p>
      ))}
    </Section>
  );
}
