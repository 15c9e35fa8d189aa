import { eq, lte } from 'drizzle-orm';
import { timeOuts } from './schema.ts';
import type { Session } from './session.ts';

/** Somebody who may only read for a while. */
export type TimeOut = typeof timeOuts.$inferSelect;

/** People who may only read for a while. */
export class TimeOutRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  list(): readonly TimeOut[] {
    return this.#session.run((database) => database.select().from(timeOuts).all());
  }

  /** Adds a time-out in place of an earlier one. */
  set(timeOut: TimeOut): void {
    this.#session.run((database) =>
      database.insert(timeOuts).values(timeOut).onConflictDoUpdate({ target: timeOuts.userId, set: timeOut }).run(),
    );
  }

  remove(userId: string): void {
    this.#session.run((database) => database.delete(timeOuts).where(eq(timeOuts.userId, userId)).run());
  }

  removeEnded(nowWallMs: number): void {
    this.#session.run((database) => database.delete(timeOuts).where(lte(timeOuts.untilWallMs, nowWallMs)).run());
  }
}
