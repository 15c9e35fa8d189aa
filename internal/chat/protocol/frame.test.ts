import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textFrame } from './frame.ts';

/** The text of one whole frame, by the letter of RFC 6455, 5.2; null when it is none. */
function read(frame: Buffer): string | null {
  const [first, short = 0] = frame;
  const isExtended = short === 126 || short === 127;
  const lengthBytes = short === 126 ? 2 : 8;
  const length = isExtended ? Number(BigInt(`0x${frame.toString('hex', 2, 2 + lengthBytes)}`)) : short;
  const payload = frame.subarray(isExtended ? 2 + lengthBytes : 2);
  // FIN, no reserved bits, opcode 1; not masked; the shortest way to write the length.
  const isShortest = !isExtended || length > (short === 126 ? 125 : 65_535);
  return first === 0b1000_0001 && isShortest && payload.length === length ? payload.toString() : null;
}

describe('A text frame', () => {
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) {
    it(`of ${length} characters is read as it was written`, () => {
      const text = 'a'.repeat(length);
      assert.equal(read(textFrame(text)), text);
    });
  }

  it('counts bytes, not characters', () => {
    const text = '🎉ü'.repeat(30);
    assert.equal(read(textFrame(text)), text);
  });
});
