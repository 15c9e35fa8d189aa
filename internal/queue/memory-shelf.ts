import type { Job, JobShelf, LaneSummary, NewJob } from './job.ts';

/** Jobs that are kept as long as the process lives: for tests. */
export class MemoryShelf implements JobShelf {
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  lanes(kind: string): LaneSummary[] {
    const ofKind = this.jobs.filter((job) => job.kind === kind);
    return [...Map.groupBy(ofKind, ({ lane }) => lane)].map(([lane, jobs]) => ({
      lane,
      waiting: jobs.length,
      attempts: jobs[0]?.attempts ?? 0,
      dueWallMs: jobs[0]?.dueWallMs ?? 0,
    }));
  }

  add(...jobs: readonly NewJob[]): void {
    for (const job of jobs) {
      this.#lastId += 1;
      const id = this.#lastId;
      this.#jobs.set(id, { ...job, id, attempts: 0, dueWallMs: job.createdWallMs, lastError: null });
    }
  }

  head(kind: string, lane: string): Job | null {
    return this.jobs.find((job) => job.kind === kind && job.lane === lane) ?? null;
  }

  postpone(id: number, after: Pick<Job, 'attempts' | 'dueWallMs' | 'lastError'> & { readonly lane?: string }): boolean {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#jobs.set(id, { ...job, ...after });
    return job !== undefined;
  }

  remove(id: number): boolean {
    return this.#jobs.delete(id);
  }

  clear(kind: string, lane: string): void {
    for (const job of this.jobs) if (job.kind === kind && job.lane === lane) this.#jobs.delete(job.id);
  }
}
