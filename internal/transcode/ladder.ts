import type { RenditionPlan } from '../media/rendition.ts';
import { x264 } from './encoders/x264.ts';
import { bestAffordable, type Rung } from './ladder-budget.ts';

/** What the source is. `null` stands for what it does not say. */
export interface LadderSource {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number | null;
  readonly bitrateKbps: number | null;
}

/** A rendition that the admin asks for: the shorter side of its picture, and its bitrate. */
export interface RequestedRendition {
  readonly heightPixels: number;
  readonly bitrateKbps: number;
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
const leastBitrateKbps = 150;

/** The rungs of the automatic ladder: short side, and kbit/s for a 16:9 picture at up to 32 frames per second. */
const automaticRungs: readonly RequestedRendition[] = [
  { heightPixels: 1080, bitrateKbps: 4500 },
  { heightPixels: 720, bitrateKbps: 2500 },
  { heightPixels: 480, bitrateKbps: 1200 },
  { heightPixels: 360, bitrateKbps: 700 },
  { heightPixels: 240, bitrateKbps: 350 },
];
const fastBitrateFactor = 1.5;

/**
 * The renditions to make of a source, best first, numbered from 1. Never larger or faster than the source; the aspect
 * ratio is kept to the nearest even pixel. `auto` takes what `cores` cores hold while they also serve.
 */
export function planLadder(
  source: LadderSource,
  settings: { readonly ladder: LadderSetting; readonly cores: number },
): RenditionPlan[] {
  if (settings.ladder === 'off' || Math.min(source.width, source.height) < 2) return [];
  const rungs =
    settings.ladder === 'auto'
      ? thinByBitrate(
          bestAffordable(
            { ...source, frameRate: source.frameRate ?? assumedFrameRate },
            candidates(source),
            settings.cores,
          ),
        )
      : requested(source, settings.ladder);
  return rungs.map((rung, position) => ({
    index: position + 1,
    name: `${rung.shortSide}p${rung.frameRate > calmFrameRate ? Math.round(rung.frameRate) : ''}`,
    width: rung.width,
    height: rung.height,
    frameRate: rung.frameRate,
    videoBitrateKbps: rung.videoBitrateKbps,
    codecString: x264.codecString(rung),
  }));
}

/** Every rung that is worth making of the source, with both frame rates where two make sense. */
function candidates(source: LadderSource): Rung[] {
  const rungs: Rung[] = [];
  for (const rung of automaticRungs) {
    if (rung.heightPixels > Math.min(source.width, source.height) * nearestShare) continue;
    for (const frameRate of frameRates(source, rung.heightPixels)) {
      const size = scaledSize(source, rung.heightPixels);
      const area = (size.width * size.height) / (rung.heightPixels ** 2 * (16 / 9));
      const wanted =
        rung.bitrateKbps * Math.min(1.5, Math.max(0.5, area)) * (frameRate > calmFrameRate ? fastBitrateFactor : 1);
      const ceiling = source.bitrateKbps === null ? Infinity : source.bitrateKbps * bitrateShare;
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

function requested(source: LadderSource, wishes: readonly RequestedRendition[]): Rung[] {
  const byShortSide = new Map<number, Rung>();
  for (const wish of wishes) {
    const shortSide = Math.floor(wish.heightPixels);
    if (!(shortSide >= 2 && shortSide <= Math.min(source.width, source.height)) || byShortSide.has(shortSide)) continue;
    const [frameRate] = frameRates(source, shortSide);
    if (frameRate === undefined) continue;
    const videoBitrateKbps = Math.max(1, Math.round(wish.bitrateKbps));
    byShortSide.set(shortSide, { shortSide, ...scaledSize(source, shortSide), frameRate, videoBitrateKbps });
  }
  return [...byShortSide.values()].toSorted((a, b) => b.shortSide - a.shortSide).slice(0, maxRenditions);
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
function scaledSize(source: LadderSource, shortSide: number): { width: number; height: number } {
  const scale = shortSide / Math.min(source.width, source.height);
  const side = (pixels: number) =>
    Math.max(2, Math.min(2 * Math.round((pixels * scale) / 2), 2 * Math.floor(pixels / 2)));
  return { width: side(source.width), height: side(source.height) };
}
