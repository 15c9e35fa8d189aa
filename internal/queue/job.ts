/** Something to be done, as it is kept. */
export interface Job {
  readonly id: number;
  readonly kind: string;
  /** Jobs of a lane are done one after the other, the oldest first. */
  readonly lane: string;
  readonly payload: unknown;
  /** Tries that failed. */
  readonly attempts: number;
  readonly dueWallMs: number;
  readonly lastError: string | null;
  readonly createdWallMs: number;
}

export type NewJob = Pick<Job, 'kind' | 'lane' | 'payload' | 'createdWallMs'>;

/** A lane with something in it; `attempts` and `dueWallMs` are those of its oldest job. */
export interface LaneSummary extends Pick<Job, 'lane' | 'attempts' | 'dueWallMs'> {
  readonly waiting: number;
}

/** Where jobs are kept. */
export interface JobShelf {
  lanes(kind: string): readonly LaneSummary[];
  /** Keeps all of them or none. */
  add(...jobs: readonly NewJob[]): void;
  /** The oldest job of a lane. */
  head(kind: string, lane: string): Job | null;
  /** False when it was gone already. */
  postpone(id: number, after: Pick<Job, 'attempts' | 'dueWallMs' | 'lastError'> & { readonly lane?: string }): boolean;
  /** False when it was gone already. */
  remove(id: number): boolean;
  clear(kind: string, lane: string): void;
}

/**
 * How one try went. `hopeless` jobs are not tried again; `retryAfterMs` is what the other side asked to be left alone for; in `lane`, if it is told, the job waits
 * for its next try, so that what comes after it need not.
 */
export type JobOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterMs?: number; readonly lane?: string }
  | { readonly kind: 'hopeless'; readonly error: string };
