import { asc, eq, lte, ne, sql } from 'drizzle-orm';
import { sessions } from './schema.ts';
import type { Session } from './session.ts';

/** Somebody who is signed in to the studio; of the cookie only its hash is kept. */
export type StudioSession = typeof sessions.$inferSelect;

/** Who is signed in to the studio. */
export class SessionRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  find(tokenHash: string): StudioSession | null {
    const row = this.#session.run((database) =>
      database.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)).get(),
    );
    return row ?? null;
  }

  /** Adds one; of more than `atMost` those that end first are forgotten, and so are those that ended before `nowWallMs`. */
  add(entry: StudioSession, bounds: { atMost: number; nowWallMs: number }): void {
    this.#session.transact((database) => {
      database.delete(sessions).where(lte(sessions.expiresWallMs, bounds.nowWallMs)).run();
      const [counted] = database
        .select({ count: sql<number>`count(*)` })
        .from(sessions)
        .all();
      const tooMany = (counted?.count ?? 0) + 1 - bounds.atMost;
      if (tooMany > 0) {
        const first = database.select().from(sessions).orderBy(asc(sessions.expiresWallMs)).limit(tooMany).all();
        for (const { tokenHash } of first) this.remove(tokenHash);
      }
      database.insert(sessions).values(entry).run();
    });
  }

  extend(tokenHash: string, expiresWallMs: number): void {
    this.#session.run((database) =>
      database.update(sessions).set({ expiresWallMs }).where(eq(sessions.tokenHash, tokenHash)).run(),
    );
  }

  /** True when there was such a session. */
  remove(tokenHash: string): boolean {
    return (
      this.#session.run((database) => database.delete(sessions).where(eq(sessions.tokenHash, tokenHash)).run())
        .changes > 0
    );
  }

  /** Ends every session but the one given; null ends them all. */
  removeOthers(kept: string | null): void {
    this.#session.run((database) =>
      database
        .delete(sessions)
        .where(kept === null ? undefined : ne(sessions.tokenHash, kept))
        .run(),
    );
  }
}
