import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Stopper } from './lifecycle.ts';

/** How often is asked whether a copy is due. */
const LOOK_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface BackupKeeperNeeds {
  readonly backups: {
    make(needs: { kept: number; isWanted: () => boolean }): Promise<string>;
    newestWallMs(): number | null;
  };
  readonly settings: { get(name: 'backup-hours' | 'backups-kept'): number };
  readonly clock: Clock;
  readonly log: Logger;
}

/** Copies the database whenever the newest copy is as old as the owner allows. The returned function ends that, and a copy that is being made. */
export function keepBackups({ backups, settings, clock, log }: BackupKeeperNeeds): Stopper {
  let current: Promise<void> | null = null;
  let isWanted = true;
  let hasFailed = false;
  const look = async (): Promise<void> => {
    try {
      if (!isDue(backups.newestWallMs(), clock.wallMs(), settings.get('backup-hours'))) return;
      const file = await backups.make({ kept: settings.get('backups-kept'), isWanted: () => isWanted });
      hasFailed = false;
      log.debug({ file }, 'The database was copied.');
    } catch (error) {
      // Said once until it works again; the next try comes in a minute.
      if (isWanted && !hasFailed)
        log.warn({ error: String(error) }, 'The database could not be copied; the older copies stay.');
      hasFailed = true;
    }
  };
  const stopLooking = clock.every(LOOK_EVERY_MS, () => {
    current ??= look().finally(() => (current = null));
  });
  return async () => {
    stopLooking();
    isWanted = false;
    await current;
  };
}

/** A copy from the future, made before the clock was set back, counts as old. */
function isDue(newestWallMs: number | null, wallMs: number, hours: number): boolean {
  if (hours === 0) return false;
  return newestWallMs === null || Math.abs(wallMs - newestWallMs) >= hours * HOUR_MS;
}
