import { and, asc, count, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import { storedObjects } from './schema.ts';
import type { Session } from './session.ts';

/** One object that this station wrote. */
export type StoredObject = Pick<typeof storedObjects.$inferSelect, 'key' | 'entityTag'>;

/** What lies in buckets and was written by this station: only what is noted here may be removed there. */
export class StoredObjectRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Notes keys that are about to be written, or written again, so that they are needed from now on. What was known of their bytes stays known. */
  note(place: string, keys: readonly string[], entityTag: string | null): void {
    if (keys.length === 0) return;
    const rows = keys.map((key) => ({ place, key, entityTag, removeAfterWallMs: null }));
    this.#session.run((database) =>
      database
        .insert(storedObjects)
        .values(rows)
        .onConflictDoUpdate({
          target: [storedObjects.place, storedObjects.key],
          set: { removeAfterWallMs: null },
        })
        .run(),
    );
  }

  /** What the bucket called what was written last. */
  tag(place: string, key: string, entityTag: string): void {
    this.#session.run((database) =>
      database
        .update(storedObjects)
        .set({ entityTag })
        .where(and(eq(storedObjects.place, place), eq(storedObjects.key, key)))
        .run(),
    );
  }

  /** From `wallMs` on these may be removed. */
  release(place: string, keys: readonly string[], wallMs: number): void {
    if (keys.length === 0) return;
    this.#session.run((database) =>
      database
        .update(storedObjects)
        .set({ removeAfterWallMs: wallMs })
        .where(and(eq(storedObjects.place, place), inArray(storedObjects.key, [...keys])))
        .run(),
    );
  }

  /** From `wallMs` on everything may be removed: what an earlier run left behind. */
  releaseAll(wallMs: number): void {
    this.#session.run((database) =>
      database
        .update(storedObjects)
        .set({ removeAfterWallMs: sql`min(coalesce(${storedObjects.removeAfterWallMs}, ${wallMs}), ${wallMs})` })
        .run(),
    );
  }

  /** Some of what may be removed by now, the longest due first. */
  due(place: string, wallMs: number, limit: number): readonly StoredObject[] {
    return this.#session.run((database) =>
      database
        .select({ key: storedObjects.key, entityTag: storedObjects.entityTag })
        .from(storedObjects)
        .where(and(eq(storedObjects.place, place), lte(storedObjects.removeAfterWallMs, wallMs)))
        .orderBy(asc(storedObjects.removeAfterWallMs))
        .limit(limit)
        .all(),
    );
  }

  /** These are gone, or are not this station's any more. */
  forget(place: string, keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.#session.run((database) =>
      database
        .delete(storedObjects)
        .where(and(eq(storedObjects.place, place), inArray(storedObjects.key, [...keys])))
        .run(),
    );
  }

  /** How many lie in that bucket. */
  count(place: string): number {
    const counted = this.#session.run((database) =>
      database.select({ rows: count() }).from(storedObjects).where(eq(storedObjects.place, place)).get(),
    );
    return counted?.rows ?? 0;
  }

  /** How many lie in other buckets. */
  countElsewhere(place: string): number {
    const counted = this.#session.run((database) =>
      database.select({ rows: count() }).from(storedObjects).where(ne(storedObjects.place, place)).get(),
    );
    return counted?.rows ?? 0;
  }
}
