import type { Settings } from '../config/settings.ts';
import { definitionOf } from '../config/table.ts';
import { DirectoryPings, type DirectoryPingsNeeds } from '../notify/directory-pings.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';
import type { Store } from '../store/store.ts';
import type { AerialEvents } from './events.ts';

/** The key that a directory of streams gave to this station, and which one. One that came from Owncast names none: it is of Owncast's own. */
const secretNames = { key: 'directory-key', directory: 'directory-key-of' } as const;

type Secrets = Store['secrets'];

/** Forgets the key: the directory takes the channel for a new one. */
export function forgetDirectoryKey(secrets: Secrets): void {
  secrets.unset(secretNames.key);
  secrets.unset(secretNames.directory);
}

/** Lists the channel in the directory that the owner wants it in. */
export function buildDirectoryPings(needs: {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: LogRoot;
  readonly outbound: OutboundFetch;
  readonly settings: Settings;
  readonly store: Pick<Store, 'secrets'>;
}): DirectoryPings {
  const { log, settings, store } = needs;
  return new DirectoryPings({
    ...needs,
    log: log.component('directory'),
    settings: () => ({
      isListed: settings.get('directory'),
      directory: settings.get('directory-url'),
      stationUrl: settings.get('public-url'),
    }),
    keys: keysIn(store.secrets),
  });
}

function keysIn(secrets: Secrets): DirectoryPingsNeeds['keys'] {
  return {
    read: () => {
      const key = secrets.get(secretNames.key);
      const directory = secrets.get(secretNames.directory) ?? definitionOf('directory-url').defaultText;
      return key === null ? null : { key, directory };
    },
    write: ({ directory, key }) => secrets.setTogether({ [secretNames.directory]: directory, [secretNames.key]: key }),
  };
}
