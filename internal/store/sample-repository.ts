import { and, asc, count, desc, eq, gte, lt, max, sql } from 'drizzle-orm';
import { samples } from './schema.ts';
import type { Session } from './session.ts';

/** A figure at a time; `spanMs` is how long a time it stands for, 0 for a moment. */
export type Sample = Omit<typeof samples.$inferSelect, 'series'>;

/** Figures over time, by the name of their series. */
export class SampleRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Adds a sample; one of the same moment is overwritten. */
  add(series: string, sample: Sample): void {
    this.#session.run((database) =>
      database
        .insert(samples)
        .values({ series, ...sample })
        .onConflictDoUpdate({ target: [samples.series, samples.wallMs], set: sample })
        .run(),
    );
  }

  /** Adds to what was counted in the span that begins then. */
  accumulate(series: string, { wallMs, spanMs, value }: Sample): void {
    this.#session.run((database) =>
      database
        .insert(samples)
        .values({ series, wallMs, spanMs, value })
        .onConflictDoUpdate({
          target: [samples.series, samples.wallMs],
          set: { value: sql`${samples.value} + ${value}` },
        })
        .run(),
    );
  }

  /** Sums of all series whose names begin so, over what began since a time; the names come without that beginning. */
  sums(beginning: string, sinceWallMs: number): { readonly name: string; readonly sum: number }[] {
    const found = this.#session.run((database) =>
      database
        .select({ series: samples.series, sum: sql<number>`sum(${samples.value})` })
        .from(samples)
        .where(and(begins(beginning), gte(samples.wallMs, sinceWallMs)))
        .groupBy(samples.series)
        .all(),
    );
    return found.map(({ series, sum }) => ({ name: series.slice(beginning.length), sum }));
  }

  /** Removes what is from before a time of all series whose names begin so. */
  forgetAll(beginning: string, beforeWallMs: number): void {
    this.#session.run((database) =>
      database
        .delete(samples)
        .where(and(begins(beginning), lt(samples.wallMs, beforeWallMs)))
        .run(),
    );
  }

  /** Makes the sample the only one of its series. */
  replace(series: string, sample: Sample): void {
    this.#session.transact((database) => {
      database.delete(samples).where(eq(samples.series, series)).run();
      database
        .insert(samples)
        .values({ series, ...sample })
        .run();
    });
  }

  latest(series: string): Sample | null {
    const found = this.#session.run((database) =>
      database.select().from(samples).where(eq(samples.series, series)).orderBy(desc(samples.wallMs)).limit(1).get(),
    );
    return found === undefined ? null : withoutSeries(found);
  }

  /** Samples from a time on, oldest first; more than `maxCount` are merged into about so many. */
  read(series: string, sinceWallMs: number, maxCount: number): Sample[] {
    const chosen = and(eq(samples.series, series), gte(samples.wallMs, sinceWallMs));
    return this.#session.run((database) => {
      const extent = database
        .select({ rows: count(), first: sql<number>`min(${samples.wallMs})`, last: max(samples.wallMs) })
        .from(samples)
        .where(chosen)
        .get();
      if (extent === undefined || extent.rows <= maxCount) {
        return database.select().from(samples).where(chosen).orderBy(asc(samples.wallMs)).all().map(withoutSeries);
      }
      const bucketMs = Math.ceil(((extent.last ?? 0) - extent.first + 1) / maxCount);
      const bucket = sql`cast((${samples.wallMs} - ${extent.first}) / ${bucketMs} as integer)`;
      return database.select(merged).from(samples).where(chosen).groupBy(bucket).orderBy(asc(bucket)).all();
    });
  }

  /** Merges the samples before a time that stand for less than `spanMs` into such that stand for that long. */
  thin(series: string, beforeWallMs: number, spanMs: number): void {
    const untilMs = Math.floor(beforeWallMs / spanMs) * spanMs;
    const chosen = and(eq(samples.series, series), lt(samples.wallMs, untilMs), lt(samples.spanMs, spanMs));
    // Numbers are bound as floating-point ones, by which a division leaves a fraction.
    const bucket = sql<number>`cast(${samples.wallMs} / ${spanMs} as integer)`;
    this.#session.transact((database) => {
      const thinned = database
        .select({ bucket, value: merged.value })
        .from(samples)
        .where(chosen)
        .groupBy(bucket)
        .all();
      if (thinned.length === 0) return;
      database.delete(samples).where(chosen).run();
      for (const { bucket: at, value } of thinned) {
        const sample = { wallMs: at * spanMs, spanMs, value };
        database
          .insert(samples)
          .values({ series, ...sample })
          .onConflictDoUpdate({ target: [samples.series, samples.wallMs], set: sample })
          .run();
      }
    });
  }

  /** Removes the samples of a series from before a time. */
  forget(series: string, beforeWallMs: number): void {
    this.#session.run((database) =>
      database
        .delete(samples)
        .where(and(eq(samples.series, series), lt(samples.wallMs, beforeWallMs)))
        .run(),
    );
  }
}

/** Several samples as one: each counts by how long it stands for, moments alike. */
const merged = {
  wallMs: sql<number>`min(${samples.wallMs})`,
  spanMs: sql<number>`sum(${samples.spanMs})`,
  value: sql<number>`sum(${samples.value} * max(${samples.spanMs}, 1)) / sum(max(${samples.spanMs}, 1))`,
};

/** A range, so that the key of the table finds them. */
function begins(beginning: string) {
  return and(gte(samples.series, beginning), lt(samples.series, `${beginning}\u{10FFFF}`));
}

function withoutSeries({ wallMs, spanMs, value }: Sample): Sample {
  return { wallMs, spanMs, value };
}
