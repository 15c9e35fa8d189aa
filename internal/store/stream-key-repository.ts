import { asc, eq, notInArray } from 'drizzle-orm';
import { streamKeys } from './schema.ts';
import type { Session } from './session.ts';

export interface StreamKey {
  readonly id: string;
  readonly key: string;
  readonly comment: string;
  readonly createdWallMs: number;
}

/** The keys that encoders may publish with. */
export class StreamKeyRepository {
  readonly #session: Session;
  readonly #wallMs: () => number;

  constructor(needs: { session: Session; wallMs: () => number }) {
    this.#session = needs.session;
    this.#wallMs = needs.wallMs;
  }

  /** Oldest first. */
  list(): readonly StreamKey[] {
    const rows = this.#session.run((database) => database.select().from(streamKeys).orderBy(asc(streamKeys.id)).all());
    return rows.map((row) => ({ ...row, id: String(row.id) }));
  }

  /** Adds a key; null when it is there already. */
  add(entry: { key: string; comment: string }): StreamKey | null {
    const row = this.#session.run((database) =>
      database
        .insert(streamKeys)
        .values({ ...entry, createdWallMs: this.#wallMs() })
        .onConflictDoNothing()
        .returning()
        .get(),
    );
    return row === undefined ? null : { ...row, id: String(row.id) };
  }

  /** True when there was such a key. */
  remove(id: string): boolean {
    return (
      this.#session.run((database) =>
        database
          .delete(streamKeys)
          .where(eq(streamKeys.id, Number(id)))
          .run(),
      ).changes > 0
    );
  }

  /** Makes these the only keys, all or nothing; a key that is there already keeps its id. */
  replaceAll(entries: readonly { readonly key: string; readonly comment: string }[]): void {
    const kept = entries.map(({ key }) => key);
    this.#session.transact((database) => {
      database.delete(streamKeys).where(notInArray(streamKeys.key, kept)).run();
      for (const { key, comment } of entries) {
        database
          .insert(streamKeys)
          .values({ key, comment, createdWallMs: this.#wallMs() })
          .onConflictDoUpdate({ target: streamKeys.key, set: { comment } })
          .run();
      }
    });
  }

  /**
   * Adds the key that `makeKey` gives if no key was ever kept, and returns it; null otherwise. One who removed the last key
   * on purpose is not given another.
   */
  addFirst(makeKey: () => string, comment: string): StreamKey | null {
    return this.#session.transact((database) => {
      const everUsed = database.get<{ seq: number } | undefined>(
        "SELECT seq FROM sqlite_sequence WHERE name = 'stream_keys'",
      );
      return everUsed === undefined ? this.add({ key: makeKey(), comment }) : null;
    });
  }
}
