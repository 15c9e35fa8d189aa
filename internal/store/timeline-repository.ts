import { and, asc, count, desc, eq, gte, inArray, isNull, lt, max, or, sql } from 'drizzle-orm';
import { stretches, timelineSegments } from './schema.ts';
import type { Database, Session } from './session.ts';

/** What was on air from one change to the next. */
export type Stretch = typeof stretches.$inferSelect;
/** One segment of the source rendition that was on air. */
export type TimelineSegment = Omit<typeof timelineSegments.$inferSelect, 'id'>;

/** A range of time, `from` included and `until` not, and a page of what is in it; null is open. */
export interface TimelineQuery {
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly offset: number;
  readonly limit: number;
}

/** The record of what was on air, to which is only ever added; what is too old or too much is forgotten. */
export class TimelineRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Ids from here on were never given. */
  nextStretchId(): number {
    return this.#session.run((database) => {
      const given = sql<number>`coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'stretches'), 0)`;
      const highest = database
        .select({ id: max(stretches.id), given })
        .from(stretches)
        .get();
      return Math.max(highest?.id ?? 0, highest?.given ?? 0) + 1;
    });
  }

  /** Adds stretches, or says of such that are there when they ended, and segments: all or nothing. */
  append(batch: { readonly stretches: readonly Stretch[]; readonly segments: readonly TimelineSegment[] }): void {
    this.#session.transact((database) => {
      for (const stretch of batch.stretches) {
        const { id: _same, ...set } = stretch;
        database.insert(stretches).values(stretch).onConflictDoUpdate({ target: stretches.id, set }).run();
      }
      for (const segment of batch.segments) database.insert(timelineSegments).values(segment).run();
    });
  }

  /** Ends what a crash left open with the last segment that was written; returns how many. */
  closeUnfinished(): number {
    const lastEnd = sql`(SELECT max(${timelineSegments.startWallMs} + ${timelineSegments.durationMs})
      FROM ${timelineSegments} WHERE ${timelineSegments.stretchId} = ${stretches.id})`;
    const closed = this.#session.run((database) =>
      database
        .update(stretches)
        .set({ endedWallMs: sql`coalesce(${lastEnd}, ${stretches.beganWallMs})` })
        .where(isNull(stretches.endedWallMs))
        .run(),
    );
    return closed.changes;
  }

  /** Stretches that were on air at some time of the range, newest first, and how many there are. */
  listStretches(query: TimelineQuery): { total: number; results: readonly Stretch[] } {
    const { fromWallMs, untilWallMs } = query;
    const where = and(
      untilWallMs === null ? undefined : lt(stretches.beganWallMs, untilWallMs),
      fromWallMs === null ? undefined : or(isNull(stretches.endedWallMs), gte(stretches.endedWallMs, fromWallMs)),
    );
    return this.#session.run((database) => ({
      total: database.select({ total: count() }).from(stretches).where(where).get()?.total ?? 0,
      results: database
        .select()
        .from(stretches)
        .where(where)
        .orderBy(desc(stretches.beganWallMs), desc(stretches.id))
        .limit(query.limit)
        .offset(query.offset)
        .all(),
    }));
  }

  /** Segments that began in the range, oldest first, with the stretch that each is part of, and how many there are. */
  listSegments(query: TimelineQuery): {
    total: number;
    results: readonly (TimelineSegment & Pick<Stretch, 'source' | 'title' | 'broadcastId'>)[];
  } {
    const { fromWallMs, untilWallMs } = query;
    const where = and(
      untilWallMs === null ? undefined : lt(timelineSegments.startWallMs, untilWallMs),
      fromWallMs === null ? undefined : gte(timelineSegments.startWallMs, fromWallMs),
    );
    return this.#session.run((database) => ({
      total: database.select({ total: count() }).from(timelineSegments).where(where).get()?.total ?? 0,
      results: database
        .select({
          stretchId: timelineSegments.stretchId,
          mediaSequence: timelineSegments.mediaSequence,
          startWallMs: timelineSegments.startWallMs,
          startMediaMs: timelineSegments.startMediaMs,
          durationMs: timelineSegments.durationMs,
          isDiscontinuity: timelineSegments.isDiscontinuity,
          isGap: timelineSegments.isGap,
          source: stretches.source,
          title: stretches.title,
          broadcastId: stretches.broadcastId,
        })
        .from(timelineSegments)
        .innerJoin(stretches, eq(stretches.id, timelineSegments.stretchId))
        .where(where)
        .orderBy(asc(timelineSegments.startWallMs), asc(timelineSegments.id))
        .limit(query.limit)
        .offset(query.offset)
        .all(),
    }));
  }

  /** Forgets up to `atMost` segments that are from before a time, or older than the newest `keep`; returns how many. */
  forgetSegments(bounds: { beforeWallMs: number; keep: number }, atMost: number): number {
    return this.#session.run((database) => {
      const { id, startWallMs } = timelineSegments;
      const last =
        database
          .select({ id: max(id) })
          .from(timelineSegments)
          .get()?.id ?? 0;
      // Asked for both at once, the whole record would be gone through each time, while nobody else is served.
      const surplus = forgetFirst(database, { column: id, below: last - bounds.keep + 1 }, atMost);
      return surplus + forgetFirst(database, { column: startWallMs, below: bounds.beforeWallMs }, atMost - surplus);
    });
  }

  /** The same for stretches that have ended. */
  forgetStretches(bounds: { beforeWallMs: number; keep: number }, atMost: number): number {
    return this.#session.run((database) => {
      const last =
        database
          .select({ id: max(stretches.id) })
          .from(stretches)
          .get()?.id ?? 0;
      const old = database
        .select({ id: stretches.id })
        .from(stretches)
        .where(or(lt(stretches.endedWallMs, bounds.beforeWallMs), lt(stretches.id, last - bounds.keep + 1)))
        .orderBy(asc(stretches.id))
        .limit(atMost);
      return database.delete(stretches).where(inArray(stretches.id, old)).run().changes;
    });
  }
}

/** Forgets up to `atMost` segments with less than that in a column that has an index; returns how many. */
function forgetFirst(
  database: Database,
  { column, below }: { column: typeof timelineSegments.id | typeof timelineSegments.startWallMs; below: number },
  atMost: number,
): number {
  const old = database
    .select({ id: timelineSegments.id })
    .from(timelineSegments)
    .where(lt(column, below))
    .orderBy(asc(column))
    .limit(atMost);
  return database.delete(timelineSegments).where(inArray(timelineSegments.id, old)).run().changes;
}
