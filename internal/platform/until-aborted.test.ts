import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { untilAborted } from './until-aborted.ts';

test('what is waited for is given up with the signal, and leaves nothing there', async () => {
  const { signal, abort } = controller();
  assert.equal(await untilAborted(Promise.resolve('done'), signal, 'ended'), 'done');
  await assert.rejects(untilAborted(Promise.reject(new Error('broken')), signal, 'ended'), /broken/);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const waiting = untilAborted(new Promise<string>(() => {}), signal, 'ended');
  abort();
  assert.equal(await waiting, 'ended');
  assert.equal(await untilAborted(new Promise<string>(() => {}), signal, 'ended'), 'ended');
});

function controller(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const ending = new AbortController();
  return { signal: ending.signal, abort: () => ending.abort() };
}
