import type { ImportNoun } from '../store/import-writer.ts';

/** What became of the rows of one noun. */
export interface NounTally {
  readonly added: number;
  /** Were there already, or came with an earlier import. */
  readonly there: number;
  /** How many were left out, by the reason. */
  readonly left: ReadonlyMap<string, number>;
}

/** Counts what comes along and what does not. */
export class Tally {
  readonly #nouns = new Map<ImportNoun, { added: number; there: number; left: Map<string, number> }>();

  count(noun: ImportNoun, outcome: 'added' | 'there'): void {
    this.#of(noun)[outcome] += 1;
  }

  leave(noun: ImportNoun, reason: string): void {
    const { left } = this.#of(noun);
    left.set(reason, (left.get(reason) ?? 0) + 1);
  }

  nouns(): ReadonlyMap<ImportNoun, NounTally> {
    return this.#nouns;
  }

  #of(noun: ImportNoun): { added: number; there: number; left: Map<string, number> } {
    const known = this.#nouns.get(noun) ?? { added: 0, there: 0, left: new Map<string, number>() };
    this.#nouns.set(noun, known);
    return known;
  }
}
