import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VideoPacket } from '../media/packet.ts';
import { GopCache } from './gop-cache.ts';

function packet(dtsMs: number, isKey: boolean, bytes = 100): VideoPacket {
  return { kind: 'video', dtsMs, ptsMs: dtsMs, isKey, data: Buffer.alloc(bytes) };
}

describe('the GOP cache', () => {
  it('holds what follows the newest key frame, with it', () => {
    const cache = new GopCache();
    for (let dtsMs = 0; dtsMs < 500; dtsMs += 100) cache.add(packet(dtsMs, dtsMs === 100 || dtsMs === 300));
    assert.deepEqual(
      cache.packets.map((held) => held.dtsMs),
      [300, 400],
    );
  });

  it('is empty before the first key frame', () => {
    const cache = new GopCache();
    cache.add(packet(0, false));
    assert.equal(cache.packets.length, 0);
  });

  it('gives a group up that grows too large or too long, until the next key frame', () => {
    for (const [bytes, stepMs] of [
      [3_000_000, 10],
      [10, 7_000],
    ] as const) {
      const cache = new GopCache();
      for (let count = 0; count < 6; count += 1) cache.add(packet(count * stepMs, count === 0, bytes));
      assert.equal(cache.packets.length, 0);
      cache.add(packet(100_000, true));
      assert.equal(cache.packets.length, 1);
    }
  });
});
