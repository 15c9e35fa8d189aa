import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

/** Processor time since the machine started, over all cores, in any unit. */
export interface CpuTimes {
  readonly busy: number;
  readonly idle: number;
}

/** What the machine can tell of its load. */
export interface HardwareProbe {
  cpuTimes(): CpuTimes;
  memoryPercent(): number;
  /** Of the file system with the data directory; null when it does not say. */
  diskPercent(): Promise<number | null>;
}

/** The machine that this process runs on. */
export function hostProbe(dataDirectory: string): HardwareProbe {
  return {
    cpuTimes: () => {
      let busy = 0;
      let idle = 0;
      for (const { times } of cpus()) {
        busy += times.user + times.nice + times.sys + times.irq;
        idle += times.idle;
      }
      return { busy, idle };
    },
    memoryPercent: () => (1 - freemem() / totalmem()) * 100,
    diskPercent: async () => {
      try {
        const { blocks, bfree, bavail } = await statfs(dataDirectory);
        // As df counts: what is kept for the superuser is neither used nor free.
        const used = blocks - bfree;
        return used + bavail === 0 ? null : (used / (used + bavail)) * 100;
      } catch {
        return null;
      }
    },
  };
}

/** How busy the processor was between two looks, in percent. */
export function cpuPercent(before: CpuTimes, after: CpuTimes): number {
  const busy = Math.max(0, after.busy - before.busy);
  const idle = Math.max(0, after.idle - before.idle);
  return busy + idle === 0 ? 0 : (busy / (busy + idle)) * 100;
}

export type HardwarePart = 'cpu' | 'memory' | 'disk';
export const hardwareParts: readonly HardwarePart[] = ['cpu', 'memory', 'disk'];

interface Alarm {
  readonly abovePercent: number;
  readonly sentence: string;
}

const alarms: Readonly<Record<HardwarePart, Alarm>> = {
  cpu: {
    abovePercent: 85,
    sentence:
      'The processor is nearly used up: renditions may stutter or be given up. Choose fewer or smaller ones (setting "ladder"), or end other programs.',
  },
  memory: {
    abovePercent: 85,
    sentence:
      'The memory is nearly used up. Shorten the window that is held (setting "window-seconds"), or end other programs.',
  },
  disk: {
    abovePercent: 90,
    sentence:
      'The disk with the data directory is nearly full. Make room, or keep fewer backups (setting "backups-kept").',
  },
};

/** What to say in the log when the mean of the last two values is too high; null while all is well. */
export function alarmFor(part: HardwarePart, last: number, beforeLast: number): string | null {
  const { abovePercent, sentence } = alarms[part];
  return (last + beforeLast) / 2 >= abovePercent ? sentence : null;
}
