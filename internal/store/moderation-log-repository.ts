import { count, desc, eq, lte, or } from 'drizzle-orm';
import { moderationLog } from './schema.ts';
import type { Session } from './session.ts';

/** One thing that was done to keep the chat in order. */
export type ModerationEntry = typeof moderationLog.$inferSelect;

/** Who did what to whom in the chat, numbered in the order in which it was done. */
export class ModerationLogRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Adds an entry, and forgets all but the newest `keep`. */
  add(entry: Omit<ModerationEntry, 'id'>, keep: number): void {
    this.#session.transact((database) => {
      const { id } = database.insert(moderationLog).values(entry).returning({ id: moderationLog.id }).get();
      database
        .delete(moderationLog)
        .where(lte(moderationLog.id, id - keep))
        .run();
    });
  }

  /** A page, newest first, and how many there are; of one person, as who acted or whom it was done to, or of all. */
  list(query: { readonly offset: number; readonly limit: number; readonly userId: string | null }): {
    total: number;
    results: readonly ModerationEntry[];
  } {
    const { userId } = query;
    const where =
      userId === null ? undefined : or(eq(moderationLog.targetId, userId), eq(moderationLog.actorId, userId));
    return this.#session.run((database) => ({
      total: database.select({ total: count() }).from(moderationLog).where(where).get()?.total ?? 0,
      results: database
        .select()
        .from(moderationLog)
        .where(where)
        .orderBy(desc(moderationLog.id))
        .limit(query.limit)
        .offset(query.offset)
        .all(),
    }));
  }

  /** Keeps what was done, and no longer whom it was about. */
  forgetUser(userId: string): void {
    this.#session.transact((database) => {
      const ofTarget = { targetId: null, targetName: '', detail: '' };
      database.update(moderationLog).set(ofTarget).where(eq(moderationLog.targetId, userId)).run();
      const ofActor = { actorId: null, actorName: '' };
      database.update(moderationLog).set(ofActor).where(eq(moderationLog.actorId, userId)).run();
    });
  }
}
