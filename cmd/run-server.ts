import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { AppController } from '../internal/app/controller.ts';
import { AdminPassword } from '../internal/auth/admin-password.ts';
import { SetupLink } from '../internal/auth/setup-link.ts';
import { Settings } from '../internal/config/settings.ts';
import { type Clock, guardedClock, systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import { findProgram } from '../internal/platform/find-program.ts';
import type { Logger, LogRoot } from '../internal/platform/log.ts';
import type { Store } from '../internal/store/store.ts';
import { findLanAddresses, type KeyNotice, renderBanner } from './banner.ts';
import type { CommandNeeds } from './command.ts';
import { openLog } from './log-lines.ts';
import { openHouseStore } from './open-house.ts';
import { makeStreamKey } from './stream-key.ts';
import { untilSignal } from './until-signal.ts';

/** What a stop may take in all before the process ends regardless: a service manager's patience is ours. */
const STOP_DEADLINE_MS = 4_500;

/** Serves until a signal; resolves to the exit code. */
export async function runServer(needs: CommandNeeds): Promise<number> {
  const { flags, environment } = needs;
  // Everything but the database is checked before anything is made or opened.
  const given = new Settings({ flags, environment });
  const logRoot = openLog(given.get('log-level'));
  const log = logRoot.component('serve');
  for (const warning of given.warnings) log.warn({}, warning);
  const { store, dataDirectory } = await openHouseStore(needs, { lock: 'hold', log: logRoot.component('store') });
  try {
    const settings = new Settings({ flags, environment, stored: store.settings.all() });
    return await runController(needs, { settings, store, dataDirectory, logRoot, log });
  } finally {
    closeStore(store, log);
  }
}

interface Opened {
  readonly settings: Settings;
  readonly store: Store;
  readonly dataDirectory: string;
  readonly logRoot: LogRoot;
  readonly log: Logger;
}

async function runController(needs: CommandNeeds, opened: Opened): Promise<number> {
  const { settings, store, log } = opened;
  const reload = (): void => reloadSettings(opened);
  const signal = untilSignal({
    process,
    clock: systemClock,
    onImpatience: (again) => process.exit(again === 'SIGINT' ? 130 : 143),
    onReload: reload,
  });
  const controller = new AppController({
    ...opened,
    log: opened.logRoot,
    clock: tolerantClock(log),
    assets: needs.assets,
    version: needs.version,
  });
  try {
    const listening = await controller.start();
    store.onOutsideChange(reload);
    needs.terminal.say(
      renderBanner({
        version: needs.version,
        // Only in a clone an asset is a file.
        program: needs.assets.file('package.json') === null ? 'aerial' : 'npm start --',
        listening,
        httpAddress: settings.get('http-address'),
        rtmpAddress: settings.get('rtmp-address'),
        lanAddresses: findLanAddresses(networkInterfaces()),
        key: noticeKey(settings, store),
        setupToken: makeSetupToken(settings, store, log),
        publicUrl: settings.get('public-url'),
        terminal: needs.terminal,
      }),
    );
    log.info({ ...listening, version: needs.version, dataDirectory: opened.dataDirectory }, 'The server is ready.');
    warnOfMissingFfmpeg(settings, needs, log);
    log.info({ signal: await signal }, 'The server stops.');
    return 0;
  } finally {
    await stopWithin(STOP_DEADLINE_MS, controller, log);
  }
}

/** What a timer cannot write, such as on a full disk, is no reason to end a broadcast; a fault of the program's own still ends the process. */
function tolerantClock(log: Logger): Clock {
  return guardedClock(systemClock, (error) => {
    if (!(error instanceof AerialError)) throw error;
    log.warn(
      { code: error.code },
      `Something that is done from time to time failed, and is tried again. ${error.toLine()}`,
    );
  });
}

/** The source rendition needs no ffmpeg, so its absence is said and not fatal. */
function warnOfMissingFfmpeg(settings: Settings, needs: CommandNeeds, log: Logger): void {
  if (settings.get('ladder') === 'off') return;
  const program = settings.get('ffmpeg');
  if (findProgram(program, needs.environment['PATH']) !== null) return;
  const missing = new AerialError('FFMPEG_MISSING', {
    message: `There is no ffmpeg at ${JSON.stringify(program)}: viewers get the picture as it is sent, and no smaller ones.`,
    hint: 'Install it (apt install ffmpeg), name it with --ffmpeg FILE, or choose --ladder off.',
  });
  log.warn({ code: missing.code }, missing.toLine());
}

function noticeKey(settings: Settings, store: Store): KeyNotice {
  const given = settings.get('stream-key').length > 0;
  // Who brings a key along for this run is not given another to look after.
  const made = given ? null : store.streamKeys.addFirst(() => makeStreamKey(randomBytes), 'The first key');
  if (made !== null) return { kind: 'made', key: made.key };
  if (given) return { kind: 'given' };
  const count = store.streamKeys.list().length;
  return count === 0 ? { kind: 'none' } : { kind: 'kept', count };
}

/** Without a password each start makes a new link, and the one before holds no more. */
function makeSetupToken(settings: Settings, store: Store, log: Logger): string | null {
  const given = settings.get('admin-password');
  const password = new AdminPassword({ secrets: store.secrets, given, randomBytes });
  const link = new SetupLink({ secrets: store.secrets, wallMs: () => systemClock.wallMs() });
  if (password.version !== null) {
    link.forgetStale();
    return null;
  }
  log.info({}, 'The studio has no password yet; the link that sets it is on standard output.');
  return link.make(randomBytes, null);
}

function reloadSettings({ settings, store, log }: Opened): void {
  try {
    for (const fault of settings.reload(store.settings.all())) {
      log.warn(
        { error: fault instanceof AerialError ? fault.toLine() : String(fault) },
        'A changed setting was not taken over.',
      );
    }
  } catch (error) {
    log.warn({ error: String(error) }, 'The settings could not be read again; they stay as they were.');
  }
}

async function stopWithin(deadlineMs: number, controller: AppController, log: Logger): Promise<void> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), deadlineMs);
  const outcome = await Promise.race([controller.stop(), late.promise]);
  clearTimeout(timer);
  if (outcome === 'late') log.warn({}, 'Not everything stopped in time; the process ends regardless.');
}

/** On a full disk the database stays valid with its write-ahead log beside it: nothing to fail for. */
function closeStore(store: Store, log: Logger): void {
  try {
    store.close();
  } catch (error) {
    log.warn(
      { error: String(error) },
      'The database could not be closed cleanly; it will be put right at the next start.',
    );
  }
}
