/** Stands for the entity tag of an object that others may have under the same key, while it is not known to be ours: no tag is without quotes. */
export const notKnownToBeOurs = 'not written';

/** The durable record of what this station wrote into buckets: the only keys that it ever removes there. Calls throw when the disk fails. */
export interface ObjectLedger {
  /**
   * Notes keys that are about to be written, or written again. `entityTag` is what is known of the bytes there where the key is new; null for keys that
   * nobody else can have.
   */
  note(place: string, keys: readonly string[], entityTag: string | null): void;
  /** What the bucket called the bytes that were written last. */
  tag(place: string, key: string, entityTag: string): void;
  /** From `wallMs` on these may be removed. */
  release(place: string, keys: readonly string[], wallMs: number): void;
  /** From `wallMs` on everything may be removed, in whatever place. */
  releaseAll(wallMs: number): void;
  due(
    place: string,
    wallMs: number,
    limit: number,
  ): readonly { readonly key: string; readonly entityTag: string | null }[];
  forget(place: string, keys: readonly string[]): void;
  count(place: string): number;
  countElsewhere(place: string): number;
}
