import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locateSetting } from '../internal/config/locate-setting.ts';
import { parseSetting } from '../internal/config/parse-setting.ts';
import { Settings } from '../internal/config/settings.ts';
import { definitionOf, environmentName, settingNames } from '../internal/config/table.ts';
import { systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import { silentLogger } from '../internal/platform/log.ts';
import { databaseFile } from '../internal/store/database.ts';
import { lockFile, findLockHolder } from '../internal/store/directory-lock.ts';
import { inspectDatabase } from '../internal/store/inspect.ts';
import { probeFfmpeg } from '../internal/transcode/probe.ts';
import { checkBucket } from './checks/bucket.ts';
import { checkCertificates } from './checks/certificate.ts';
import { checkDatabase, checkSpace } from './checks/disk.ts';
import { doubt, fault, type Finding, good, renderFinding } from './checks/finding.ts';
import { checkClock, checkOpenFiles, checkRuntime, parseOpenFileLimit } from './checks/machine.ts';
import { checkFfmpeg } from './checks/ffmpeg.ts';
import { checkPort } from './checks/ports.ts';
import { checkDataDirectory, newestFileMs, readSpace } from './checks/probe-files.ts';
import type { Command, CommandNeeds } from './command.ts';
import { findDataDirectory, loadAddon, withExistingStore } from './open-house.ts';

/** How long the two clocks are watched against each other. */
const CLOCK_WATCH_MS = 200;

export const doctor: Command = {
  name: 'doctor',
  usage: [''],
  summary: 'Check this machine and these settings, and say what to do about each fault.',
  settings: settingNames,
  options: { json: { type: 'switch', help: 'Report as JSON.' } },
  maxWords: 0,
  run: async (needs) => {
    const findings = await examine(needs);
    const faults = findings.filter(({ verdict }) => verdict === 'fault').length;
    if (needs.switches.has('json')) needs.terminal.say(JSON.stringify({ healthy: faults === 0, findings }, null, 2));
    else sayFindings(findings, faults, needs);
    return faults === 0 ? 0 : 1;
  },
};

function sayFindings(findings: readonly Finding[], faults: number, { terminal }: CommandNeeds): void {
  for (const finding of findings) terminal.say(renderFinding(finding, terminal));
  if (faults === 0) return terminal.say('\nAerial can run here.');
  terminal.say(`\n${faults === 1 ? 'One thing has' : `${faults} things have`} to be put right first.`);
}

async function examine(needs: CommandNeeds): Promise<readonly Finding[]> {
  const dataDirectory = findDataDirectory(needs);
  const holder = findLockHolder(lockFile(dataDirectory));
  const database = examineDatabase(needs, dataDirectory);
  const [settings, ofSettings] = await readSettings(needs, database.isCurrent);
  const ladder = settings.get('ladder');
  const doors = settings.get('acme-host').length > 0 ? 2 : 1;
  const connections = settings.get('http-connections') * doors + settings.get('ingest-connections');
  return [
    checkRuntime({ nodeVersion: process.versions.node, glibc: findGlibc(), cores: availableParallelism() }),
    ofSettings,
    ...checkFfmpeg(await probeFfmpeg(settings.get('ffmpeg'), systemClock), {
      chosen: settings.get('video-encoder'),
      isNeeded: ladder !== 'off',
      codecs: typeof ladder === 'string' ? [] : ladder.rungs.map(({ codec }) => codec),
    }),
    ...(await checkPorts(settings, holder)),
    ...checkCertificates(settings, dataDirectory, systemClock.wallMs()),
    ...(await checkBucket(settings, () => systemClock.wallMs())),
    checkDataDirectory(dataDirectory, holder),
    checkSpace(readSpace(dataDirectory)),
    database.finding,
    checkOpenFiles(parseOpenFileLimit(readOrEmpty('/proc/self/limits')), connections),
    checkClock(await readClock(dataDirectory)),
  ];
}

/** The settings as a start would have them; with a fault among them, those of the flags and the environment, or the defaults. */
async function readSettings(needs: CommandNeeds, databaseIsCurrent: boolean): Promise<[Settings, Finding]> {
  const { flags, environment } = needs;
  try {
    // Only a database of today's layout is opened: an older one would be brought forward by that.
    const stored = databaseIsCurrent ? await readStored(needs) : new Map<string, string>();
    const settings = new Settings({ flags, environment, stored });
    const [warning] = settings.warnings;
    if (warning !== undefined) return [settings, doubt('Settings', warning, 'Correct or unset it.')];
    return [settings, good('Settings', 'all are allowed')];
  } catch (error) {
    if (!(error instanceof AerialError)) throw error;
    return [tolerantSettings(needs), fault('Settings', error.message, error.hint)];
  }
}

async function readStored(needs: CommandNeeds): Promise<ReadonlyMap<string, string>> {
  try {
    return await withExistingStore(needs, silentLogger, (store) => store?.settings.all() ?? new Map<string, string>());
  } catch (error) {
    if (!(error instanceof AerialError)) throw error;
    // The checks of the directory and of the disk say why it cannot be opened.
    return new Map();
  }
}

/** What can be read of faulty settings, so that everything else is checked as it would be. */
function tolerantSettings({ flags, environment }: CommandNeeds): Settings {
  const readable = settingNames.filter((name) => {
    try {
      // A pair that belongs together; alone, one of them is a fault.
      if (name === 'tls-certificate' || name === 'tls-key') return false;
      const { text, source } = locateSetting(name, { flags, environment, stored: new Map() });
      return (parseSetting(name, text, source), true);
    } catch {
      return false;
    }
  });
  const faulty = new Set(
    settingNames
      .filter((name) => !readable.includes(name))
      .flatMap((name) => [environmentName(name), definitionOf(name).owncastVariable]),
  );
  return new Settings({
    flags: Object.fromEntries(readable.map((name) => [name, flags[name]])),
    environment: Object.fromEntries(Object.entries(environment).filter(([variable]) => !faulty.has(variable))),
  });
}

async function checkPorts(settings: Settings, ownProcess: number | null): Promise<Finding[]> {
  const web = {
    subject: 'Web port',
    port: settings.get('http-port'),
    address: settings.get('http-address'),
    flag: 'http-port',
  };
  const rtmp = {
    subject: 'RTMP port',
    port: settings.get('rtmp-port'),
    address: settings.get('rtmp-address'),
    flag: 'rtmp-port',
  };
  const rtmps = { ...rtmp, subject: 'RTMPS port', port: settings.get('rtmps-port'), flag: 'rtmps-port' };
  const hasAcme = settings.get('acme-host').length > 0;
  const isSecure = hasAcme || settings.get('tls-certificate') !== null;
  const findings: Finding[] = [];
  for (const port of isSecure ? [web, rtmp, rtmps] : [web, rtmp])
    findings.push(await checkPort({ ...port, ownProcess }));
  for (const flag of hasAcme ? (['acme-http-port', 'acme-https-port'] as const) : []) {
    const subject = flag === 'acme-http-port' ? 'ACME check port' : 'HTTPS port';
    const finding = await checkPort({ ...web, subject, flag, port: settings.get(flag), ownProcess });
    // The station serves without them.
    findings.push(finding.verdict === 'fault' ? { ...finding, verdict: 'doubt' } : finding);
  }
  return findings;
}

function examineDatabase(needs: CommandNeeds, dataDirectory: string): { finding: Finding; isCurrent: boolean } {
  const file = databaseFile(dataDirectory);
  if (!existsSync(file)) return { finding: checkDatabase(null, file), isCurrent: false };
  try {
    const nativeBinding = loadAddon(needs, dataDirectory);
    const report = inspectDatabase({ dataDirectory, assets: needs.assets, nativeBinding });
    const isCurrent = report !== null && report.damage === null && report.version === report.newestVersion;
    return { finding: checkDatabase(report, file), isCurrent };
  } catch (error) {
    if (!(error instanceof AerialError)) throw error;
    return { finding: fault('Database', error.message, error.hint), isCurrent: false };
  }
}

async function readClock(dataDirectory: string): Promise<Parameters<typeof checkClock>[0]> {
  const wallStartMs = systemClock.wallMs();
  const monotonicStartMs = systemClock.monotonicMs();
  await delay(CLOCK_WATCH_MS);
  const wallMs = systemClock.wallMs();
  const timesync = '/run/systemd/timesync';
  return {
    wallMs,
    newestFileMs: newestFileMs(dataDirectory, [process.execPath]),
    wallElapsedMs: wallMs - wallStartMs,
    monotonicElapsedMs: systemClock.monotonicMs() - monotonicStartMs,
    synchronised: existsSync(timesync) ? existsSync(join(timesync, 'synchronized')) : null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function findGlibc(): string | undefined {
  // Else the report looks up the name of every peer.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
