import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { MetricsRegistry } from '../platform/metrics.ts';
import type { Stopper } from './lifecycle.ts';

/** Each look is a wake-up of an idle process: a hundred in a second would be a percent of a core. */
const RESOLUTION_MS = 250;

/** Metrics of the process itself: memory, processor time, and how late the event loop runs. Returns what ends the measuring. */
export function addProcessMetrics(metrics: MetricsRegistry): Stopper {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  metrics.observe('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  metrics.observe('process_cpu_seconds_total', 'Processor time used, user and system', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.observe('aerial_event_loop_delay_p99_seconds', 'How late the event loop runs, 99th percentile', () => {
    const seconds = delay.percentile(99) / 1e9;
    delay.reset();
    return seconds;
  });
  return () => void delay.disable();
}
