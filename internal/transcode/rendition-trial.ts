import type { VideoPacket } from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import { isPrompt } from './pace.ts';
import { Watchdog, type Watched } from './watchdog.ts';

/** A process that makes the one rendition that is tried. */
export interface TrialRun extends Watched {
  feed(packet: VideoPacket): void;
  kill(): void;
}

export interface RenditionTrialNeeds {
  readonly clock: Clock;
  readonly run: TrialRun;
  /** What makes the renditions that viewers have; null while there are none. */
  readonly beside: () => Watched | null;
  /** Called once, unless the trial was stopped before. The process is gone, or will be within a second. */
  onVerdict(holds: boolean): void;
}

const lookEveryMs = 1_000;
/** So long it has to keep up, from its first picture on: the group of pictures that it begins with is long over. */
const holdsAfterMs = 30_000;
/** Longer than this nobody waits for it to catch up, or for a key frame to begin with. */
const longestMs = 90_000;
/** So many looks in a row those beside it may be late: one may fall on a jump of the timeline. Less than what a watchdog acts upon. */
const mostLateLooks = 1;

/** Whether this machine holds one more rendition: it is made for nobody for half a minute, and given up as soon as it, or what viewers have, is late. */
export class RenditionTrial {
  readonly #needs: RenditionTrialNeeds;
  readonly #watchdog: Watchdog;
  readonly #stopLooking: () => void;
  readonly #sinceMs: number;
  #lateLooks = 0;
  #isOver = false;

  constructor(needs: RenditionTrialNeeds) {
    this.#needs = needs;
    const { clock, run } = needs;
    this.#sinceMs = clock.monotonicMs();
    this.#watchdog = new Watchdog({ clock, watched: run, onFailure: () => this.conclude(false) });
    this.#stopLooking = clock.every(lookEveryMs, () => this.#look());
  }

  feed(packet: VideoPacket): void {
    if (!this.#isOver) this.#needs.run.feed(packet);
  }

  conclude(holds: boolean): void {
    if (this.#isOver) return;
    this.stop();
    this.#needs.onVerdict(holds);
  }

  /** Ends it without a verdict. Twice is harmless. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watchdog.stop();
    this.#stopLooking();
    this.#needs.run.kill();
  }

  #look(): void {
    const { clock, run, beside } = this.#needs;
    const nowMs = clock.monotonicMs();
    const others = beside();
    this.#lateLooks = others === null || isPrompt(others) ? 0 : this.#lateLooks + 1;
    if (this.#lateLooks > mostLateLooks) return this.conclude(false);
    const isLongEnough = run.feedingSinceMs !== null && nowMs - run.feedingSinceMs >= holdsAfterMs;
    if (isLongEnough && this.#lateLooks === 0 && isPrompt(run)) this.conclude(true);
    else if (nowMs - this.#sinceMs >= longestMs) this.conclude(false);
  }
}
