import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDivider } from './divider.ts';
import type { Layout } from './layout.ts';

test('the divider says how wide the chat is whenever that changes, and nothing of one that is hidden', (t) => {
  let lookAgain = (): void => assert.fail('nobody looks');
  const fakes = {
    document: { documentElement: {} },
    getComputedStyle: () => ({ fontSize: '16px' }),
    ResizeObserver: class {
      constructor(onResize: () => void) {
        lookAgain = onResize;
      }
      observe(): void {
        lookAgain();
      }
    },
  };
  for (const [name, value] of Object.entries(fakes))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  t.after(() => {
    for (const name of Object.keys(fakes)) Reflect.deleteProperty(globalThis, name);
  });
  const told: string[] = [];
  const divider = {
    addEventListener: () => undefined,
    setAttribute: (...words: string[]) => told.push(words.join(' ')),
  };
  const chat = { hidden: true, getBoundingClientRect: () => ({ width: chat.hidden ? 0 : 336 }) };
  openDivider(divider as unknown as HTMLElement, chat as unknown as HTMLElement, {} as Layout);
  assert.deepEqual(told, []);
  chat.hidden = false;
  lookAgain();
  assert.deepEqual(told, ['aria-valuenow 21']);
});
