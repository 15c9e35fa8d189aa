import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { AdminPassword } from '../internal/auth/admin-password.ts';
import { SetupLink } from '../internal/auth/setup-link.ts';
import { passwordLength } from '../internal/config/kinds.ts';
import { Settings } from '../internal/config/settings.ts';
import { systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { Store } from '../internal/store/store.ts';
import { findLanAddresses, setupLinks, webAddresses } from './banner.ts';
import type { Command, CommandNeeds } from './command.ts';
import { openLog } from './log-lines.ts';
import { openHouseStore, withExistingStore } from './open-house.ts';

const LINK_MINUTES = 60;
/** More than the longest password takes. */
const MAX_INPUT_BYTES = 4096;

export const resetPassword: Command = {
  name: 'reset-password',
  usage: ['', ' --stdin'],
  summary: 'Print a link that sets a new password of the studio once, also while the server runs.',
  settings: ['data', 'http-port', 'http-address', 'public-url', 'tls-certificate', 'tls-key'],
  options: { stdin: { type: 'switch', help: 'Set the password that is read from standard input, without a link.' } },
  maxWords: 0,
  run: async (needs) => {
    if (needs.switches.has('stdin')) await setPassword(needs);
    else await printLink(needs);
    return 0;
  },
};

async function setPassword(needs: CommandNeeds): Promise<void> {
  const password = (await readInput(needs.input)).replace(/\r?\n$/, '');
  if (password.length < passwordLength.min || password.length > passwordLength.max || /\p{Cc}/u.test(password)) {
    throw new AerialError('USAGE', {
      message: 'That cannot be the password.',
      hint: `It is one line of ${passwordLength.min} to ${passwordLength.max} characters on standard input.`,
    });
  }
  const { store } = await openHouseStore(needs, { lock: 'visit', log: openLog('warn').component('reset-password') });
  try {
    await new AdminPassword({ secrets: store.secrets, given: null, randomBytes }).change(password);
    linkOf(store).forget();
    store.sessions.removeOthers(null);
  } finally {
    store.close();
  }
  needs.terminal.say('The password is set, and every session has ended.');
  warnOfGivenPassword(needs);
}

async function printLink(needs: CommandNeeds): Promise<void> {
  const log = openLog('warn').component('reset-password');
  const links = await withExistingStore(needs, log, (store) => (store === null ? null : makeLinks(needs, store)));
  if (links === null) {
    throw new AerialError('USAGE', {
      message: 'There is no database in that directory yet.',
      hint: 'The first start of the server prints a link; or name another directory with --data DIR.',
    });
  }
  for (const link of links) needs.terminal.say(link);
  needs.terminal.say(
    `One of these sets a new password, once, within ${LINK_MINUTES} minutes. Every session has ended.`,
  );
  warnOfGivenPassword(needs);
}

function makeLinks(needs: CommandNeeds, store: Store): string[] {
  const { flags, environment } = needs;
  const settings = new Settings({ flags, environment, stored: store.settings.all() });
  const token = linkOf(store).make(randomBytes, systemClock.wallMs() + LINK_MINUTES * 60_000);
  store.sessions.removeOthers(null);
  const addresses = webAddresses({
    httpAddress: settings.get('http-address'),
    httpPort: settings.get('http-port'),
    httpSecure: settings.get('tls-certificate') !== null,
    lanAddresses: findLanAddresses(networkInterfaces()),
  });
  return setupLinks(token, settings.get('public-url'), addresses);
}

function linkOf(store: Store): SetupLink {
  return new SetupLink({ secrets: store.secrets, wallMs: () => systemClock.wallMs() });
}

function warnOfGivenPassword({ flags, environment, terminal }: CommandNeeds): void {
  if (new Settings({ flags, environment }).get('admin-password') === null) return;
  terminal.complain('A server that is started with AERIAL_ADMIN_PASSWORD takes that password and no other.');
}

async function readInput(input: CommandNeeds['input']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MAX_INPUT_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
