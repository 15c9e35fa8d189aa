import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SegmentMemory } from './segment-memory.ts';

/** A segment of parts of such sizes, each filled with a figure of its own. */
function write(memory: SegmentMemory, sizes: readonly number[]): { parts: Buffer[]; whole: Buffer } {
  const parts = sizes.map((size, index) => memory.take(size).fill(index + 1));
  return { parts, whole: memory.join(parts) };
}

function expected(sizes: readonly number[]): Buffer {
  return Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1)));
}

describe('The memory of a segment', () => {
  it('holds parts one after the other, so that the whole is no copy', () => {
    const memory = new SegmentMemory();
    write(memory, [30_000, 30_000, 30_000, 30_000]);
    const { parts, whole } = write(memory, [35_000, 30_000, 30_000, 30_000]);
    assert.deepEqual(whole, expected([35_000, 30_000, 30_000, 30_000]));
    assert.equal(whole.buffer, parts[0]?.buffer);
  });

  it('puts together what was larger than thought, and lets go of a room that is mostly empty', () => {
    const memory = new SegmentMemory();
    for (const sizes of [
      [40_000],
      [90_000, 90_000, 20],
      [900_000, 1, 500_000],
      [600_000, 50_000],
      [200_000],
      [],
      [90_000],
    ]) {
      const { parts, whole } = write(memory, sizes);
      assert.deepEqual(whole, expected(sizes));
      assert.ok(sizes.length === 0 || whole.buffer.byteLength <= 2 * whole.length);
      assert.deepEqual(Buffer.concat(parts), whole);
    }
  });

  it('puts together what others wrote as well, and what it gave in vain', () => {
    const memory = new SegmentMemory();
    write(memory, [10_000, 10_000]);
    memory.take(5_000).fill(9);
    const part = memory.take(10_000).fill(1);
    assert.deepEqual(memory.join([part, Buffer.alloc(8_000, 2)]), expected([10_000, 8_000]));
  });
});
