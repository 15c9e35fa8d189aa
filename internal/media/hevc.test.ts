import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseHevcSequence } from './hevc-sps.ts';
import { BitWriter } from './testing.ts';

/** 352 × 144 as x265 writes it: frames, and fields of pictures of 352 × 288. */
const x265Sets = {
  frames: '42010101600000030090000003000003003ca00b080916595952930bc05a02000003000200000300641 0'.replaceAll(' ', ''),
  fields: '42010101600000030040000003000003003ca00b080916595952930bc05a1a000003000200000300641 0'.replaceAll(' ', ''),
} as const;

/** What a sequence parameter set may hold between the size of the picture and what tells of fields. */
interface Shape {
  readonly isProgressive?: boolean;
  readonly isFieldSequence: boolean;
  /** Sub-layers above the first, each with profile and level of its own. */
  readonly subLayers?: number;
  readonly hasEverything?: boolean;
  readonly hasVui?: boolean;
}

function sequence(shape: Shape): Buffer {
  const { isProgressive = false, subLayers = 0, hasEverything = false, hasVui = true } = shape;
  const writer = new BitWriter().bits(0, 4).bits(subLayers, 3).bits(1, 1);
  writer
    .bits(1, 8)
    .bits(0, 32)
    .bits(isProgressive ? 1 : 0, 1)
    .bits(1, 1)
    .bits(0, 46)
    .bits(93, 8);
  if (subLayers > 0) {
    for (let layer = 0; layer < 8; layer += 1) writer.bits(layer < subLayers ? 3 : 0, 2);
    for (let layer = 0; layer < subLayers; layer += 1) writer.bits(0, 32).bits(0, 32).bits(0, 24).bits(93, 8);
  }
  // Number, chroma format, size, no cropping.
  writer.unsigned(0, 1, 1920, 544).bits(1, 1).unsigned(0, 0, 0, 2);
  writer.unsigned(0, 0, 4).bits(hasEverything ? 1 : 0, 1);
  for (let layer = hasEverything ? 0 : subLayers; layer <= subLayers; layer += 1) writer.unsigned(4, 2, 0);
  writer.unsigned(0, 3, 0, 3, 0, 0);
  writer.bits(hasEverything ? 1 : 0, 1);
  if (hasEverything) {
    writer.bits(1, 1);
    for (let size = 0; size < 4; size += 1) {
      for (let matrix = 0; matrix < (size === 3 ? 2 : 6); matrix += 1) {
        // The first of each size is written out, the others are taken over from it.
        if (matrix > 0) writer.bits(0, 1).unsigned(1);
        else
          writer
            .bits(1, 1)
            .unsigned(...Array.from({ length: Math.min(64, 16 << (2 * size)) + (size > 1 ? 1 : 0) }, () => 2));
      }
    }
  }
  writer.bits(0, 2).bits(hasEverything ? 1 : 0, 1);
  if (hasEverything) writer.bits(0x77, 8).unsigned(0, 2).bits(0, 1);
  writeReferenceSets(writer, hasEverything);
  writer.bits(hasEverything ? 1 : 0, 1);
  if (hasEverything) writer.unsigned(2).bits(5, 8).bits(1, 1).bits(9, 8).bits(0, 1);
  writer.bits(0, 2).bits(hasVui ? 1 : 0, 1);
  if (!hasVui) return writer.toNal(0x42, 1);
  writer.bits(hasEverything ? 1 : 0, 1);
  if (hasEverything) writer.bits(255, 8).bits(1, 16).bits(2, 16);
  writer.bits(0, 1).bits(hasEverything ? 1 : 0, 1);
  if (hasEverything) writer.bits(5, 3).bits(0, 1).bits(1, 1).bits(0x01_01_01, 24).bits(1, 1).unsigned(0, 0);
  else writer.bits(0, 1);
  writer
    .bits(0, 1)
    .bits(shape.isFieldSequence ? 1 : 0, 1)
    .bits(1, 1);
  return writer.bits(0, 8).toNal(0x42, 1);
}

/** Two before and one after; then what is predicted from that, without one of them and with the picture itself; then what is predicted from that again. */
function writeReferenceSets(writer: BitWriter, hasEverything: boolean): void {
  if (!hasEverything) return void writer.unsigned(0);
  writer.unsigned(3);
  writer.unsigned(2, 1).unsigned(0).bits(1, 1).unsigned(1).bits(1, 1).unsigned(0).bits(1, 1);
  // -1, -3 and 1, each one less, and the picture itself: -2, -4, 0 (none) and -1.
  writer.bits(1, 1).bits(1, 1).unsigned(0).bits(1, 1).bits(0, 1).bits(1, 1).bits(1, 1).bits(1, 1);
  // Three of those, of which one is not kept, and the picture itself.
  writer.bits(1, 1).bits(0, 1).unsigned(0).bits(1, 1).bits(0, 2).bits(1, 1).bits(1, 1);
}

describe('parseHevcSequence', () => {
  test('reads what x265 writes', () => {
    const read = (hex: string) => parseHevcSequence(Buffer.from(hex, 'hex'));
    assert.deepEqual(read(x265Sets.frames), { width: 352, height: 144, interlacing: null });
    assert.deepEqual(read(x265Sets.fields), { width: 352, height: 144, interlacing: 'fields' });
  });

  test('tells fields that are pictures from those that are woven', () => {
    for (const shape of [{}, { subLayers: 2 }, { hasEverything: true }, { hasEverything: true, subLayers: 1 }]) {
      for (const isFieldSequence of [true, false]) {
        assert.deepEqual(parseHevcSequence(sequence({ ...shape, isFieldSequence })), {
          width: 1920,
          height: 540,
          interlacing: isFieldSequence ? 'fields' : 'woven',
        });
      }
    }
  });

  test('takes a source that says to be both, and one that says no more, for what it can be', () => {
    assert.equal(parseHevcSequence(sequence({ isProgressive: true, isFieldSequence: true }))?.interlacing, null);
    assert.equal(parseHevcSequence(sequence({ isFieldSequence: true, hasVui: false }))?.interlacing, 'woven');
    const cut = sequence({ isFieldSequence: true, hasEverything: true }).subarray(0, 60);
    assert.deepEqual(parseHevcSequence(cut), { width: 1920, height: 540, interlacing: 'woven' });
  });
});
