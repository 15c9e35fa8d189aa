import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { ObjectLedger } from './object-ledger.ts';
import { BucketFault, type RemoteBucket } from './remote-bucket.ts';

export interface SweeperNeeds {
  readonly bucket: RemoteBucket;
  /** Names the bucket in the ledger. */
  readonly place: string;
  readonly ledger: Pick<ObjectLedger, 'due' | 'forget' | 'release'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether that key is needed, or on its way there, now. */
  readonly isNeeded: (key: string) => boolean;
}

const ROUND_EVERY_MS = 2_000;
const KEYS_A_ROUND = 40;
const AT_A_TIME = 4;
const REST_AFTER_FAULT_MS = 30_000;
/** What the bucket would not let go is left alone for so long, so that it never holds up the rest. */
const PUT_OFF_MS = 10 * 60_000;

type StoredObject = ReturnType<ObjectLedger['due']>[number];

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
  readonly #putOff = new Set<string>();

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
    const { ledger, place, clock, isNeeded } = this.#needs;
    try {
      const due = ledger.due(place, clock.wallMs(), KEYS_A_ROUND).filter(({ key }) => !isNeeded(key));
      for (const { key } of due) this.removing.add(key);
      let refusal: Error | null = null;
      let goneCount = 0;
      for (let from = 0; from < due.length; from += AT_A_TIME) {
        const { gone, refused } = await this.#removeAll(due.slice(from, from + AT_A_TIME));
        goneCount += gone;
        refusal ??= refused;
      }
      if (refusal !== null && goneCount === 0) throw refusal;
      if (refusal !== null) this.#tell(refusal);
      else if (due.length > 0 && this.#putOff.size === 0) this.#isFailing = false;
    } catch (error) {
      this.#restUntilMs = clock.monotonicMs() + REST_AFTER_FAULT_MS;
      this.#tell(error);
    } finally {
      this.removing.clear();
    }
  }

  /** How many went, and why the bucket would not let others go, if there are such: they are put off. Rejects when the bucket itself fails. */
  async #removeAll(batch: readonly StoredObject[]): Promise<{ gone: number; refused: Error | null }> {
    const { ledger, place, clock } = this.#needs;
    const outcomes = await Promise.allSettled(batch.map((object) => this.#remove(object)));
    const keys = batch.map(({ key }) => key);
    const gone = keys.filter((_key, index) => outcomes[index]?.status === 'fulfilled');
    ledger.forget(place, gone);
    for (const key of gone) this.#putOff.delete(key);
    const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [asError(outcome.reason)] : []));
    const grave = faults.find((fault) => !isRefusal(fault));
    if (grave !== undefined) throw grave;
    const left = keys.filter((key) => !gone.includes(key));
    ledger.release(place, left, clock.wallMs() + PUT_OFF_MS);
    for (const key of left) this.#putOff.add(key);
    return { gone: gone.length, refused: faults[0] ?? null };
  }

  #tell(error: unknown): void {
    const { log, place } = this.#needs;
    if (!this.#isFailing) {
      const words = error instanceof BucketFault ? error.words : String(error);
      log.warn({ place, error: words }, 'What is old could not be removed from the bucket; it is tried again.');
    }
    this.#isFailing = true;
  }

  async #remove({ key, entityTag }: StoredObject): Promise<void> {
    const { bucket, log } = this.#needs;
    if (entityTag !== null) {
      const found = await bucket.entityTag(key);
      if (found !== null && found !== entityTag) {
        log.info(
          { key },
          'An object in the bucket is not, or no longer, what this station wrote, so it is left there.',
        );
        return;
      }
    }
    await bucket.remove(key);
  }
}

/** A bucket that may not be listed says of an object that is not there that it may not be seen (S3, HeadObject). */
function isRefusal(fault: Error): boolean {
  return fault instanceof BucketFault && fault.kind === 'permission';
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
