import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { VideoPacket } from '../media/packet.ts';
import { InputQueue } from './input-queue.ts';

function packet(dtsMs: number, isKey: boolean, bytes = 100): VideoPacket {
  return { kind: 'video', dtsMs, ptsMs: dtsMs, isKey, data: Buffer.alloc(bytes) };
}

function drain(queue: InputQueue): number[] {
  const times: number[] = [];
  for (let next = queue.shift(); next !== null; next = queue.shift()) times.push(next.dtsMs);
  return times;
}

describe('the input queue', () => {
  it('gives packets in their order, from the first key frame on', () => {
    const queue = new InputQueue();
    for (const [dtsMs, isKey] of [
      [0, false],
      [33, true],
      [66, false],
    ] as const)
      queue.push(packet(dtsMs, isKey));
    assert.deepEqual(drain(queue), [33, 66]);
    assert.equal(queue.droppedFrames, 0);
  });

  it('skips to the newest key frame when more than 3 s wait', () => {
    const queue = new InputQueue();
    for (let dtsMs = 0; dtsMs <= 3_100; dtsMs += 100) queue.push(packet(dtsMs, dtsMs % 1_000 === 0));
    assert.equal(queue.overflows, 1);
    assert.deepEqual(drain(queue), [3_000, 3_100]);
    assert.equal(queue.droppedFrames, 30);
  });

  it('drops everything up to the next key frame when none waits', () => {
    const queue = new InputQueue();
    for (let dtsMs = 0; dtsMs <= 4_000; dtsMs += 100) queue.push(packet(dtsMs, dtsMs === 0 || dtsMs === 3_800));
    assert.deepEqual(drain(queue), [3_800, 3_900, 4_000]);
  });

  it('skips as well when more than 4 MB wait', () => {
    const queue = new InputQueue();
    for (let dtsMs = 0; dtsMs < 500; dtsMs += 100) queue.push(packet(dtsMs, dtsMs % 200 === 0, 1_000_000));
    assert.equal(queue.overflows, 1);
    assert.deepEqual(drain(queue), [400]);
  });

  it('lets a backlog exceed the bounds until it has been worked off', () => {
    const queue = new InputQueue();
    queue.prime(Array.from({ length: 100 }, (_, count) => packet(count * 100, count === 0)));
    queue.push(packet(10_000, false));
    assert.equal(queue.overflows, 0);
    assert.equal(drain(queue).length, 101);
    for (let dtsMs = 20_000; dtsMs <= 23_100; dtsMs += 100) queue.push(packet(dtsMs, dtsMs === 20_000));
    assert.equal(queue.overflows, 1);
  });

  it('never holds more than its bounds, and after a gap always goes on with a key frame', () => {
    const steps = fc.array(
      fc.record({
        stepMs: fc.integer({ min: 1, max: 900 }),
        isKey: fc.boolean(),
        bytes: fc.integer({ min: 0, max: 2_000_000 }),
        takes: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const queue = new InputQueue();
        const given: VideoPacket[] = [];
        const taken: VideoPacket[] = [];
        let dtsMs = 0;
        for (const { stepMs, isKey, bytes, takes } of list) {
          dtsMs += stepMs;
          given.push(packet(dtsMs, isKey, bytes));
          queue.push(given.at(-1) ?? packet(0, true));
          for (let count = 0; count < takes; count += 1) taken.push(...[queue.shift()].filter((next) => next !== null));
        }
        const waiting: VideoPacket[] = [];
        for (let next = queue.shift(); next !== null; next = queue.shift()) waiting.push(next);
        assert.ok((waiting.at(-1)?.dtsMs ?? 0) - (waiting[0]?.dtsMs ?? 0) <= 3_000);
        assert.ok(waiting.reduce((sum, next) => sum + next.data.length, 0) <= 4 * 1024 * 1024);
        let expected = -1;
        for (const next of [...taken, ...waiting]) {
          const position = given.indexOf(next);
          assert.ok(position > expected);
          assert.ok(position === expected + 1 && expected >= 0 ? true : next.isKey);
          expected = position;
        }
      }),
    );
  });
});
