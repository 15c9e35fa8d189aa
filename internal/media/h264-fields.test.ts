import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { arePair, isSingleField, readCodedFields } from './h264-fields.ts';
import { BitWriter, codedFields } from './testing.ts';

const coding = { frameNumberBits: 4, hasColourPlanes: false, isAdaptive: false };

describe('readCodedFields', () => {
  test('reads which fields an access unit brings, and of which frame', () => {
    const read = (...how: Parameters<typeof codedFields>) => readCodedFields(codedFields(...how), 4, coding);
    assert.deepEqual(read(3, ['top']), { frameNumber: 3, hasTop: true, hasBottom: false });
    assert.deepEqual(read(9, ['bottom', 'bottom']), { frameNumber: 9, hasTop: false, hasBottom: true });
    assert.deepEqual(read(0, ['top', 'bottom'], true), { frameNumber: 0, hasTop: true, hasBottom: true });
    assert.equal(read(3, ['frame']), null);
  });

  test('passes over what is no slice, colour planes and emulation prevention', () => {
    const slice = new BitWriter()
      // A picture parameter set of such a number that three zero bytes would follow.
      .unsigned(0, 0, 255)
      .bits(2, 2)
      .bits(0, 12)
      .bits(0b11, 2)
      .bits(0x5555, 16)
      .toNal(0x41);
    const data = Buffer.concat([Buffer.of(0, 0, 0, 2, 0x09, 0xf0), Buffer.of(0, 0, 0, slice.length), slice]);
    const wide = { frameNumberBits: 12, hasColourPlanes: true, isAdaptive: false };
    assert.deepEqual(readCodedFields(data, 4, wide), { frameNumber: 0, hasTop: false, hasBottom: true });
  });

  test('looks at no more slices than the fields of a picture have', () => {
    const read = (slices: number) =>
      readCodedFields(codedFields(3, [...Array<'top'>(slices).fill('top'), 'bottom']), 4, coding);
    assert.deepEqual(read(999), { frameNumber: 3, hasTop: true, hasBottom: true });
    assert.deepEqual(read(1_000), { frameNumber: 3, hasTop: true, hasBottom: false });
  });

  test('makes no field of a slice that is cut short', () => {
    assert.equal(readCodedFields(Buffer.of(0, 0, 0, 2, 0x41, 0x9a), 4, coding), null);
  });
});

test('two fields are a pair when they are the two of one frame', () => {
  const top = { frameNumber: 5, hasTop: true, hasBottom: false };
  const bottom = { frameNumber: 5, hasTop: false, hasBottom: true };
  const both = { frameNumber: 5, hasTop: true, hasBottom: true };
  assert.equal(arePair(top, bottom), true);
  assert.equal(arePair(bottom, top), true);
  assert.equal(arePair(top, top), false);
  assert.equal(arePair(top, { ...bottom, frameNumber: 6 }), false);
  assert.equal(arePair(both, bottom), false);
  assert.deepEqual([isSingleField(top), isSingleField(both)], [true, false]);
});
