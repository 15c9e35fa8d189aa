import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword, matchPassword } from '../internal/auth/password.ts';
import type { Outcome, Prepared } from '../internal/owncast/carry.ts';
import { systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import { databaseFile } from '../internal/store/database.ts';
import { lockDataDirectory } from '../internal/store/directory-lock.ts';
import type { Command, CommandNeeds } from './command.ts';
import { openLog } from './log-lines.ts';
import { findDataDirectory, loadAddon, openHouseStore, withStoreToRead } from './open-house.ts';
import { printable } from './terminal.ts';

/** More than an answer takes. */
const MAX_ANSWER_BYTES = 100;

export const importStation: Command = {
  name: 'import',
  usage: [' owncast PATH', ' owncast PATH --dry-run'],
  summary: 'Bring a channel over from Owncast; PATH is its folder data, or its owncast.db.',
  settings: ['data'],
  options: {
    'dry-run': { type: 'switch', help: 'Only show what would come along.' },
    yes: { type: 'switch', help: 'Go ahead without asking.' },
    'with-ports': { type: 'switch', help: 'Take the ports and addresses to listen on, too.' },
    'skip-unreadable': {
      type: 'switch',
      help: 'Leave behind settings that cannot be decoded.',
    },
  },
  maxWords: 2,
  run: async (needs) => {
    const [kind, path] = needs.words;
    if (kind !== 'owncast' || path === undefined) {
      throw new AerialError('USAGE', {
        message: 'That is not something to import.',
        hint: "It is `aerial import owncast PATH`, with Owncast's folder data or its owncast.db.",
      });
    }
    return importOwncast(needs, path);
  },
};

async function importOwncast(needs: CommandNeeds, path: string): Promise<number> {
  const { openOwncast } = await import('../internal/owncast/source.ts');
  const isDry = needs.switches.has('dry-run');
  const nativeBinding = loadAddonBesides(needs);
  if (!isDry) refuseBesideServer(needs, nativeBinding);
  const source = openOwncast({ path, nativeBinding });
  try {
    const { prepareImport } = await import('../internal/owncast/prepare.ts');
    const { foreignPlans } = await import('../internal/schedule/foreign-plans.ts');
    const prepared = await prepareImport({
      source,
      passwords,
      plans: foreignPlans,
      nowMs: systemClock.wallMs(),
      withPorts: needs.switches.has('with-ports'),
      skipUnreadable: needs.switches.has('skip-unreadable'),
      dataDirectory: findDataDirectory(needs),
    });
    await showPlan(needs, prepared);
    if (isDry) return end(needs, 'Nothing was stored: this was a dry run.', 0);
    if (!needs.switches.has('yes') && !(await agrees(needs))) return end(needs, 'Nothing was stored.', 1);
    await write(needs, prepared);
    return 0;
  } finally {
    source.database.close();
  }
}

/** The one who writes must be alone: a long transaction would hold up a live server, which would not heed all of it either. */
function refuseBesideServer(needs: CommandNeeds, nativeBinding: object): void {
  const dataDirectory = findDataDirectory(needs);
  if (existsSync(databaseFile(dataDirectory))) lockDataDirectory(dataDirectory, { nativeBinding, lockWaitMs: 0 })();
}

async function showPlan(needs: CommandNeeds, prepared: Prepared): Promise<void> {
  const { carryOver } = await import('../internal/owncast/carry.ts');
  const { Rehearsal } = await import('../internal/owncast/rehearsal.ts');
  const { renderOutcome } = await import('../internal/owncast/report.ts');
  const planned = await withStoreToRead(needs, openLog('warn').component('import'), (store): Outcome => {
    if (store === null) return carryOver(prepared, new Rehearsal(null));
    return store.readForImport((reader) => carryOver(prepared, new Rehearsal(reader)));
  });
  for (const line of renderOutcome(prepared, planned)) needs.terminal.say(line);
  needs.terminal.say('');
}

async function write(needs: CommandNeeds, prepared: Prepared): Promise<void> {
  const { carryOver } = await import('../internal/owncast/carry.ts');
  const place = findDataDirectory(needs);
  if (existsSync(databaseFile(place))) await copyFirst(needs, place);
  const log = openLog('warn').component('import');
  const { store, dataDirectory } = await openHouseStore(needs, { lock: 'hold', log });
  const startedMs = systemClock.monotonicMs();
  let outcome: Outcome;
  try {
    outcome = store.importing((writer) => carryOver(prepared, writer));
  } finally {
    store.close();
  }
  const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
  const added = [...outcome.tally.nouns().values()].reduce((sum, noun) => sum + noun.added, 0);
  const taken = outcome.settings.filter((setting) => setting.outcome === 'taken').length;
  needs.terminal.say(
    `Done in ${seconds.toFixed(1)} s: ${added.toLocaleString('en')} entries and ${taken} settings came along into ${dataDirectory}.`,
  );
  await copyFiles(needs, prepared, dataDirectory);
  const address = prepared.wishes.settings.get('public-url');
  if (address !== undefined && prepared.wishes.settings.get('federation') === 'on')
    needs.terminal.say(`Followers stay as long as the channel is reached at ${address}, as before.`);
}

/** So that there is a way back from an import that was not meant. */
async function copyFirst(needs: CommandNeeds, dataDirectory: string): Promise<void> {
  const { copyDatabase } = await import('../internal/store/copy-database.ts');
  const nativeBinding = loadAddon(needs, dataDirectory);
  const copy = copyDatabase({ dataDirectory, target: null, wallMs: systemClock.wallMs(), nativeBinding });
  needs.terminal.say(`What was here before lies in ${copy.file}; \`aerial restore\` puts it back.`);
}

/** The owner's own files, which are no part of the transaction: what cannot be copied is named. */
async function copyFiles(needs: CommandNeeds, prepared: Prepared, dataDirectory: string): Promise<void> {
  const { copyOwnFiles, OWN_FILES_FOLDER } = await import('../internal/owncast/own-files.ts');
  const { folder } = prepared.source;
  const [from, to] = [join(folder, OWN_FILES_FOLDER), join(dataDirectory, OWN_FILES_FOLDER)] as const;
  const failed = copyOwnFiles(from, to, prepared.ownFiles);
  if (failed.length === 0) return;
  const named = printable(failed.slice(0, 5).join(', ')) + (failed.length > 5 ? ', …' : '');
  needs.terminal.complain(
    `${failed.length} of your own files could not be copied (${named}): copy them by hand from ${from} to ${to}.`,
  );
}

const passwords = {
  hash: (password: string): Promise<string> => hashPassword(password, randomBytes),
  matches: async (hash: string, password: string): Promise<boolean> =>
    (await matchPassword(hash, password)) !== 'wrong',
};

/** A dry run makes nothing, so the add-on is put into a data directory only where there is one. */
function loadAddonBesides(needs: CommandNeeds): object {
  const dataDirectory = findDataDirectory(needs);
  if (existsSync(dataDirectory)) return loadAddon(needs, dataDirectory);
  const passing = mkdtempSync(join(tmpdir(), 'aerial-'));
  try {
    return loadAddon(needs, passing);
  } finally {
    rmSync(passing, { recursive: true, force: true });
  }
}

async function agrees(needs: CommandNeeds): Promise<boolean> {
  needs.terminal.say('Go ahead? Answer yes, or anything else to leave everything as it is.');
  let answer = '';
  for await (const chunk of needs.input) {
    answer += Buffer.from(chunk).toString('utf8');
    if (answer.includes('\n') || answer.length > MAX_ANSWER_BYTES) break;
  }
  return /^\s*y(?:es)?\s*$/i.test(answer.split('\n')[0] ?? '');
}

function end(needs: CommandNeeds, sentence: string, code: number): number {
  needs.terminal.say(sentence);
  return code;
}
