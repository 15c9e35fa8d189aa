import { type RungCodec, withCodec } from '../config/ladder-setting.ts';
import type { Effort, RenditionPlan } from '../media/rendition.ts';
import type { LadderEncoders } from './encoders/catalogue.ts';
import { x264 } from './encoders/x264.ts';
import { bestAffordable, type Rung } from './ladder-budget.ts';

/** What the source is. `null` stands for what it does not say. */
export interface LadderSource {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number | null;
  readonly bitrateKbps: number | null;
  /** Whether every player shows it, as it is with H.264; what is left out means that. */
  readonly playsEverywhere?: boolean;
}

/** A rendition that the admin asks for; what is not said is chosen by its size. */
export interface RequestedRendition {
  /** The shorter side of its picture; null for as large as the source and `widthPixels` allow. */
  readonly heightPixels: number | null;
  readonly bitrateKbps: number;
  /** The most that the longer side may have. */
  readonly widthPixels?: number | null;
  /** What its frame rate is to come near to. */
  readonly frameRate?: number | null;
  readonly effort?: Effort;
  readonly name?: string | null;
  /** H.264 unless told. */
  readonly codec?: RungCodec;
}

export type LadderSetting = 'auto' | 'off' | readonly RequestedRendition[];

/** Renditions that one ladder may have besides the source. */
const maxRenditions = 6;
/** Assumed when the source does not say; the arguments then thin out whatever is faster. */
const assumedFrameRate = 30;
/** The most that a small rendition needs: faster sources are divided until they are at or below. */
const calmFrameRate = 32;
const fastestFrameRate = 64;
/** Renditions with at least this short side may keep a fast source's rate. */
const largeShortSide = 720;
/** A rung above this share of the source's short side is too near to be worth its cost. */
const nearestShare = 0.75;
/** The best rung takes at most this share of a known source bitrate, and each next one of the rung above it. */
const bitrateShare = 0.7;
const nearestBitrateShare = 0.85;
/** The same for a source in a codec that says as much in half the bits. */
const exoticBitrateShare = 1.5;
const leastBitrateKbps = 150;
const usualEffort: Effort = 2;
/** A source this much faster than the rate asked for, as a ratio to the next whole number, is divided by that number. */
const divisorRounding = 0.35;

/** The rungs of the automatic ladder: short side, and kbit/s for a 16:9 picture at up to 32 frames per second. */
const automaticRungs = [
  { heightPixels: 1080, bitrateKbps: 4500 },
  { heightPixels: 720, bitrateKbps: 2500 },
  { heightPixels: 480, bitrateKbps: 1200 },
  { heightPixels: 360, bitrateKbps: 700 },
  { heightPixels: 240, bitrateKbps: 350 },
];
const fastBitrateFactor = 1.5;

/**
 * The renditions to make of a source, best first, numbered from 1. Never larger or faster than the source; the aspect
 * ratio is kept to the nearest even pixel. `auto` takes what `cores` cores hold while they also serve. Made by x264 unless told;
 * renditions in a codec that no encoder makes are left out.
 */
export function planLadder(
  source: LadderSource,
  settings: { readonly ladder: LadderSetting; readonly cores: number; readonly encoders?: LadderEncoders },
): RenditionPlan[] {
  if (settings.ladder === 'off' || Math.min(source.width, source.height) < 2) return [];
  const { encoders = { h264: x264 } } = settings;
  const rungs: RequestedRung[] =
    settings.ladder === 'auto'
      ? automatic(source, settings.cores)
      : requested(source, settings.ladder, { encoders, cores: settings.cores });
  return rungs.map((rung, position) => {
    const encoder = encoders[codecOf(rung)] ?? x264;
    return {
      index: position + 1,
      name: nameOf(rung, rungs),
      // A size alone does not tell it from the same in H.264.
      givenName: rung.name ?? (codecOf(rung) === 'h264' ? null : nameOf(rung, rungs)),
      width: rung.width,
      height: rung.height,
      frameRate: rung.frameRate,
      videoBitrateKbps: rung.videoBitrateKbps,
      effort: rung.effort ?? usualEffort,
      encoder: encoder.name,
      codecString: encoder.codecString(rung),
    };
  });
}

/** What the cores hold; of a source that not every player shows the smallest rung at least, or the others would see nothing. */
function automatic(source: LadderSource, cores: number): Rung[] {
  const rungs = candidates(source);
  const picture = { ...source, frameRate: source.frameRate ?? assumedFrameRate };
  const affordable = thinByBitrate(bestAffordable(picture, rungs, cores));
  return affordable.length > 0 || !isExotic(source) ? affordable : rungs.slice(-1);
}

function isExotic(source: LadderSource): boolean {
  return source.playsEverywhere === false;
}

/** `720p`, `720p60`; with its bitrate where another of the ladder would be called the same. */
function nameOf(rung: RequestedRung, rungs: readonly RequestedRung[]): string {
  if (typeof rung.name === 'string') return rung.name;
  const sizeName = (one: RequestedRung): string => {
    const { shortSide, frameRate } = one;
    return withCodec(`${shortSide}p${frameRate > calmFrameRate ? Math.round(frameRate) : ''}`, codecOf(one));
  };
  const isAlone = rungs.every(
    (other) => other === rung || typeof other.name === 'string' || sizeName(other) !== sizeName(rung),
  );
  return isAlone ? sizeName(rung) : `${sizeName(rung)} ${rung.videoBitrateKbps}k`;
}

/** Every rung that is worth making of the source, with both frame rates where two make sense. */
function candidates(source: LadderSource): Rung[] {
  const rungs: Rung[] = [];
  const shortSide = Math.min(source.width, source.height);
  const highest = isExotic(source) ? shortSide : shortSide * nearestShare;
  const fitting = automaticRungs.filter(({ heightPixels }) => heightPixels <= highest);
  if (fitting.length === 0 && isExotic(source))
    fitting.push({ heightPixels: shortSide, bitrateKbps: leastBitrateKbps });
  for (const rung of fitting) {
    for (const frameRate of frameRates(source, rung.heightPixels)) {
      const size = scaledSize(source, rung.heightPixels);
      const area = (size.width * size.height) / (rung.heightPixels ** 2 * (16 / 9));
      const wanted =
        rung.bitrateKbps * Math.min(1.5, Math.max(0.5, area)) * (frameRate > calmFrameRate ? fastBitrateFactor : 1);
      const share = isExotic(source) ? exoticBitrateShare : bitrateShare;
      const ceiling = source.bitrateKbps === null ? Infinity : source.bitrateKbps * share;
      const videoBitrateKbps = Math.max(leastBitrateKbps, 10 * Math.round(Math.min(wanted, ceiling) / 10));
      rungs.push({ shortSide: rung.heightPixels, ...size, frameRate, videoBitrateKbps });
    }
  }
  return rungs;
}

/** With a poor source several rungs end at its ceiling; the lower ones of them would save nobody anything. */
function thinByBitrate(rungs: readonly Rung[]): Rung[] {
  const kept: Rung[] = [];
  for (const rung of rungs) {
    const above = kept.at(-1);
    if (above === undefined || rung.videoBitrateKbps <= above.videoBitrateKbps * nearestBitrateShare) kept.push(rung);
  }
  return kept;
}

/** A rung with what was asked for besides its size. */
interface RequestedRung extends Rung {
  readonly effort?: Effort | undefined;
  readonly name?: string | null | undefined;
  readonly codec?: RungCodec;
}

function codecOf({ codec = 'h264' }: Pick<RequestedRung, 'codec'>): RungCodec {
  return codec;
}

function requested(
  source: LadderSource,
  wishes: readonly RequestedRendition[],
  { encoders, cores }: { readonly encoders: LadderEncoders; readonly cores: number },
): RequestedRung[] {
  const rungs = new Map<string, RequestedRung & { readonly wishedRate: number | null }>();
  for (const { effort, name, codec = 'h264', ...wish } of wishes) {
    if (encoders[codec] === undefined) continue;
    const shortSide = shortSideOf(source, wish);
    if (shortSide === null) continue;
    const [frameRate = assumedFrameRate] = frameRates(source, shortSide);
    const videoBitrateKbps = Math.max(1, Math.round(wish.bitrateKbps));
    const key = `${codec} ${shortSide} ${videoBitrateKbps} ${wish.frameRate}`;
    if (rungs.has(key)) continue;
    const wishedRate = wish.frameRate ?? null;
    const size = scaledSize(source, shortSide);
    rungs.set(key, { shortSide, ...size, frameRate, videoBitrateKbps, effort, name, codec, wishedRate });
  }
  if (isExotic(source) && wishes.length > 0 && [...rungs.values()].every((rung) => codecOf(rung) !== 'h264')) {
    for (const rung of automatic(source, cores).slice(-1)) rungs.set('for everybody', { ...rung, wishedRate: null });
  }
  const best = [...rungs.values()].toSorted(
    (a, b) => b.shortSide - a.shortSide || b.videoBitrateKbps - a.videoBitrateKbps,
  );
  return slowedDown(source.frameRate ?? assumedFrameRate, best.slice(0, maxRenditions));
}

/**
 * Gives each rung a rate that its wish comes near to. The picture is thinned on its way from the largest rung to the smallest, so that
 * each divisor is a multiple of the one above.
 */
function slowedDown(
  sourceRate: number,
  rungs: readonly (RequestedRung & { readonly wishedRate: number | null })[],
): RequestedRung[] {
  let divisor = 1;
  return rungs.map(({ wishedRate, ...rung }) => {
    const ratio = sourceRate / (wishedRate ?? rung.frameRate) / divisor;
    divisor *= Math.max(1, Math.floor(ratio + divisorRounding));
    return { ...rung, frameRate: Math.round((sourceRate / divisor) * 1000) / 1000 };
  });
}

/** Those of the wishes that the source is too small for, by what they are called: `planLadder` leaves them out. */
export function tooLargeFor(source: Pick<LadderSource, 'width' | 'height'>, ladder: LadderSetting): string[] {
  if (typeof ladder === 'string') return [];
  return ladder
    .filter((wish) => shortSideOf(source, wish) === null)
    .map(({ name, heightPixels, codec = 'h264' }) =>
      typeof name === 'string' ? name : withCodec(heightPixels === null ? 'Full size' : `${heightPixels}p`, codec),
    );
}

/** Of the picture that a wish comes to; null when it is larger than the source, or nothing. */
function shortSideOf(source: Pick<LadderSource, 'width' | 'height'>, wish: RequestedRendition): number | null {
  const short = Math.min(source.width, source.height);
  const long = Math.max(source.width, source.height);
  const height = wish.heightPixels ?? short;
  const width = wish.widthPixels ?? long;
  if (height > short || (wish.heightPixels === null && width > long)) return null;
  const shortSide = Math.floor(Math.min(height, (width * short) / long));
  return shortSide >= 2 ? shortSide : null;
}

/** The rates that a rung may have, fastest first: the source's divided by a whole number, so that frames are only dropped. */
function frameRates(source: LadderSource, shortSide: number): number[] {
  const rate = source.frameRate ?? assumedFrameRate;
  const divided = (limit: number) => Math.round((rate / Math.max(1, Math.ceil(rate / limit))) * 1000) / 1000;
  const calm = divided(calmFrameRate);
  const fast = divided(fastestFrameRate);
  return shortSide >= largeShortSide && fast > calm ? [fast, calm] : [calm];
}

/** The source's shape with this short side; 4:2:0 pictures need even sides. */
export function scaledSize(source: LadderSource, shortSide: number): { width: number; height: number } {
  const scale = shortSide / Math.min(source.width, source.height);
  const side = (pixels: number) =>
    Math.max(2, Math.min(2 * Math.round((pixels * scale) / 2), 2 * Math.floor(pixels / 2)));
  return { width: side(source.width), height: side(source.height) };
}
