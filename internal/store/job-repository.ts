import { and, asc, count, eq, min, sql } from 'drizzle-orm';
import { jobs } from './schema.ts';
import type { Database, Session } from './session.ts';

/** Something to be done, as it is kept. */
export type Job = typeof jobs.$inferSelect;

type NewJob = Pick<Job, 'kind' | 'lane' | 'payload' | 'createdWallMs'>;

/** What is still to be done, in order within a lane. What is done for each of thousands of jobs is prepared once. */
export class JobRepository {
  readonly #session: Session;
  #statements: ReturnType<typeof prepareStatements> | null = null;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** The lanes of a kind that have jobs, each with the state of its oldest. */
  lanes(kind: string): readonly (Pick<Job, 'lane' | 'attempts' | 'dueWallMs'> & { readonly waiting: number })[] {
    return this.#session.run((database) => {
      const heads = database
        .select({ id: min(jobs.id).as('head_id'), waiting: count().as('waiting') })
        .from(jobs)
        .where(eq(jobs.kind, kind))
        .groupBy(jobs.lane)
        .as('heads');
      return database
        .select({ lane: jobs.lane, attempts: jobs.attempts, dueWallMs: jobs.dueWallMs, waiting: heads.waiting })
        .from(jobs)
        .innerJoin(heads, eq(heads.id, jobs.id))
        .orderBy(asc(jobs.id))
        .all();
    });
  }

  /** Adds all of them or none. */
  add(...added: readonly NewJob[]): void {
    const { insert } = this.#prepared;
    const write = (): void => {
      for (const job of added) insert.run({ ...job, dueWallMs: job.createdWallMs });
    };
    if (added.length === 1) this.#session.run(write);
    else this.#session.transact(write);
  }

  /** The oldest job of a lane. */
  head(kind: string, lane: string): Job | null {
    const { head } = this.#prepared;
    return this.#session.run(() => head.get({ kind, lane })) ?? null;
  }

  /** False when it was gone already. */
  postpone(id: number, after: Pick<Job, 'attempts' | 'dueWallMs' | 'lastError'> & { readonly lane?: string }): boolean {
    return this.#session.run((database) => database.update(jobs).set(after).where(eq(jobs.id, id)).run()).changes > 0;
  }

  /** False when it was gone already. */
  remove(id: number): boolean {
    const { remove } = this.#prepared;
    return this.#session.run(() => remove.run({ id })).changes > 0;
  }

  clear(kind: string, lane: string): void {
    const chosen = and(eq(jobs.kind, kind), eq(jobs.lane, lane));
    this.#session.run((database) => database.delete(jobs).where(chosen).run());
  }

  get #prepared(): ReturnType<typeof prepareStatements> {
    return (this.#statements ??= this.#session.run(prepareStatements));
  }
}

function prepareStatements(database: Database) {
  const given = <Name extends string>(name: Name) => sql.placeholder(name);
  const values = {
    kind: given('kind'),
    lane: given('lane'),
    payload: given('payload'),
    attempts: 0,
    dueWallMs: given('dueWallMs'),
    createdWallMs: given('createdWallMs'),
  };
  const ofLane = and(eq(jobs.kind, given('kind')), eq(jobs.lane, given('lane')));
  return {
    insert: database.insert(jobs).values(values).prepare(),
    head: database.select().from(jobs).where(ofLane).orderBy(asc(jobs.id)).limit(1).prepare(),
    remove: database
      .delete(jobs)
      .where(eq(jobs.id, given('id')))
      .prepare(),
  };
}
