import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLogger } from '../platform/log.ts';
import { Lifecycle, type Stage } from './lifecycle.ts';

function stage(name: string, trace: string[], fault?: 'start' | 'stop' | 'hang'): Stage {
  return {
    name,
    start() {
      if (fault === 'start') throw new Error(`${name} cannot start`);
      trace.push(`+${name}`);
      return () => {
        trace.push(`-${name}`);
        if (fault === 'stop') throw new Error(`${name} cannot stop`);
        return fault === 'hang' ? new Promise<void>(() => {}) : undefined;
      };
    },
  };
}

test('stages stop in the opposite order of their start, once however often they are stopped', async () => {
  const trace: string[] = [];
  const lifecycle = new Lifecycle({ log: silentLogger });
  await lifecycle.start([stage('a', trace), stage('b', trace), stage('c', trace)]);
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  assert.deepEqual(trace, ['+a', '+b', '+c', '-c', '-b', '-a']);
});

test('a stage that fails to start stops those before it and gives its error to the caller', async () => {
  const trace: string[] = [];
  const lifecycle = new Lifecycle({ log: silentLogger });
  await assert.rejects(
    lifecycle.start([stage('a', trace), stage('b', trace, 'start'), stage('c', trace)]),
    /b cannot start/,
  );
  assert.deepEqual(trace, ['+a', '-a']);
});

test('a stage that throws or hangs while stopping does not keep the others from stopping', async () => {
  const trace: string[] = [];
  const lifecycle = new Lifecycle({ log: silentLogger, stageDeadlineMs: 1 });
  await lifecycle.start([stage('a', trace), stage('b', trace, 'stop'), stage('c', trace, 'hang')]);
  await lifecycle.stop();
  assert.deepEqual(trace.slice(3), ['-c', '-b', '-a']);
});
