import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTab } from './next-tab.ts';

test('arrows go round the tabs the way they point', () => {
  const three = { at: 2, count: 3, isRightToLeft: false };
  assert.equal(nextTab('ArrowRight', three), 0);
  assert.equal(nextTab('ArrowLeft', three), 1);
  assert.equal(nextTab('ArrowLeft', { ...three, isRightToLeft: true }), 0);
  assert.equal(nextTab('Home', three), 0);
  assert.equal(nextTab('End', { ...three, at: 0 }), 2);
  assert.equal(nextTab('ArrowUp', three), null);
});
