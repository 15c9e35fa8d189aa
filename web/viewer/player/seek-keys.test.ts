import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seekWishOf } from './seek-keys.ts';

const plain = { altKey: false, ctrlKey: false, metaKey: false };
const keys = ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'Enter'];

test('arrows step, Page Up and Page Down go further, Home and End to the ends', () => {
  assert.deepEqual(
    keys.map((key) => seekWishOf({ ...plain, key }, false)),
    [-5, -5, 5, 5, -30, 30, 'oldest', 'live', null],
  );
});

test('on a television up and down leave the slider', () => {
  assert.equal(seekWishOf({ ...plain, key: 'ArrowUp' }, true), null);
  assert.equal(seekWishOf({ ...plain, key: 'ArrowDown' }, true), null);
  assert.equal(seekWishOf({ ...plain, key: 'ArrowLeft' }, true), -5);
});

test('what is pressed together with Alt, Control or Command is the browser’s', () => {
  for (const modifier of ['altKey', 'ctrlKey', 'metaKey']) {
    for (const key of keys) assert.equal(seekWishOf({ ...plain, key, [modifier]: true }, false), null, modifier);
  }
});
