import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveToBrowser, seekWishOf } from './seek-keys.ts';

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
    const wishes = keys.map((key) => seekWishOf({ ...plain, key, [modifier]: true }, false));
    assert.deepEqual(wishes, [...Array.from({ length: 8 }, () => 'browser'), null], modifier);
  }
});

test('a slider that leaves a key to the browser has the focus again right after', () => {
  const said: string[] = [];
  const slider = {
    disabled: false,
    focus: () => void said.push(`focus while ${slider.disabled ? 'disabled' : 'enabled'}`),
  };
  let act = () => undefined as void;
  leaveToBrowser(slider, (later) => (act = later));
  assert.deepEqual([slider.disabled, said], [true, []]);
  act();
  assert.deepEqual([slider.disabled, said], [false, ['focus while enabled']]);
});
