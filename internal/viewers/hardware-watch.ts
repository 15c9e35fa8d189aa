import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import {
  alarmFor,
  cpuPercent,
  type CpuTimes,
  type HardwarePart,
  type HardwareProbe,
  hardwareParts,
} from './hardware.ts';

const LOOK_EVERY_MS = 10_000;
/** Looks that the present load is told from: a moment's work is no load. */
const LOOKS_FOR_NOW = 3;
/** Looks at the processor to a sample, which is their mean. */
const LOOKS_PER_SAMPLE = 6;
/** Five hours. */
const MAX_SAMPLES = 300;
const ALARM_AGAIN_MS = 300_000;

/** A figure at a time. */
export interface TimedValue {
  readonly wallMs: number;
  readonly value: number;
}

/** Keeps an eye on processor, memory and disk: a sample a minute, and a word in the log when one of them runs short. */
export class HardwareWatch {
  readonly #needs: { probe: HardwareProbe; clock: Clock; log: Logger };
  readonly #series: Record<HardwarePart, TimedValue[]> = { cpu: [], memory: [], disk: [] };
  readonly #alarmedMs = new Map<HardwarePart, number>();
  /** Of the latest looks, oldest first. */
  #recentTimes: CpuTimes[] = [];
  #sampleTimes: CpuTimes = { busy: 0, idle: 0 };
  #looks = 0;
  #isStopped = false;

  constructor(needs: { probe: HardwareProbe; clock: Clock; log: Logger }) {
    this.#needs = needs;
  }

  /** How busy the processor was in the last half minute, in percent. */
  get cpuPercent(): number {
    const first = this.#recentTimes[0];
    const last = this.#recentTimes.at(-1);
    return first === undefined || last === undefined ? 0 : cpuPercent(first, last);
  }

  /** The last five hours, oldest first. */
  series(part: HardwarePart): readonly TimedValue[] {
    return this.#series[part];
  }

  /** Starts looking; the first sample comes after ten seconds. Returns what ends it. */
  start(): () => void {
    this.#sampleTimes = this.#needs.probe.cpuTimes();
    this.#recentTimes = [this.#sampleTimes];
    const end = this.#needs.clock.every(LOOK_EVERY_MS, () => this.#look());
    return () => {
      this.#isStopped = true;
      end();
    };
  }

  #look(): void {
    const times = this.#needs.probe.cpuTimes();
    this.#recentTimes.push(times);
    if (this.#recentTimes.length > LOOKS_FOR_NOW + 1) this.#recentTimes.shift();
    if (this.#looks++ % LOOKS_PER_SAMPLE !== 0) return;
    const cpu = cpuPercent(this.#sampleTimes, times);
    this.#sampleTimes = times;
    void this.#sample(cpu);
  }

  async #sample(cpu: number): Promise<void> {
    const { probe, clock } = this.#needs;
    const disk = await probe.diskPercent();
    if (this.#isStopped) return;
    const wallMs = clock.wallMs();
    const values = { cpu, memory: probe.memoryPercent(), disk };
    for (const part of hardwareParts) {
      const value = values[part];
      if (value !== null) this.#add(part, { wallMs, value });
    }
  }

  #add(part: HardwarePart, sample: TimedValue): void {
    const series = this.#series[part];
    const before = series.at(-1);
    series.push(sample);
    if (series.length > MAX_SAMPLES) series.shift();
    if (before === undefined) return;
    const sentence = alarmFor(part, sample.value, before.value);
    const nowMs = this.#needs.clock.monotonicMs();
    if (sentence === null || nowMs - (this.#alarmedMs.get(part) ?? -ALARM_AGAIN_MS) < ALARM_AGAIN_MS) return;
    this.#alarmedMs.set(part, nowMs);
    this.#needs.log.warn({ part, percent: Math.round(sample.value) }, sentence);
  }
}
