import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handFocusOn } from './focus.ts';

test('the keyboard goes on from elsewhere where what it was in goes, and is left alone where it was not', (t) => {
  Object.defineProperty(globalThis, 'document', { value: { activeElement: 'a button' }, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, 'document'));
  let taken = 0;
  const next = { focus: () => (taken += 1) };
  const boxWith = (held: string) => ({ contains: (element: unknown) => element === held });
  handFocusOn(boxWith('another button'), () => next);
  assert.equal(taken, 0);
  handFocusOn(boxWith('a button'), () => next);
  assert.equal(taken, 1);
  handFocusOn(boxWith('a button'), () => null);
  handFocusOn(null, () => next);
  assert.equal(taken, 1);
});
