import { randomBytes } from 'node:crypto';
import { AdminPassword } from '../auth/admin-password.ts';
import { PasswordDoor } from '../auth/password-door.ts';
import { SetupLink } from '../auth/setup-link.ts';
import { StudioSessions } from '../auth/studio-sessions.ts';
import type { Settings } from '../config/settings.ts';
import { StationGate } from '../http/api/station-gate.ts';
import type { StudioAccess } from '../http/api/studio-access.ts';
import { accessTokenHandlers } from '../http/handlers/access-tokens.ts';
import { studioHandlers } from '../http/handlers/studio.ts';
import { userHandlers } from '../http/handlers/users.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import type { Clock } from '../platform/clock.ts';
import { type GuessLimits, GuessThrottle } from '../platform/guess-throttle.ts';
import type { LogRoot } from '../platform/log.ts';
import type { Store } from '../store/store.ts';

/** The token of a set-up link cannot be guessed; this keeps those who try from costing anything. */
const linkGuesses: GuessLimits = {
  wrongGuessesAtOnce: 10,
  refillMs: 10_000,
  knownAddressFactor: 1,
  rememberedAddresses: 1_000,
};

/** What lets people into the studio: one password, sessions, the set-up link. */
export function buildStudio(needs: {
  settings: Settings;
  store: Store;
  clock: Clock;
  log: Pick<LogRoot, 'component'>;
}): StudioAccess {
  const { settings, store, clock } = needs;
  const password = new AdminPassword({
    secrets: store.secrets,
    given: settings.get('admin-password'),
    randomBytes,
  });
  const wallMs = () => clock.wallMs();
  return {
    password,
    door: new PasswordDoor({
      password,
      monotonicMs: () => clock.monotonicMs(),
      randomBytes,
      log: needs.log.component('studio'),
    }),
    sessions: new StudioSessions({
      shelf: {
        find: (tokenHash) => store.sessions.find(tokenHash),
        add: (entry, bounds) => store.sessions.add(entry, bounds),
        extend: (tokenHash, endWallMs) => noteIfPossible(needs.log, () => store.sessions.extend(tokenHash, endWallMs)),
        remove: (tokenHash) => store.sessions.remove(tokenHash),
        removeOthers: (kept) => store.sessions.removeOthers(kept),
      },
      wallMs,
      randomBytes,
    }),
    link: new SetupLink({ secrets: store.secrets, wallMs }),
    publicUrl: () => settings.get('public-url'),
  };
}

/** The gate of the API. */
export function buildGate(needs: {
  studio: StudioAccess;
  store: Store;
  clients: ClientAddresses;
  clock: Clock;
  log: Pick<LogRoot, 'component'>;
  isBanned: (address: string) => boolean;
}): StationGate {
  const { studio, store, clients, clock } = needs;
  return new StationGate({
    studio,
    findUser: (tokenHash) => store.accessTokens.findUser(tokenHash),
    noteUse: (userId, wallMs) => noteIfPossible(needs.log, () => store.users.noteUse(userId, wallMs)),
    isBanned: needs.isBanned,
    isSecure: (request) => clients.isSecure(request),
    wallMs: () => clock.wallMs(),
  });
}

/** Handlers of signing in, of tokens and of people. */
export function studioApiHandlers(needs: {
  studio: StudioAccess;
  store: Store;
  clock: Clock;
  log: Pick<LogRoot, 'component'>;
  /** Forgets somebody with all that they wrote; false when there was nobody of that id. */
  forgetUser: (userId: string) => Promise<boolean>;
  /** Shows a bot out whose token was removed. */
  showOutBot: (userId: string) => void;
}) {
  const { studio, store, clock, log } = needs;
  const wallMs = () => clock.wallMs();
  return {
    ...studioHandlers({
      studio,
      linkThrottle: new GuessThrottle(linkGuesses),
      monotonicMs: () => clock.monotonicMs(),
      wallMs,
      log: log.component('studio'),
    }),
    ...accessTokenHandlers({ tokens: store.accessTokens, onRetired: needs.showOutBot, wallMs, randomBytes }),
    ...userHandlers({
      users: {
        list: (query) => store.users.list(query),
        delete: needs.forgetUser,
        waysOfProof: (ids) => store.identities.kindsOf(ids),
      },
      ipBans: store.ipBans,
    }),
  };
}

/** On a full disk whoever may come in still does: what is only noted on the way is left out. */
function noteIfPossible(log: Pick<LogRoot, 'component'>, note: () => void): void {
  try {
    note();
  } catch (error) {
    log.component('studio').debug({ error: String(error) }, 'Something could not be noted in the database.');
  }
}
