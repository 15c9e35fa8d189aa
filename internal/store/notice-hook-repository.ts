import { asc, count, eq } from 'drizzle-orm';
import { noticeHooks } from './schema.ts';
import type { Session } from './session.ts';

/** A request that is made of notices. */
export type NoticeHook = typeof noticeHooks.$inferSelect;

/** Requests that are made of notices. */
export class NoticeHookRepository {
  readonly #session: Session;
  readonly #wallMs: () => number;

  constructor(needs: { session: Session; wallMs: () => number }) {
    this.#session = needs.session;
    this.#wallMs = needs.wallMs;
  }

  /** Oldest first. */
  list(): readonly NoticeHook[] {
    return this.#session.run((database) => database.select().from(noticeHooks).orderBy(asc(noticeHooks.id)).all());
  }

  get(id: number): NoticeHook | null {
    const chosen = eq(noticeHooks.id, id);
    return this.#session.run((database) => database.select().from(noticeHooks).where(chosen).get()) ?? null;
  }

  /** Null when there are `maxCount` already. */
  add(hook: Omit<NoticeHook, 'id' | 'createdWallMs'>, maxCount: number): NoticeHook | null {
    const createdWallMs = this.#wallMs();
    return this.#session.transact((database) => {
      const known = database.select({ rows: count() }).from(noticeHooks).get()?.rows ?? 0;
      if (known >= maxCount) return null;
      return database
        .insert(noticeHooks)
        .values({ ...hook, createdWallMs })
        .returning()
        .get();
    });
  }

  /** False when there is none of that number. */
  change(id: number, hook: Partial<Omit<NoticeHook, 'id' | 'createdWallMs'>>): boolean {
    const chosen = eq(noticeHooks.id, id);
    return this.#session.run((database) => database.update(noticeHooks).set(hook).where(chosen).run()).changes > 0;
  }

  /** True when there was one of that number. */
  remove(id: number): boolean {
    return (
      this.#session.run((database) => database.delete(noticeHooks).where(eq(noticeHooks.id, id)).run()).changes > 0
    );
  }
}
