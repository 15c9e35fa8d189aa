/** Size of the pictures that are looked at: 576 bytes a second tell black from a scene. */
export const watchedSize = { width: 32, height: 18 } as const;
/** A picture each time that this has passed. */
export const watchedEverySeconds = 1;

/** How long something has been so, in milliseconds; 0 when it is not. */
export interface PictureState {
  readonly blackForMs: number;
  /** Without any change. */
  readonly stillForMs: number;
}

export interface PictureWarning {
  readonly kind: 'black' | 'still';
  /** What is wrong, and what to do about it. */
  readonly sentence: string;
}

/** Luma of black is 16, or 0 after conversion; noise and rounding add a little. */
const blackestMean = 22;
const blackestMax = 40;
/** Compression makes so much of nothing, most at each key frame of a picture full of detail. */
const mostNoise = 3;
/** A cut through black is shorter, and so is what a slow scene needs to move. */
const maxBlackMs = 10_000;
const maxStillMs = 60_000;
/** What was seen last holds for so long, while an ffmpeg that failed is replaced. */
const holdsForMs = 15_000;

/** Watches small grey pictures of what is on air, as the transcoder makes them beside the renditions. */
export class PictureWatch {
  #rest: Buffer = Buffer.alloc(0);
  /** The first picture of a standstill: against it what creeps adds up, and what pulses does not. */
  #reference: Buffer | null = null;
  #blackSinceMs: number | null = null;
  #stillSinceMs: number | null = null;
  #seenMs = -Infinity;

  /** Takes the next bytes of the pictures, in pieces of any size; holds less than one of them. */
  push(chunk: Buffer, nowMs: number): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const pictureBytes = watchedSize.width * watchedSize.height;
    let offset = 0;
    for (; offset + pictureBytes <= bytes.length; offset += pictureBytes) {
      this.#see(Buffer.from(bytes.subarray(offset, offset + pictureBytes)), nowMs);
    }
    this.#rest = Buffer.from(bytes.subarray(offset));
  }

  /** The next bytes are of another ffmpeg, which looks at the same broadcast. */
  interrupt(): void {
    this.#rest = Buffer.alloc(0);
  }

  /** What comes does not continue what was there. */
  clear(): void {
    this.interrupt();
    this.#reference = null;
    this.#blackSinceMs = null;
    this.#stillSinceMs = null;
  }

  state(nowMs: number): PictureState {
    const since = (ms: number | null): number => (ms === null || this.#isStale(nowMs) ? 0 : nowMs - ms);
    return { blackForMs: since(this.#blackSinceMs), stillForMs: since(this.#stillSinceMs) };
  }

  #isStale(nowMs: number): boolean {
    return nowMs - this.#seenMs > holdsForMs;
  }

  #see(luma: Buffer, nowMs: number): void {
    if (this.#isStale(nowMs)) this.clear();
    this.#seenMs = nowMs;
    this.#blackSinceMs = isBlack(luma) ? (this.#blackSinceMs ?? nowMs) : null;
    const isStill = this.#reference !== null && isSame(this.#reference, luma);
    this.#stillSinceMs = isStill ? (this.#stillSinceMs ?? nowMs) : null;
    if (!isStill) this.#reference = luma;
  }
}

/** What is wrong with the picture; black is told before still, which it is as well. */
export function pictureWarnings({ blackForMs, stillForMs }: PictureState): PictureWarning[] {
  if (blackForMs > maxBlackMs) {
    const sentence = `The picture has been black for ${Math.round(blackForMs / 1000)} s. Check the scene and its sources in the encoder.`;
    return [{ kind: 'black', sentence }];
  }
  if (stillForMs > maxStillMs) {
    const sentence = `The picture has not moved for ${Math.round(stillForMs / 1000)} s. If that is not on purpose, check the capture in the encoder.`;
    return [{ kind: 'still', sentence }];
  }
  return [];
}

function isBlack(luma: Buffer): boolean {
  let sum = 0;
  for (const value of luma) {
    if (value > blackestMax) return false;
    sum += value;
  }
  return sum / luma.length <= blackestMean;
}

function isSame(before: Buffer, luma: Buffer): boolean {
  return luma.every((value, position) => Math.abs(value - (before[position] ?? 0)) <= mostNoise);
}
