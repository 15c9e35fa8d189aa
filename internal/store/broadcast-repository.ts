import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { broadcasts } from './schema.ts';
import type { Session } from './session.ts';

/** One time on air. `endedWallMs` and `reason` are null while it lasts. */
export type Broadcast = typeof broadcasts.$inferSelect;

export type BroadcastStart = Omit<Broadcast, 'seenWallMs' | 'endedWallMs' | 'reason'>;

/** Who was on air, and when. */
export class BroadcastRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  start(broadcast: BroadcastStart): void {
    this.#session.run((database) =>
      database
        .insert(broadcasts)
        .values({ ...broadcast, seenWallMs: broadcast.startedWallMs })
        .run(),
    );
  }

  /** Notes that it is still on air: what its end will be taken for if the process does not live to say. */
  seen(id: string, wallMs: number): void {
    this.#session.run((database) =>
      database.update(broadcasts).set({ seenWallMs: wallMs }).where(eq(broadcasts.id, id)).run(),
    );
  }

  /** Ends it; an ended one keeps its first end. */
  end(id: string, endedWallMs: number, reason: string): void {
    this.#session.run((database) =>
      database
        .update(broadcasts)
        .set({ endedWallMs, seenWallMs: endedWallMs, reason })
        .where(and(eq(broadcasts.id, id), isNull(broadcasts.endedWallMs)))
        .run(),
    );
  }

  /** Ends those that a crash left open, at the time when each was last seen; returns how many. */
  closeUnfinished(reason: string): number {
    const closed = this.#session.run((database) =>
      database
        .update(broadcasts)
        .set({ endedWallMs: sql`${broadcasts.seenWallMs}`, reason })
        .where(isNull(broadcasts.endedWallMs))
        .run(),
    );
    return closed.changes;
  }

  latest(): Broadcast | null {
    return this.list(1)[0] ?? null;
  }

  /** The latest ones, newest first. */
  list(limit: number): readonly Broadcast[] {
    return this.#session.run((database) =>
      database
        .select()
        .from(broadcasts)
        .orderBy(desc(broadcasts.startedWallMs), desc(sql`rowid`))
        .limit(limit)
        .all(),
    );
  }
}
