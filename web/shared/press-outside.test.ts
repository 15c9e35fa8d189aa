import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PressOutside, watchPressesBeside } from './press-outside.ts';

const box = { left: 100, top: 100, right: 300, bottom: 200 };
const inside = [120, 110] as const;
const beside = [20, 110] as const;

function press(from: readonly [number, number], to: readonly [number, number]): boolean {
  const one = new PressOutside();
  one.begin(box, ...from);
  return one.ends(box, ...to);
}

describe('A dialog', () => {
  it('is closed by a press beside it', () => {
    assert.equal(press(beside, beside), true);
  });

  it('stays where its own empty places are pressed, and where a text in it is marked beyond its edge', () => {
    assert.equal(press(inside, inside), false);
    assert.equal(press(inside, beside), false);
    assert.equal(press(beside, inside), false);
  });

  it('stays at a press of a button by a key, which is nowhere', () => {
    assert.equal(new PressOutside().ends(box, 0, 0), false);
    const after = new PressOutside();
    after.begin(box, ...beside);
    assert.equal(after.ends(box, ...beside), true);
    assert.equal(after.ends(box, 0, 0), false);
  });

  it('hears of presses beside it alone', () => {
    const dialog = Object.assign(new EventTarget(), { getBoundingClientRect: () => box as DOMRect });
    let pressed = 0;
    watchPressesBeside(dialog as unknown as HTMLElement, () => (pressed += 1));
    const pressAt = (from: readonly [number, number], to: readonly [number, number]) => {
      for (const [type, [clientX, clientY]] of Object.entries({ pointerdown: from, click: to }))
        dialog.dispatchEvent(Object.assign(new Event(type), { clientX, clientY }));
      return pressed;
    };
    assert.deepEqual([pressAt(inside, inside), pressAt(inside, beside), pressAt(beside, beside)], [0, 0, 1]);
  });
});
