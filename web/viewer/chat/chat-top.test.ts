import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topMeter } from './chat-top.ts';

test('a hidden chat is not taken for one that begins where the page does, and is measured when it is shown', () => {
  const set: number[] = [];
  // A browser says of what is hidden that it is at 0, and has no size.
  const chat = { hidden: true, getBoundingClientRect: () => ({ top: chat.hidden ? 0 : 412.4 }) as DOMRect };
  const measure = topMeter({ chat, scrolledPx: () => 20, set: (topPx) => set.push(topPx) });
  measure();
  assert.deepEqual(set, []);
  chat.hidden = false;
  measure();
  assert.deepEqual(set, [432]);
});
