import { setTimeout as pause } from 'node:timers/promises';

export interface WaitLimits {
  readonly timeoutMs: number;
  /** How often the question is asked; 25 ms unless told. */
  readonly everyMs?: number;
  /** What more to say when the time is up, such as a log. */
  readonly explain?: () => string;
}

/** Asks `probe` until it answers something truthy, which is returned; an error naming `what` when the time is up. */
export async function until<T>(what: string, probe: () => T | Promise<T>, limits: WaitLimits): Promise<NonNullable<T>> {
  const deadlineMs = performance.now() + limits.timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > deadlineMs) {
      throw new Error(`waited ${limits.timeoutMs} ms in vain: ${what}. ${limits.explain?.() ?? ''}`);
    }
    await pause(limits.everyMs ?? 25);
  }
}

/** Lets a measurement run for `durationMs`, and ends early with an error when `failed` says why. */
export async function observeFor(durationMs: number, failed: () => string | null = () => null): Promise<void> {
  const deadlineMs = performance.now() + durationMs;
  for (let leftMs = durationMs; leftMs > 0; leftMs = deadlineMs - performance.now()) {
    const fault = failed();
    if (fault !== null) throw new Error(fault);
    await pause(Math.min(250, leftMs));
  }
}
