import { createHash } from 'node:crypto';
import { z } from '../platform/schema.ts';
import { importKey, type ImportNoun, type ImportRow } from '../store/import-writer.ts';

/** Name of the secret that the ledger is kept under. */
export const ledgerName = 'owncast-import';

/** Names of what is not remembered one by one: there is too much of it, and it hangs on what is. */
const unremembered: ReadonlySet<ImportNoun> = new Set(['messages']);

const shape = z.object({ version: z.literal(1), rows: z.array(z.string()), values: z.record(z.string(), z.string()) });

/**
 * What earlier imports brought: so that a later one leaves alone what was changed or removed here since. It holds digests alone, since what they
 * stand for may be secret.
 */
export class Ledger {
  readonly #rows: Set<string>;
  readonly #values: Map<string, string>;

  private constructor(rows: Iterable<string>, values: Iterable<readonly [string, string]>) {
    this.#rows = new Set(rows);
    this.#values = new Map(values);
  }

  /** Reads what `toText` wrote. Without it, or when it cannot be read, nothing came before. */
  static fromText(text: string | null): Ledger {
    const parsed = shape.safeParse(text === null ? null : parseJson(text));
    return parsed.success ? new Ledger(parsed.data.rows, Object.entries(parsed.data.values)) : new Ledger([], []);
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0 && this.#values.size === 0;
  }

  brought<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): boolean {
    return !unremembered.has(noun) && this.#rows.has(digestRow(noun, row));
  }

  noteRow<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): void {
    if (!unremembered.has(noun)) this.#rows.add(digestRow(noun, row));
  }

  /**
   * Whether a single value, such as a setting's, may be put in place of `present` (null when there is none): nothing was there, or
   * what an earlier import brought, unchanged.
   */
  mayReplace(name: string, present: string | null): boolean {
    const before = this.#values.get(name);
    return before === undefined ? present === null : present !== null && digest(present) === before;
  }

  noteValue(name: string, value: string): void {
    this.#values.set(name, digest(value));
  }

  toText(): string {
    return JSON.stringify({ version: 1, rows: [...this.#rows], values: Object.fromEntries(this.#values) });
  }
}

function digestRow<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): string {
  return digest(`${noun} ${importKey(noun, row)}`);
}

/** 96 bits: enough that no two of a few million are ever taken for one another. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
