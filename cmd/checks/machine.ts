import { doubt, fault, type Finding, good } from './finding.ts';

/** The oldest C library that the executable and the database add-on run with. */
const OLDEST_GLIBC = [2, 34] as const;
const OLDEST_NODE_MAJOR = 24;

/** `glibc` is as Node's report names it; undefined with another C library. */
export function checkRuntime(needs: { nodeVersion: string; glibc: string | undefined; cores: number }): Finding {
  const says = `Node ${needs.nodeVersion}, glibc ${needs.glibc ?? 'unknown'}, ${needs.cores} ${needs.cores === 1 ? 'core' : 'cores'}`;
  if (Number.parseInt(needs.nodeVersion, 10) < OLDEST_NODE_MAJOR) {
    return fault('Runtime', says, `Run the executable, or Node ${OLDEST_NODE_MAJOR} or newer.`);
  }
  const [major = 0, minor = 0] = (needs.glibc ?? '').split('.').map(Number);
  const tooOld = major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
  if (needs.glibc === undefined || !tooOld) return good('Runtime', says);
  return fault(
    'Runtime',
    says,
    `Aerial needs glibc ${OLDEST_GLIBC.join('.')} or newer: Debian 12, Ubuntu 22.04, RHEL 9.`,
  );
}

/** Files that the server holds besides its connections: database, log, libraries, pipes to ffmpeg. */
const OTHER_FILES = 200;

/** Reads the soft limit of open files from the text of `/proc/self/limits` (proc_pid_limits(5)); null when it is not there. */
export function parseOpenFileLimit(limits: string): number | null {
  const match = /^Max open files\s+(\d+|unlimited)/m.exec(limits);
  if (match === null) return null;
  return match[1] === 'unlimited' ? Infinity : Number(match[1]);
}

/** Each connection is an open file. */
export function checkOpenFiles(limit: number | null, connections: number): Finding {
  const subject = 'Open files';
  if (limit === null) return doubt(subject, 'the limit is not told here', 'Check it with `ulimit -n`.');
  const needed = connections + OTHER_FILES;
  const allowed = limit === Infinity ? 'any number' : String(limit);
  if (limit >= needed) return good(subject, `${allowed} allowed`);
  const remedy = `Raise it (LimitNOFILE=${needed} in the unit, or ulimit -n ${needed}), or lower --http-connections.`;
  const says = `${allowed} allowed, enough for about ${Math.max(0, limit - OTHER_FILES)} connections at a time of ${connections}`;
  return limit < OTHER_FILES + 100 ? fault(subject, says, remedy) : doubt(subject, says, remedy);
}

/** How far a file's time may lie ahead before the clock must have been set back: file systems and networks round. */
const FILE_TIME_TOLERANCE_MS = 5_000;
/** Most that a second of the wall clock may differ from one of the monotonic one: more is a step, not a correction. */
const MAX_DRIFT_SHARE = 0.01;

export interface ClockReading {
  readonly wallMs: number;
  /** The latest time that something on disk was written: the clock cannot rightly be before it. */
  readonly newestFileMs: number;
  /** How far both clocks moved in the same while. */
  readonly wallElapsedMs: number;
  readonly monotonicElapsedMs: number;
  /** True or false as systemd-timesyncd says; null when it does not run. */
  readonly synchronised: boolean | null;
  readonly timeZone: string;
}

/** Looks at the clock without asking the network: against the files, and against itself. */
export function checkClock(reading: ClockReading): Finding {
  const says = `${new Date(reading.wallMs).toISOString().slice(0, 19).replace('T', ' ')} UTC, time zone ${reading.timeZone}`;
  const remedy = 'Set the clock and keep it set, for example with `timedatectl set-ntp true`.';
  if (reading.wallMs + FILE_TIME_TOLERANCE_MS < reading.newestFileMs) {
    const newest = new Date(reading.newestFileMs).toISOString().slice(0, 19).replace('T', ' ');
    return fault('Clock', `${says}; but a file was written at ${newest}, which is later`, remedy);
  }
  const driftMs = Math.abs(reading.wallElapsedMs - reading.monotonicElapsedMs);
  if (driftMs > Math.max(5, reading.monotonicElapsedMs * MAX_DRIFT_SHARE)) {
    return doubt('Clock', `${says}; it moved ${Math.round(driftMs)} ms by itself within a moment`, remedy);
  }
  return reading.synchronised === false ? doubt('Clock', `${says}; not synchronised`, remedy) : good('Clock', says);
}
