import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfInputMethod } from './composing.ts';

test('the Enter that ends a word of an input method sends nothing, in Safari as elsewhere', () => {
  assert.equal(isOfInputMethod({ isComposing: true, keyCode: 13 }), true);
  assert.equal(isOfInputMethod({ isComposing: false, keyCode: 229 }), true);
  assert.equal(isOfInputMethod({ isComposing: false, keyCode: 13 }), false);
});
