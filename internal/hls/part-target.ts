import { framesInPart } from '../media/part-frames.ts';

/** How parts are cut in a broadcast, fixed at its start: neither figure may change in a playlist (RFC 8216bis, 6.2.1). */
export interface PartTarget {
  /** PART-TARGET: no part lasts longer. */
  readonly partTargetMs: number;
  /** Frames per second of the source, measured and put on the nearest usual rate; null for audio alone. */
  readonly frameRate: number | null;
}

/** Stamps of encoders are whole milliseconds: a run of frames may look longer by this much than it is. */
const roundingMs = 2;
/** Within this of a usual rate the difference is the stamps' rounding. */
const snapRatio = 0.004;
/** Whole ones first: stamps in milliseconds cannot tell 59.94 from 60. */
const usualRates = [
  10,
  12,
  15,
  20,
  24,
  25,
  30,
  48,
  50,
  60,
  90,
  100,
  120,
  12.5,
  24_000 / 1001,
  30_000 / 1001,
  60_000 / 1001,
];

/**
 * The frame rate of stamps in decode order. `declared` (of the SPS) is believed when the stamps bear it out, which
 * half a second of them can decide only to a few per cent.
 */
export function measureFrameRate(stampsMs: readonly number[], declared: number | null): number | null {
  const first = stampsMs[0];
  const last = stampsMs.at(-1);
  if (first === undefined || last === undefined || last <= first) return declared;
  const measured = ((stampsMs.length - 1) * 1000) / (last - first);
  if (declared !== null && Math.abs(declared / measured - 1) < 0.05) return declared;
  const tolerance = Math.max(snapRatio, 2 / (last - first));
  const usualNear = (found: number) => usualRates.find((rate) => Math.abs(rate / found - 1) < tolerance);
  // An encoder may stumble once as it begins.
  const longestMs = Math.max(...stampsMs.slice(1).map((stampMs, index) => stampMs - (stampsMs[index] ?? stampMs)));
  return usualNear(measured) ?? usualNear(((stampsMs.length - 2) * 1000) / (last - first - longestMs)) ?? measured;
}

/**
 * The part target that whole frames fill best without passing what is configured; one frame at the least. So a part that
 * holds as many whole frames as fit is always at least 85 % of it (RFC 8216bis, 4.4.4.9).
 */
export function choosePartTarget(needs: { configuredMs: number; frameMs: number }): number {
  const frames = framesInPart(needs.configuredMs, needs.frameMs);
  return Math.ceil(frames * needs.frameMs - 0.001) + roundingMs;
}
