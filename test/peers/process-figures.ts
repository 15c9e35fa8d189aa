import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second wherever Debian runs (`getconf CLK_TCK`). */
const CLOCK_TICKS_PER_SECOND = 100;

/** Fields 14 to 17 of /proc/PID/stat (proc(5)) in seconds: of this process, and of children that it has waited for. */
function processorTimes(pid: number): { own: number; ofEndedChildren: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const sum = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / CLOCK_TICKS_PER_SECOND;
  return { own: sum(11), ofEndedChildren: sum(13) };
}

/** Processor seconds of this process alone, user and system, without its children. */
export function cpuSeconds(pid: number): number {
  return processorTimes(pid).own;
}

/** Processor seconds of the children of this process that have ended. */
export function endedChildrenCpuSeconds(pid: number): number {
  return processorTimes(pid).ofEndedChildren;
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
