import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';

const lowestPriority = 19;
/** Linux takes a change from one who is not root ten times a second, of all sessions together. */
const retryMs = 250;
const mostTries = 8;

/**
 * Puts a process that leads a session of its own that many steps below our own priority, as far as that is allowed; returns what ends the trying.
 *
 * Where Linux shares the processor out by sessions (`sched_autogroup_enabled`, sched(7)), niceness counts within a session alone, so that the
 * session is put as low as the process.
 */
export function lowerPriority(pid: number, steps: number, clock: Clock): () => void {
  let cancel = (): void => {};
  try {
    setPriority(pid, lowered(getPriority(), steps));
  } catch {
    // Best effort: it may have exited already, or a sandbox forbids it.
  }
  const lowerSession = (triesLeft: number): void => {
    try {
      writeFileSync(sessionFile(pid), String(lowered(sessionNiceness('self') ?? 0, steps)));
    } catch (error) {
      const isTooOften = systemCode(error) === 'EAGAIN';
      if (isTooOften && triesLeft > 0) cancel = clock.after(retryMs, () => lowerSession(triesLeft - 1));
    }
  };
  lowerSession(mostTries);
  return () => cancel();
}

/** The niceness of the session that a process belongs to; null where the kernel knows of none. */
export function sessionNiceness(pid: number | 'self'): number | null {
  try {
    const read = /nice (-?\d+)/.exec(readFileSync(sessionFile(pid), 'latin1'))?.[1];
    return read === undefined ? null : Number(read);
  } catch {
    return null;
  }
}

function lowered(own: number, steps: number): number {
  return Math.min(lowestPriority, own + steps);
}

function sessionFile(pid: number | 'self'): string {
  return `/proc/${pid}/autogroup`;
}
