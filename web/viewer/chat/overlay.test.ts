import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOverlay } from './overlay.ts';

test('the look of an overlay is read from the address, and stays within reason', () => {
  const read = (query: string) => readOverlay(new URLSearchParams(query));
  assert.deepEqual(read(''), { isOn: false, sizePx: null, fadeSeconds: null });
  assert.deepEqual(read('overlay=1&size=24&fade=15'), { isOn: true, sizePx: 24, fadeSeconds: 15 });
  assert.deepEqual(read('overlay=true&size=9999&fade=0.1'), { isOn: true, sizePx: 96, fadeSeconds: 1 });
  assert.deepEqual(read('overlay=no&size=big&fade=-3'), { isOn: false, sizePx: null, fadeSeconds: null });
});
