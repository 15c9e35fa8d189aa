import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../platform/log.ts';
import { type NumberBlocks, NumberSequence } from './number-sequence.ts';

/** Blocks as a database keeps them: what is reserved survives the sequence that asked. */
function durableBlocks(): NumberBlocks & { next: number } {
  return {
    next: 0,
    reserve(_name, count) {
      const first = this.next;
      this.next += count;
      return first;
    },
    release(_name, next) {
      this.next = next;
    },
  };
}

function sequence(blocks: NumberBlocks): NumberSequence {
  return new NumberSequence({ blocks, log: silentLogger, name: 'test' });
}

describe('NumberSequence', () => {
  test('counts without a hole over the ends of blocks', () => {
    const numbers = sequence(durableBlocks());
    const taken = Array.from({ length: 10_000 }, () => numbers.take());
    assert.deepEqual([taken[0], taken.at(-1)], [0, 9999]);
    assert.equal(new Set(taken).size, 10_000);
  });

  test('goes on where it was after a clean stop', () => {
    const blocks = durableBlocks();
    const first = sequence(blocks);
    first.take();
    first.release();
    assert.equal(sequence(blocks).take(), 1);
  });

  test('never goes back after a crash', () => {
    const blocks = durableBlocks();
    const last = [sequence(blocks)].map((numbers) => (numbers.take(), numbers.take()))[0] ?? 0;
    assert.ok(sequence(blocks).take() > last);
  });

  test('goes on in memory when the disk fails', () => {
    const blocks = durableBlocks();
    const numbers = sequence(blocks);
    for (let count = 0; count < 4096; count += 1) numbers.take();
    blocks.reserve = () => {
      throw new Error('disk full');
    };
    assert.deepEqual([numbers.take(), numbers.take()], [4096, 4097]);
  });
});
