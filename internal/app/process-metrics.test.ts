import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsRegistry } from '../platform/metrics.ts';
import { addProcessMetrics } from './process-metrics.ts';

test('the event loop is late by what its looks are further apart than they should be', async () => {
  const metrics = new MetricsRegistry();
  let apartMs = 0;
  const delay = {
    enable: () => true,
    disable: () => true,
    reset: () => void (apartMs = 0),
    percentile: () => apartMs * 1e6,
  };
  const stop = addProcessMetrics(metrics, delay);
  const lateMs = (): number => Math.round(metrics.read('aerial_event_loop_delay_p99_seconds') * 1000);
  for (const [apart, late] of [
    [0, 0],
    [250, 0],
    [257, 7],
    [1_250, 1_000],
  ] as const) {
    apartMs = apart;
    assert.equal(lateMs(), late);
  }
  await stop();
});
