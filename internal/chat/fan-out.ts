import type { Clock } from '../platform/clock.ts';
import { textFrame } from './protocol/frame.ts';

/** Somebody to whom everything is sent. */
export interface FanOutTarget {
  /** Number of the last frame that was not for this one: the target came after it was made. */
  readonly lastForeignFrame: number;
  /** Takes a frame without waiting and without throwing. */
  deliver(frame: Buffer): void;
}

/** An event as it goes out; `weight` says what is left out first when more is said than can be sent. */
export interface QueuedEvent {
  readonly text: string;
  readonly weight: 'light' | 'usual' | 'heavy';
  /** Called when the event is put into a frame. */
  readonly onFramed?: () => void;
}

export interface FanOutNeeds {
  readonly clock: Pick<Clock, 'monotonicMs' | 'after'>;
  readonly targets: ReadonlySet<FanOutTarget>;
  /** Calls back once other work that waits has had its turn. */
  readonly defer: (callback: () => void) => void;
  /** Told of each event that was left out. */
  readonly onDropped: () => void;
  /** Told of each frame: how many events are in it, and how many targets got it. */
  readonly onSwept: (eventCount: number, targetCount: number) => void;
}

/** Longest that an event waits for others to share a frame with, in a large room. */
const TICK_MS = 100;
/** Targets for each of which everybody waits so much longer; a few hundred wait for next to nothing. */
const TICK_MS_PER_TARGET = 0.05;
const SMALL_ROOM = 100;
/** How long the event loop is kept at a time. Parts of the picture go out in between. */
const SLICE_MS = 2;
/** Targets between two looks at the clock. */
const TARGETS_PER_LOOK = 16;
/** A frame takes no further event beyond so many characters. */
const MAX_FRAME_CHARACTERS = 65_536;
/** What may wait for the next frame, in characters, by weight. */
const maxWaiting = { light: 131_072, usual: 1_048_576, heavy: 4_194_304 } as const;

interface Sweep {
  readonly targets: Iterator<FanOutTarget>;
  readonly frame: Buffer;
  readonly eventCount: number;
  targetCount: number;
}

/**
 * Sends events to everybody. The events of a tick share one frame, which is made once; it is handed out in slices of a few milliseconds. While
 * one frame is handed out the next is filled, so that the more is said, the more each frame carries.
 */
export class FanOut {
  readonly #needs: FanOutNeeds;
  #waiting: QueuedEvent[] = [];
  #waitingCharacters = 0;
  #frameNumber = 0;
  #isBusy = false;
  #sweeping: Sweep | null = null;
  #lastStartMs = -Infinity;
  #cancelTick: (() => void) | null = null;
  #isStopped = false;

  constructor(needs: FanOutNeeds) {
    this.#needs = needs;
  }

  /** The number of the last frame that was made. */
  get frameNumber(): number {
    return this.#frameNumber;
  }

  push(event: QueuedEvent): void {
    if (this.#isStopped) return;
    if (this.#waitingCharacters + event.text.length > maxWaiting[event.weight]) {
      this.#needs.onDropped();
      return;
    }
    this.#waiting.push(event);
    this.#waitingCharacters += event.text.length;
    this.#schedule();
  }

  /** Hands out what waits at once, whatever the time it takes, and takes no more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTick?.();
    this.#advance(Infinity);
    while (this.#waiting.length > 0) {
      this.#begin();
      this.#advance(Infinity);
    }
  }

  #schedule(): void {
    if (this.#isBusy || this.#waiting.length === 0) return;
    this.#isBusy = true;
    const { clock, defer, targets } = this.#needs;
    const tickMs = targets.size <= SMALL_ROOM ? 0 : Math.min(TICK_MS, targets.size * TICK_MS_PER_TARGET);
    const waitMs = this.#lastStartMs + tickMs - clock.monotonicMs();
    if (waitMs <= 0) defer(() => this.#sweep());
    else this.#cancelTick = clock.after(Math.ceil(waitMs), () => this.#sweep());
  }

  #sweep(): void {
    if (this.#isStopped) return;
    this.#lastStartMs = this.#needs.clock.monotonicMs();
    this.#begin();
    this.#continue();
  }

  #begin(): void {
    const { frame, eventCount } = this.#makeFrame();
    // A set's iterator goes on rightly while targets come and go.
    this.#sweeping = { targets: this.#needs.targets.values(), frame, eventCount, targetCount: 0 };
  }

  #continue(): void {
    if (this.#isStopped) return;
    this.#advance(this.#needs.clock.monotonicMs() + SLICE_MS);
    if (this.#sweeping !== null) {
      this.#needs.defer(() => this.#continue());
      return;
    }
    this.#isBusy = false;
    this.#schedule();
  }

  /** Hands the frame to more targets, until the time is up or all have it. */
  #advance(untilMs: number): void {
    const sweep = this.#sweeping;
    if (sweep === null) return;
    const { clock, onSwept } = this.#needs;
    for (let looked = 1; ; looked++) {
      const next = sweep.targets.next();
      if (next.done === true) break;
      if (next.value.lastForeignFrame < this.#frameNumber) {
        next.value.deliver(sweep.frame);
        sweep.targetCount += 1;
      }
      if (looked % TARGETS_PER_LOOK === 0 && clock.monotonicMs() >= untilMs) return;
    }
    this.#sweeping = null;
    onSwept(sweep.eventCount, sweep.targetCount);
  }

  #makeFrame(): { frame: Buffer; eventCount: number } {
    let characters = 0;
    const tooLong = this.#waiting.findIndex(({ text }, position) => {
      characters += text.length;
      return position > 0 && characters > MAX_FRAME_CHARACTERS;
    });
    const events = tooLong < 0 ? this.#waiting : this.#waiting.slice(0, tooLong);
    this.#waiting = tooLong < 0 ? [] : this.#waiting.slice(tooLong);
    this.#waitingCharacters = this.#waiting.reduce((sum, { text }) => sum + text.length, 0);
    this.#frameNumber += 1;
    for (const { onFramed } of events) onFramed?.();
    // Clients split a frame at its newlines; JSON has none of its own.
    return { frame: textFrame(events.map(({ text }) => text).join('\n')), eventCount: events.length };
  }
}
