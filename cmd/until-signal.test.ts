import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { ManualClock } from '../internal/platform/clock.ts';
import { untilSignal } from './until-signal.ts';

function setUp() {
  const source = new EventEmitter();
  const clock = new ManualClock();
  const impatient: string[] = [];
  let reloads = 0;
  const signal = untilSignal({
    process: source,
    clock,
    onImpatience: (again) => impatient.push(again),
    onReload: () => reloads++,
  });
  return { source, clock, impatient, signal, reloads: () => reloads };
}

test('the first signal stops; its echo through a package manager does not count as a second', async () => {
  const { source, clock, impatient, signal } = setUp();
  source.emit('SIGINT');
  clock.advance(20);
  source.emit('SIGINT');
  assert.equal(await signal, 'SIGINT');
  assert.deepEqual(impatient, []);
  clock.advance(600);
  source.emit('SIGTERM');
  assert.deepEqual(impatient, ['SIGTERM']);
});

test('SIGHUP reads the settings again and stops nothing', () => {
  const { source, impatient, reloads } = setUp();
  source.emit('SIGHUP');
  source.emit('SIGHUP');
  assert.equal(reloads(), 2);
  assert.deepEqual(impatient, []);
});
