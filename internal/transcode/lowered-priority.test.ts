import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { systemClock } from '../platform/clock.ts';
import { lowerPriority, sessionNiceness } from './lowered-priority.ts';

test('A process of low priority is as low in its session, and so is its session', async (t) => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const { pid } = child;
  assert.ok(pid !== undefined);
  const end = lowerPriority(pid, 7, systemClock);
  t.after(end);
  assert.equal(getPriority(pid), Math.min(19, getPriority() + 7));
  if (!existsSync('/proc/self/autogroup')) return t.skip('this kernel has no sessions to lower');
  const wanted = Math.min(19, (sessionNiceness('self') ?? 0) + 7);
  const deadlineMs = performance.now() + 5000;
  while (sessionNiceness(pid) !== wanted && performance.now() < deadlineMs) await new Promise(setImmediate);
  assert.equal(sessionNiceness(pid), wanted);
});

test('A process that is gone already is nobody’s fault', () => {
  lowerPriority(2 ** 30, 7, systemClock)();
  assert.equal(sessionNiceness(2 ** 30), null);
});
