import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StartProbe } from './start-probe.ts';
import { audioPacket, bothTracks, videoPacket } from './testing.ts';

describe('StartProbe', () => {
  test('still has the codec data when the second picture comes minutes after the first', () => {
    const probe = new StartProbe({ partTargetMs: 500 });
    assert.equal(probe.push({ kind: 'config', tracks: bothTracks }), null);
    assert.equal(probe.push(videoPacket(10_000, { isKey: true })), null);
    for (let frame = 0; frame < 6000; frame += 1) probe.push(audioPacket(10_000 + Math.round((frame * 1024) / 48)));
    assert.notEqual(probe.push(videoPacket(138_000, { isKey: true })), null);
    assert.deepEqual([probe.items[0]?.kind, probe.items.at(-1)?.kind], ['config', 'video']);
    assert.ok(probe.items.length <= 4000, `${probe.items.length} items`);
  });
});
