import type { Settings } from '../config/settings.ts';
import { backupHandlers } from '../http/handlers/backups.ts';
import type { Store } from '../store/store.ts';

/** The API of copies of the database. */
export function backupApiHandlers(needs: {
  readonly settings: Settings;
  readonly store: Pick<Store, 'backups'>;
  readonly readIsOnAir: () => boolean;
}): ReturnType<typeof backupHandlers> {
  const { backups } = needs.store;
  return backupHandlers({
    backups: {
      list: () => backups.list(),
      make: () => backups.make({ kept: needs.settings.get('backups-kept'), isWanted: () => true }),
      read: (name) => backups.read(name),
      restore: (copy) => backups.restore(copy),
    },
    readIsOnAir: needs.readIsOnAir,
  });
}
