import { and, count, desc, eq, isNull, lt, lte, ne, sql } from 'drizzle-orm';
import type { Slice, SliceOf } from './follower-repository.ts';
import { outbox, sentActivities } from './schema.ts';
import type { Session } from './session.ts';

/** Something that the channel has published; `json` is the object itself, or a tombstone once it was taken back. */
export type Post = typeof outbox.$inferSelect;

const STAMP_KIND = 'QuoteAuthorization';
/** Stamps that others may quote by are no posts. */
const isShown = and(isNull(outbox.deletedWallMs), ne(outbox.kind, STAMP_KIND));
/** Stamps that are kept, about half a kilobyte each. Whoever quotes may ask anew for one that is gone, and gets the same. */
const KEPT_STAMPS = 20_000;

/** What this channel has published to the fediverse, and the activities that are still on their way. */
export class OutboxRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  get(iri: string): Post | null {
    return this.#session.run((database) => database.select().from(outbox).where(eq(outbox.iri, iri)).get()) ?? null;
  }

  add(post: Omit<Post, 'deletedWallMs'>): void {
    this.#session.run((database) => database.insert(outbox).values(post).run());
  }

  /** Adds a stamp that others may quote by, and leaves the latest `kept`, and what else was published meanwhile: anybody may ask for as many as they like. */
  addStamp(stamp: Pick<Post, 'iri' | 'json' | 'createdWallMs'>, kept = KEPT_STAMPS): void {
    this.#session.transact((database) => {
      const { lastInsertRowid } = database
        .insert(outbox)
        .values({ ...stamp, kind: STAMP_KIND, isLiveNotice: false })
        .run();
      const isOld = lte(sql`rowid`, Number(lastInsertRowid) - kept);
      database
        .delete(outbox)
        .where(and(isOld, eq(outbox.kind, STAMP_KIND)))
        .run();
    });
  }

  /** False when there is no such post that still stands. */
  replace(iri: string, json: string): boolean {
    const stands = and(eq(outbox.iri, iri), isNull(outbox.deletedWallMs));
    return this.#session.run((database) => database.update(outbox).set({ json }).where(stands).run()).changes > 0;
  }

  /** Leaves the tombstone in its place; false when there is no such post that still stands. */
  takeBack(iri: string, tombstone: string, deletedWallMs: number): boolean {
    const stands = and(eq(outbox.iri, iri), isNull(outbox.deletedWallMs));
    const change = { json: tombstone, deletedWallMs };
    return this.#session.run((database) => database.update(outbox).set(change).where(stands).run()).changes > 0;
  }

  count(): number {
    return this.#session.run(
      (database) => database.select({ total: count() }).from(outbox).where(isShown).get()?.total ?? 0,
    );
  }

  /** Those that still stand, newest first. */
  list({ offset, limit }: Slice): SliceOf<Post> {
    const entries = this.#session.run((database) =>
      database
        .select()
        .from(outbox)
        .where(isShown)
        .orderBy(desc(outbox.createdWallMs), desc(outbox.iri))
        .limit(limit)
        .offset(offset)
        .all(),
    );
    return { total: this.count(), entries };
  }

  /** All of a kind that still stand, oldest first. */
  standing(kind: string): readonly Post[] {
    const chosen = and(isNull(outbox.deletedWallMs), eq(outbox.kind, kind));
    return this.#session.run((database) =>
      database.select().from(outbox).where(chosen).orderBy(outbox.createdWallMs).all(),
    );
  }

  /** Keeps an activity for as long as it is being delivered. */
  keepActivity(iri: string, json: string, createdWallMs: number): void {
    this.#session.run((database) =>
      database.insert(sentActivities).values({ iri, json, createdWallMs }).onConflictDoNothing().run(),
    );
  }

  activity(iri: string): string | null {
    const row = this.#session.run((database) =>
      database.select().from(sentActivities).where(eq(sentActivities.iri, iri)).get(),
    );
    return row?.json ?? null;
  }

  /** Forgets one that was brought to everybody it was for. */
  forgetActivity(iri: string): void {
    this.#session.run((database) => database.delete(sentActivities).where(eq(sentActivities.iri, iri)).run());
  }

  /** Forgets activities that are older; returns how many. */
  forgetActivities(beforeWallMs: number): number {
    const older = lt(sentActivities.createdWallMs, beforeWallMs);
    return this.#session.run((database) => database.delete(sentActivities).where(older).run()).changes;
  }
}
