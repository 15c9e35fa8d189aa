import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceBitrate } from './source-bitrate.ts';

describe('the source’s bitrate', () => {
  it('is the mean so far, without the time in which the encoder was away', () => {
    const bitrate = new SourceBitrate();
    assert.equal(bitrate.kbps, null);
    for (let count = 0; count <= 100; count += 1) {
      const dtsMs = count * 40 + (count > 50 ? 30_000 : 0);
      bitrate.add({ kind: 'video', dtsMs, ptsMs: dtsMs, isKey: false, data: Buffer.alloc(5_000) });
    }
    assert.equal(Math.round(bitrate.kbps ?? 0), 1_000);
  });

  it('is unknown until two seconds were seen', () => {
    const bitrate = new SourceBitrate();
    for (let dtsMs = 0; dtsMs < 1_900; dtsMs += 40) {
      bitrate.add({ kind: 'video', dtsMs, ptsMs: dtsMs, isKey: false, data: Buffer.alloc(5_000) });
    }
    assert.equal(bitrate.kbps, null);
  });
});
