import type { ForeignRow } from '../store/foreign-database.ts';
import { decodeGob } from './gob/gob-decoder.ts';
import { GobError } from './gob/gob-reader.ts';

/** Owncast's settings, decoded. */
export interface Datastore {
  readonly values: ReadonlyMap<string, unknown>;
  /** Keys of what could not be decoded. */
  readonly unreadable: readonly string[];
}

/** Decodes the rows of the table `datastore`. A later row of a key wins, as it does in Owncast. */
export function readDatastore(rows: Iterable<ForeignRow>): Datastore {
  const values = new Map<string, unknown>();
  const unreadable = new Set<string>();
  for (const { key, value } of rows) {
    const name = String(key);
    // An empty one was never set.
    if (value === null || (value instanceof Uint8Array && value.length === 0)) continue;
    try {
      values.set(name, decodeGob(toBytes(value)));
    } catch (error) {
      if (!(error instanceof GobError)) throw error;
      unreadable.add(name);
    }
  }
  return { values, unreadable: [...unreadable] };
}

function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new GobError('no bytes');
}
