import { formatBitrate } from '../../../shared/format.ts';
import { Figures, Section } from '../../kit/blocks.tsx';
import type { ControlRoom } from './page.tsx';

/** Below this share of the pictures that the encoder says it sends, some were lost on its side. */
const enoughShare = 0.95;

type Facts = NonNullable<ControlRoom['inbound']>;
type Figure = { readonly name: string; readonly value: string; readonly unit?: string };

function figuresOf(inbound: Facts): readonly Figure[] {
  const { videoCodec, audioCodec, frameRate, declaredFrameRate, keyFrameIntervalMs, driftMs } = inbound;
  const sound: Figure =
    audioCodec === null
      ? { name: 'Sound', value: 'None' }
      : { name: 'Sound', value: formatBitrate(inbound.audioBitrateKbps * 1000), unit: audioCodec };
  if (videoCodec === null || frameRate === null)
    return [{ name: 'Picture', value: 'None', unit: 'sound alone' }, sound];
  return [
    { name: 'Bitrate', value: formatBitrate(inbound.bitrateKbps * 1000) },
    {
      name: 'Pictures a second',
      value: frameRate.toFixed(1),
      ...(declaredFrameRate !== null && { unit: `of ${Math.round(declaredFrameRate * 100) / 100}` }),
    },
    { name: 'Picture', value: `${inbound.width} × ${inbound.height}`, unit: videoCodec },
    sound,
    keyFrameIntervalMs === null
      ? { name: 'Key frames', value: '–' }
      : { name: 'Key frames', value: `${(keyFrameIntervalMs / 1000).toFixed(1)} s`, unit: 'apart' },
    { name: 'Sound ahead', value: driftMs === null ? '–' : `${driftMs} ms` },
  ];
}

/** What arrives from the encoder, and what whoever sits there should change. */
export function Inbound(props: { readonly inbound: Facts; readonly encoder: ControlRoom['encoder'] }) {
  const { inbound, encoder } = props;
  const wanted = inbound.declaredFrameRate;
  const arrives = inbound.frameRate ?? 0;
  const isThin = wanted !== null && arrives > 0 && arrives < wanted * enoughShare;
  return (
    <Section
      title="Inbound"
      text={encoder === null ? undefined : `${encoder.name ?? 'An encoder'} from ${encoder.address}`}
    >
      <Figures list={figuresOf(inbound)} />
      {isThin && (
        <meter class="now-meter" min={0} max={wanted} low={wanted * enoughShare} optimum={wanted} value={arrives}>
          {Math.round((arrives / wanted) * 100)} % of the pictures arrive
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
