import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSequenceParameters } from './h264-sps.ts';
import { BitWriter } from './testing.ts';

/** 720 by 576 in fields, with that log2_max_frame_num_minus4. */
function fieldsWith(frameNumberCode: number): Buffer {
  return (
    new BitWriter()
      // Main profile at level 3.
      .bits(77, 8)
      .bits(0, 8)
      .bits(30, 8)
      .unsigned(0, frameNumberCode, 2, 1)
      .bits(0, 1)
      .unsigned(44, 17)
      // Fields, not adaptive, no direct inference, no cropping, no VUI.
      .bits(0b00000, 5)
      .toNal(0x67)
  );
}

describe('parseSequenceParameters', () => {
  test('tells how long frame_num is where pictures may be fields', () => {
    const { width, height, fieldCoding } = parseSequenceParameters(fieldsWith(12)) ?? assert.fail();
    assert.deepEqual([width, height, fieldCoding?.frameNumberBits], [720, 576, 16]);
  });

  test('refuses one whose frame_num would be longer than the standard allows: it would be read bit by bit in each slice', () => {
    for (const code of [13, 1000, 2 ** 31]) assert.equal(parseSequenceParameters(fieldsWith(code)), null, String(code));
  });
});
