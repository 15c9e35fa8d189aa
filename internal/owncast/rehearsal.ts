import { importKey, type ImportNoun, type ImportReader, type ImportRow } from '../store/import-writer.ts';
import type { ImportTarget } from './carry.ts';

/** Takes everything and keeps nothing but what it needs to tell what an import would do. */
export class Rehearsal implements ImportTarget {
  readonly #reader: ImportReader | null;
  readonly #added = new Map<ImportNoun, Set<string>>();

  /** `reader` looks at what is there; null when there is nothing yet. */
  constructor(reader: ImportReader | null) {
    this.#reader = reader;
  }

  settings(): ReadonlyMap<string, string> {
    return this.#reader?.settings() ?? new Map();
  }

  secret(name: string): string | null {
    return this.#reader?.secret(name) ?? null;
  }

  hasArtwork(kind: string): boolean {
    return this.#reader?.hasArtwork(kind) ?? false;
  }

  latestValue(series: string): number | null {
    return this.#reader?.latestValue(series) ?? null;
  }

  has<Noun extends ImportNoun>(noun: Noun, row: Partial<ImportRow<Noun>>): boolean {
    const isAdded = this.#added.get(noun)?.has(importKey(noun, row as ImportRow<Noun>)) ?? false;
    return isAdded || (this.#reader?.has(noun, row) ?? false);
  }

  add<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): boolean {
    if (this.has(noun, row)) return false;
    const keys = this.#added.get(noun) ?? new Set();
    this.#added.set(noun, keys);
    keys.add(importKey(noun, row));
    return true;
  }

  setSetting(): void {
    // Only in earnest.
  }

  setSecret(): void {
    // Only in earnest.
  }

  replaceSeries(): void {
    // Only in earnest.
  }
}
