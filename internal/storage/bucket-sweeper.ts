import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { ObjectLedger } from './object-ledger.ts';
import { BucketFault, type RemoteBucket } from './remote-bucket.ts';

export interface SweeperNeeds {
  readonly bucket: RemoteBucket;
  /** Names the bucket in the ledger. */
  readonly place: string;
  readonly ledger: Pick<ObjectLedger, 'due' | 'forget'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether that key is needed, or on its way there, now. */
  readonly isNeeded: (key: string) => boolean;
}

const ROUND_EVERY_MS = 2_000;
const KEYS_A_ROUND = 40;
const AT_A_TIME = 4;
const REST_AFTER_FAULT_MS = 30_000;

/**
 * Removes from a bucket what this station wrote there and needs no longer, key by key out of its own record, never by listing the bucket. An object
 * that others can have under the same key is removed only while it is the one that was written, by its entity tag.
 */
export class BucketSweeper {
  readonly #needs: SweeperNeeds;
  /** Keys that are being removed: nobody should write them meanwhile. */
  readonly removing = new Set<string>();
  #round: Promise<void> | null = null;
  #restUntilMs = 0;
  #isFailing = false;

  constructor(needs: SweeperNeeds) {
    this.#needs = needs;
  }

  /** Sweeps from now on; the returned function ends that. */
  start(): () => void {
    return this.#needs.clock.every(ROUND_EVERY_MS, () => void this.sweep());
  }

  /** One round, unless one is under way or the bucket has just failed. */
  async sweep(): Promise<void> {
    if (this.#round !== null || this.#needs.clock.monotonicMs() < this.#restUntilMs) return;
    this.#round = this.#sweep().finally(() => {
      this.#round = null;
    });
    await this.#round;
  }

  async #sweep(): Promise<void> {
    const { ledger, place, clock, log, isNeeded } = this.#needs;
    try {
      const due = ledger.due(place, clock.wallMs(), KEYS_A_ROUND).filter(({ key }) => !isNeeded(key));
      for (const { key } of due) this.removing.add(key);
      for (let from = 0; from < due.length; from += AT_A_TIME) {
        const batch = due.slice(from, from + AT_A_TIME);
        const outcomes = await Promise.allSettled(batch.map((object) => this.#remove(object)));
        const gone = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
        ledger.forget(place, gone);
        const failed = outcomes.find(({ status }) => status === 'rejected');
        if (failed?.status === 'rejected') throw failed.reason;
      }
      if (due.length > 0) this.#isFailing = false;
    } catch (error) {
      this.#restUntilMs = clock.monotonicMs() + REST_AFTER_FAULT_MS;
      if (!this.#isFailing) {
        const words = error instanceof BucketFault ? error.words : String(error);
        log.warn({ place, error: words }, 'What is old could not be removed from the bucket; it is tried again.');
      }
      this.#isFailing = true;
    } finally {
      this.removing.clear();
    }
  }

  async #remove({ key, entityTag }: { key: string; entityTag: string | null }): Promise<string> {
    const { bucket, log } = this.#needs;
    if (entityTag !== null) {
      const found = await bucket.entityTag(key);
      if (found !== null && found !== entityTag) {
        log.info(
          { key },
          'An object in the bucket is not, or no longer, what this station wrote, so it is left there.',
        );
        return key;
      }
    }
    await bucket.remove(key);
    return key;
  }
}
