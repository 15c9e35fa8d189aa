import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf } from './shortcuts.ts';

const page = { modified: false, focus: 'page' } as const;

test('keys work whatever the caps lock says', () => {
  assert.equal(commandOf({ ...page, key: 'm' }), 'mute');
  assert.equal(commandOf({ ...page, key: 'M' }), 'mute');
  assert.equal(commandOf({ ...page, key: 'ArrowUp' }), 'louder');
  assert.equal(commandOf({ ...page, key: '?' }), 'help');
});

test('the browser keeps its own shortcuts, and text fields their letters', () => {
  assert.equal(commandOf({ ...page, key: 'f', modified: true }), null);
  assert.equal(commandOf({ ...page, key: 'm', focus: 'text' }), null);
});

test('space on a button presses the button only, arrows on a slider move the slider only', () => {
  assert.equal(commandOf({ ...page, key: ' ' }), 'play');
  assert.equal(commandOf({ ...page, key: ' ', focus: 'control' }), null);
  assert.equal(commandOf({ ...page, key: 'k', focus: 'control' }), 'play');
  assert.equal(commandOf({ ...page, key: 'ArrowLeft', focus: 'slider' }), null);
});

test('keys without a meaning are left alone', () => {
  for (const key of ['x', 'Enter', 'Tab', 'constructor', '__proto__']) assert.equal(commandOf({ ...page, key }), null);
});
