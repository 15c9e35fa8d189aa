import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second wherever Debian runs (`getconf CLK_TCK`). */
const CLOCK_TICKS_PER_SECOND = 100;

/** Processor seconds of this process alone, user and system, without its children (proc(5), /proc/PID/stat fields 14, 15). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/** Resident memory in megabytes (10^6 bytes). */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024) / 1e6;
}

/** Process ids of the direct children of `pid` whose command line contains `word`. */
export function childrenOf(pid: number, word = ''): number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return pids.filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(word);
    } catch {
      return false;
    }
  });
}

/** The share of one core, in per cent, that `pid` uses between now and the call of the returned function. */
export function startCpuMeter(pid: number): () => number {
  const startedMs = performance.now();
  const before = cpuSeconds(pid);
  return () => ((cpuSeconds(pid) - before) / ((performance.now() - startedMs) / 1000)) * 100;
}

/** Samples resident memory every 250 ms until `stop`, which gives the highest in megabytes. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = residentMegabytes(pid);
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, residentMegabytes(pid));
    } catch {
      clearInterval(timer);
    }
  }, 250);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}
