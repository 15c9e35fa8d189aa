import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { explainNoAnswer, judgeReading, type ReadAsBrowser } from './serving-check.ts';

export interface ServingWatchNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly read: ReadAsBrowser;
  /** The newest object in the bucket: where it is read, and its length; null while there is none. */
  readonly newest: () => { readonly url: string; readonly bytes: number } | null;
}

const FIRST_LOOK_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 30_000;

/** Reads now and then, as a viewer's browser would, what was stored last: nobody is sent there before it has been seen to work, or once it does not. */
export class ServingWatch {
  readonly #needs: ServingWatchNeeds;
  #nextLookMs = 0;
  #isLooking = false;
  /** Whether viewers can read there; null before that was seen. */
  works: boolean | null = null;
  /** That they cannot, why, and what comes of it, in words; null otherwise. */
  trouble: string | null = null;

  constructor(needs: ServingWatchNeeds) {
    this.#needs = needs;
  }

  /** Watches from now on; the returned function ends that. */
  start(): () => void {
    return this.#needs.clock.every(1_000, () => void this.look());
  }

  /** Nothing is there to be read any more: that it could not be read is over, and the next that comes is looked at anew. */
  forgetTrouble(): void {
    if (this.trouble === null) return;
    this.trouble = null;
    this.works = null;
    this.#nextLookMs = 0;
  }

  async look(): Promise<void> {
    const nowMs = this.#needs.clock.monotonicMs();
    const newest = this.#needs.newest();
    if (this.#isLooking || newest === null || nowMs < this.#nextLookMs) return;
    this.#isLooking = true;
    const reason = await this.#tryReading(newest);
    const trouble = reason === null ? null : `Viewers get all segments from here, not from the S3 bucket. ${reason}`;
    this.#isLooking = false;
    // What was removed meanwhile says nothing.
    if (this.#needs.newest() === null) return;
    if (trouble !== this.trouble || this.works === null) this.#tell(trouble);
    this.trouble = trouble;
    this.works = trouble === null;
    this.#nextLookMs = this.#needs.clock.monotonicMs() + (this.works ? LOOK_EVERY_MS : FIRST_LOOK_EVERY_MS);
  }

  async #tryReading({ url, bytes }: { url: string; bytes: number }): Promise<string | null> {
    try {
      return judgeReading(url, await this.#needs.read(url), bytes);
    } catch {
      return explainNoAnswer(url);
    }
  }

  #tell(trouble: string | null): void {
    const { log } = this.#needs;
    if (trouble === null) log.info({}, 'Viewers can read from the bucket, and get whole segments there from now on.');
    else log.warn({ code: 'BUCKET_UNAVAILABLE' }, trouble);
  }
}
