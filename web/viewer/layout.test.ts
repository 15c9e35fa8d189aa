import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWidth, widthAfterKey } from './layout.ts';

test('the chat has a width that the style sheet knows', () => {
  assert.deepEqual([3, 16.4, 20.5, 99].map(nearestWidth), [16, 16, 21, 36]);
});

test('on the divider, arrows move it the way they point', () => {
  assert.equal(widthAfterKey('ArrowLeft', 21, false), 22);
  assert.equal(widthAfterKey('ArrowRight', 21, false), 20);
  assert.equal(widthAfterKey('ArrowLeft', 21, true), 20);
  assert.equal(widthAfterKey('ArrowRight', 36, true), 36);
  assert.equal(widthAfterKey('Home', 21, false), 16);
  assert.equal(widthAfterKey('End', 21, false), 36);
  assert.equal(widthAfterKey('Enter', 30, false), null);
  assert.equal(widthAfterKey('Tab', 21, false), undefined);
});
