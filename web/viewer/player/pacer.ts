import { signal } from '@preact/signals';
import type { LivePosition } from './engine.ts';
import type { Reach } from './reach.ts';
import { playbackRate, stallMemoryMs, targetLatencySeconds } from './pace.ts';

/** A viewer who fell this far behind without wanting to is brought back. */
const driftSeconds = 6;
/** A viewer who went back by themselves is only helped along when nearly at live. */
const helpSeconds = 2;
const showEveryMs = 1000;

/** What the pacer is told at each look. */
export interface PaceSample {
  readonly position: LivePosition | null;
  readonly bufferedAheadSeconds: number;
  readonly nowMs: number;
}

/** What is to be done about the distance behind live: a playback rate, or a jump because no rate would do. */
export type PaceOrder = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'jump' };

/** Keeps the playhead at its distance behind live, and knows how far behind it is. */
export class Pacer {
  /** Seconds behind live; null when unknown. */
  readonly latencySeconds = signal<number | null>(null);
  /** The same for eyes: renewed once a second, and at once when the viewer went elsewhere. */
  readonly shownLatencySeconds = signal<number | null>(null);
  /** At the distance behind live that the stream is meant to have. */
  readonly atLive = signal(true);
  /** How far one can go back; renewed once a second, null when unknown. */
  readonly reach = signal<Reach | null>(null);
  /** The viewer wants to be at live, and did not pause or go back. */
  following = true;
  #stallTimesMs: readonly number[] = [];
  #shownAtMs = 0;

  /** A stall for want of media: for a minute the viewer stays a little further behind. */
  noteStall(nowMs: number): void {
    this.#stallTimesMs = [...this.#stallTimesMs.filter((atMs) => nowMs - atMs < stallMemoryMs), nowMs];
  }

  targetSeconds(position: LivePosition, nowMs: number): number {
    return targetLatencySeconds(position.holdBackSeconds, this.#stallTimesMs, nowMs);
  }

  /** Notes where the playhead is. */
  look({ position, nowMs }: Omit<PaceSample, 'bufferedAheadSeconds'>): void {
    const seconds = position && Math.round(position.latencySeconds * 100) / 100;
    this.latencySeconds.value = seconds;
    const shown = this.shownLatencySeconds.peek();
    const leapt = seconds !== null && shown !== null && Math.abs(seconds - shown) > helpSeconds;
    if (nowMs - this.#shownAtMs < showEveryMs && shown !== null && !leapt) return;
    this.#shownAtMs = nowMs;
    this.shownLatencySeconds.value = seconds === null ? null : Math.round(seconds * 10) / 10;
    this.reach.value = position && this.#reachOf(position, nowMs);
  }

  /** Decides how to go on; null while the position is unknown. */
  order({ position, bufferedAheadSeconds, nowMs }: PaceSample): PaceOrder | null {
    if (!position) return null;
    const targetSeconds = this.targetSeconds(position, nowMs);
    const excessSeconds = position.latencySeconds - targetSeconds;
    this.atLive.value = excessSeconds < helpSeconds;
    if (this.following && excessSeconds > driftSeconds) return { kind: 'jump' };
    const rate = playbackRate({
      latencySeconds: position.latencySeconds,
      targetSeconds,
      bufferedAheadSeconds,
      chaseSeconds: this.following ? driftSeconds : helpSeconds,
    });
    return { kind: 'rate', rate };
  }

  #reachOf(position: LivePosition, nowMs: number): Reach {
    const liveSeconds = this.targetSeconds(position, nowMs) + helpSeconds;
    return { oldestSeconds: position.oldestSeconds, liveSeconds };
  }
}
