import { formatBitrate } from '../../../shared/format.ts';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { ChoiceField, LineField, NumberField } from '../../kit/fields.tsx';
import { type RungText, titleOf } from './ladder-text.ts';

const heights = ['2160', '1440', '1080', '720', '540', '480', '360', '240', '144'];
const rates = ['24', '25', '30', '50', '60'];
const efforts = ['Least work', 'Little work', 'Balanced', 'Much work', 'Best picture'];
/** What people count the cost of serving in. */
const crowd = 100;

/** A choice that has what is set among its values, whatever that is. */
function withValue(values: readonly string[], value: string): readonly string[] {
  return value === '' || values.includes(value) ? values : [value, ...values];
}

/** A codec that this machine can make, and by what. */
export interface CodecOffer {
  readonly codec: string;
  readonly title: string;
  readonly encoderTitle: string;
}

interface FieldsNeeds {
  readonly rung: RungText;
  /** Those that work here; what is set is offered in any case. */
  readonly codecs: readonly CodecOffer[];
  readonly onWrite: (rung: RungText) => void;
}

function codecChoices(codecs: readonly CodecOffer[], codec: string) {
  const offered = codecs.map((one) => ({ value: one.codec, label: one.title }));
  const isOffered = offered.some(({ value }) => value === codec);
  return isOffered
    ? offered
    : [...offered, { value: codec, label: `${codec.toUpperCase()}, which nothing here makes` }];
}

function Fields({ rung, codecs, onWrite }: FieldsNeeds) {
  const set = (change: Partial<RungText>): void => onWrite({ ...rung, ...change });
  const sizes = withValue(heights, rung.height === 'full' ? '' : rung.height);
  return (
    <>
      <div class="rung-fields">
        <ChoiceField
          label="Picture"
          value={rung.height}
          choices={[
            ...sizes.map((value) => ({ value, label: `${value}p` })),
            { value: 'full', label: 'As large as the source' },
          ]}
          onWrite={(height) => set({ height })}
        />
        <NumberField
          label="Bitrate"
          unit="kbit/s"
          min={100}
          value={rung.bitrate}
          onWrite={(bitrate) => set({ bitrate })}
        />
        <ChoiceField
          label="Codec"
          value={rung.codec}
          choices={codecChoices(codecs, rung.codec)}
          onWrite={(codec) => set({ codec })}
        />
        <ChoiceField
          label="Pictures a second"
          value={rung.fps}
          choices={[
            { value: '', label: 'By its size' },
            ...withValue(rates, rung.fps).map((value) => ({ value, label: `Near ${value}` })),
          ]}
          onWrite={(fps) => set({ fps })}
        />
        <ChoiceField
          label="Effort"
          value={rung.cpu}
          choices={efforts.map((label, level) => ({ value: String(level), label }))}
          onWrite={(cpu) => set({ cpu })}
        />
      </div>
      <details class="rung-more">
        <summary>Name and width</summary>
        <div class="rung-fields">
          <LineField
            label="Name for viewers"
            value={rung.name}
            max={60}
            example={titleOf({ ...rung, name: '' })}
            onWrite={(name) => set({ name })}
          />
          <NumberField label="At most so wide" unit="pixels" value={rung.width} onWrite={(width) => set({ width })} />
        </div>
      </details>
    </>
  );
}

/** One quality: what it is, and what it costs this machine and its line. */
export function RungCard(props: {
  readonly rung: RungText;
  readonly codecs: readonly CodecOffer[];
  /** As it was tried; null before. */
  readonly speed: number | null;
  readonly onWrite: (rung: RungText) => void;
  readonly onRemove: () => void;
}) {
  const { rung, codecs, speed } = props;
  const maker = codecs.find(({ codec }) => codec === rung.codec);
  const bitsPerSecond = Number(rung.bitrate) * 1000 * crowd;
  const title = titleOf(rung);
  return (
    <Section
      title={title}
      text={
        <>
          {Number.isFinite(bitsPerSecond) &&
            bitsPerSecond > 0 &&
            `${crowd} viewers: ${formatBitrate(bitsPerSecond)} of your line.`}
          {rung.codec !== 'h264' &&
            ` For viewers whose device decodes it; the others see the next in H.264. ${
              maker === undefined
                ? 'It is left out: nothing here makes it.'
                : `Made by ${maker.encoderTitle}, and the first to be given up when the machine is too slow.`
            }`}
          {speed !== null && ` Alone, this machine makes it ${speed.toFixed(1)} times as fast as it has to be.`}
        </>
      }
      actions={
        <Action isSmall tone="quiet" label={`Remove ${title}`} onPress={props.onRemove}>
          Remove
        </Action>
      }
    >
      <Fields rung={rung} codecs={codecs} onWrite={props.onWrite} />
    </Section>
  );
}
