import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { MetricsRegistry } from '../platform/metrics.ts';
import type { Stopper } from './lifecycle.ts';

/** Each look is a wake-up of an idle process: a hundred in a second would be a percent of a core. */
const RESOLUTION_MS = 250;

/**
 * Metrics of the process itself: memory, processor time, and how late the event loop runs. Returns what ends the measuring. `delay` tells how far its looks are
 * apart, one each quarter of a second, in nanoseconds; Node's own unless told.
 */
export function addProcessMetrics(
  metrics: MetricsRegistry,
  delay: Pick<
    ReturnType<typeof monitorEventLoopDelay>,
    'enable' | 'disable' | 'percentile' | 'reset'
  > = monitorEventLoopDelay({
    resolution: RESOLUTION_MS,
  }),
): Stopper {
  delay.enable();
  metrics.observe('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  metrics.observe('process_cpu_seconds_total', 'Processor time used, user and system', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.observe('aerial_event_loop_delay_p99_seconds', 'How late the event loop runs, 99th percentile', () => {
    const apartMs = delay.percentile(99) / 1e6;
    delay.reset();
    return Math.max(0, apartMs - RESOLUTION_MS) / 1000;
  });
  return () => void delay.disable();
}
