import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AudioConfig } from '../media/packet.ts';
import { SoundBacklog } from './sound-backlog.ts';

const config: AudioConfig = {
  codec: 'mp3',
  description: Buffer.alloc(0),
  codecString: 'mp4a.40.34',
  sampleRate: 48_000,
  channels: 2,
  samplesPerFrame: 1152,
};

/** Frames of 24 ms from 0 on, each arrived when it begins. */
function filled(frames: number): SoundBacklog {
  const backlog = new SoundBacklog({ config });
  for (let ptsMs = 0; ptsMs < frames * 24; ptsMs += 24) {
    backlog.add({ kind: 'audio', ptsMs, data: Buffer.alloc(384) }, ptsMs);
  }
  return backlog;
}

function times(backlog: SoundBacklog): number[] {
  return backlog.packets.map(({ ptsMs }) => ptsMs);
}

describe('the backlog of sound', () => {
  it('keeps what is not there yet, and six frames before it', () => {
    const backlog = filled(20);
    backlog.forgetBefore(15 * 24);
    assert.deepEqual(
      times(backlog),
      [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((index) => index * 24),
    );
    backlog.forgetBefore(30 * 24);
    assert.equal(times(backlog)[0], 14 * 24);
  });

  it('says where the frames end that arrived by a time', () => {
    const backlog = filled(20);
    assert.equal(backlog.endOfArrived(100), 5 * 24);
    assert.equal(backlog.endOfArrived(-1), null);
    assert.equal(backlog.endMs, 20 * 24);
    assert.equal(new SoundBacklog({ config }).endMs, null);
  });

  it('is bounded', () => {
    assert.equal(filled(10_000).packets.length, 256);
  });
});
