import type { Handlers } from '../contract/endpoint.ts';
import type { videoEndpoints } from '../contract/video.ts';
import { ladderAllowed, type LadderSetting, parseLadder } from '../../config/ladder-setting.ts';
import { videoEncoders } from '../../config/shapes.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { SettingsReader } from './change-settings.ts';

/** What makes one codec of a ladder here, or why nothing does. */
type CodecReport = z.input<(typeof videoEndpoints)['listVideoCodecs']['answer']['schema']>[number];

interface VideoNeeds {
  readonly settings: SettingsReader;
  readonly encoders: {
    describe(name: string): { readonly title: string; readonly isHardware: boolean };
    /** Null while it has not been tried. */
    report(name: string): { readonly reason: string | null } | null;
    state(name: string): z.input<(typeof videoEndpoints)['listVideoEncoders']['answer']['schema']>[number]['state'];
    /** Tries them, unless that was done already. */
    refresh(): Promise<void>;
    tryAgain(): Promise<void>;
    /** In the order of the ladder's codecs. */
    codecs(): CodecReport[];
  };
  /** What OBS is to encode, for the ladder that is set. */
  readonly obsOverride: () => z.input<(typeof videoEndpoints)['getObsMultitrack']['answer']['schema']>;
  /** Ends within 17 s; never rejects. */
  readonly tryLadder: (ladder: LadderSetting, encoder: string | null) => Promise<LadderTrialResult>;
}

type LadderTrial = z.input<(typeof videoEndpoints)['tryLadder']['answer']['schema']>;

/** What came of a trial; `verdict` and `message` are made of the rest. */
export type LadderTrialResult =
  | ({ readonly kind: 'tried' } & Omit<LadderTrial, 'verdict' | 'message'>)
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Speeds below which a ladder is too much for a machine that has to serve as well, and below which nothing is left over. */
const leastSpeed = 1.15;
const easySpeed = 1.6;

/** Tells what can make the smaller renditions, and how fast. */
export function videoHandlers({
  settings,
  encoders,
  obsOverride,
  tryLadder,
}: VideoNeeds): Handlers<typeof videoEndpoints> {
  return {
    getObsMultitrack: () => obsOverride(),
    listVideoCodecs: () => {
      void encoders.refresh();
      return encoders.codecs();
    },
    tryLadder: async ({ body }) => {
      const result = await tryLadder(requireLadder(body.ladder), body.encoder ?? null);
      if (result.kind === 'tried') {
        const { kind: _, ...figures } = result;
        return { ...figures, ...tellTrial(figures) };
      }
      throw new AerialError(
        'CONFLICT',
        result.kind === 'busy'
          ? { message: 'A ladder is being tried already.', hint: 'Wait for its end, some seconds from now.' }
          : { message: `The ladder could not be tried: ${result.sentence}`, hint: 'The log may say more.' },
      );
    },
    listVideoEncoders: () => {
      void encoders.refresh();
      return videoEncoders.map((name) => {
        const { title, isHardware } = encoders.describe(name);
        return {
          name,
          title,
          isHardware,
          isChosen: name === settings.get('video-encoder'),
          state: encoders.state(name),
          reason: encoders.report(name)?.reason ?? null,
        };
      });
    },
    tryVideoEncoders: () => {
      void encoders.tryAgain();
      return { success: true, message: 'They are being tried, one after the other. The list says what came of it.' };
    },
  };
}

function requireLadder(text: string): LadderSetting {
  const ladder = parseLadder(text);
  if (ladder !== null) return ladder;
  throw new AerialError('SETTING_INVALID', {
    message: `That is no ladder: allowed is ${ladderAllowed}.`,
    hint: 'Put it right and try it again.',
  });
}

/** What a trial comes to, in words. */
export function tellTrial(figures: Pick<LadderTrial, 'speed' | 'tooLarge' | 'source'>) {
  const { verdict, message } = judge(figures.speed);
  return { verdict, message: [...leftOut(figures), message].join(' ') };
}

function leftOut({ tooLarge, source }: Pick<LadderTrial, 'tooLarge' | 'source'>): string[] {
  if (tooLarge.length === 0) return [];
  const names = new Intl.ListFormat('en').format(tooLarge);
  const are = tooLarge.length === 1 ? 'is larger than the source, so it is' : 'are larger than the source, so they are';
  return [`${names} ${are} left out: the source has ${source.width} × ${source.height}.`];
}

function judge(speed: number | null): Pick<LadderTrial, 'verdict' | 'message'> {
  if (speed === null)
    return { verdict: 'fits', message: 'Nothing has to be made: the picture is passed on as it comes.' };
  const times = `${speed.toFixed(1)} times as fast as it has to be`;
  if (speed >= easySpeed)
    return { verdict: 'fits', message: `This machine makes it ${times}: it keeps up with room to spare.` };
  if (speed >= leastSpeed)
    return {
      verdict: 'tight',
      message: `This machine makes it ${times}: that is tight. A lively picture or many viewers may be too much.`,
    };
  return {
    verdict: 'too-much',
    message: `This machine makes it at ${speed.toFixed(1)} of the speed that it takes: too much. Take a rendition out, make one smaller, or lower its effort.`,
  };
}
