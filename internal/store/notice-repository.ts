import { desc, eq, lt, lte, max } from 'drizzle-orm';
import { noticeDeliveries, notices } from './schema.ts';
import type { Session } from './session.ts';

/** One try to deliver a notice. */
export type NoticeDelivery = typeof noticeDeliveries.$inferSelect;

/** Days that it is remembered of what people were told. */
const KEPT_MS = 30 * 86_400_000;

/** What people were told of, and how that went. */
export class NoticeRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** False when it was written down before. */
  note(entry: { readonly key: string; readonly event: string; readonly wallMs: number }): boolean {
    return this.#session.transact((database) => {
      database
        .delete(notices)
        .where(lt(notices.wallMs, entry.wallMs - KEPT_MS))
        .run();
      return database.insert(notices).values(entry).onConflictDoNothing().run().changes > 0;
    });
  }

  /** When the latest of that event was; null for never. */
  latestWallMs(event: string): number | null {
    const ofEvent = eq(notices.event, event);
    const row = this.#session.run((database) =>
      database
        .select({ wallMs: max(notices.wallMs) })
        .from(notices)
        .where(ofEvent)
        .get(),
    );
    return row?.wallMs ?? null;
  }

  /** Adds one, and leaves the latest `kept`. */
  add(delivery: Omit<NoticeDelivery, 'id'>, kept: number): void {
    this.#session.transact((database) => {
      const { lastInsertRowid } = database.insert(noticeDeliveries).values(delivery).run();
      database
        .delete(noticeDeliveries)
        .where(lte(noticeDeliveries.id, Number(lastInsertRowid) - kept))
        .run();
    });
  }

  /** Newest first. */
  list(maxCount: number): readonly NoticeDelivery[] {
    return this.#session.run((database) =>
      database.select().from(noticeDeliveries).orderBy(desc(noticeDeliveries.id)).limit(maxCount).all(),
    );
  }
}
