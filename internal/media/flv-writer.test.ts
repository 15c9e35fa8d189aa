import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAudioTag } from './flv-audio.ts';
import {
  flvAudioHeader,
  flvMp3FrameTag,
  flvVideoConfigTag,
  flvVideoEndTag,
  flvVideoFrameTag,
  flvVideoHeader,
} from './flv-writer.ts';
import { parseVideoTag } from './flv-video.ts';
import type { VideoPacket } from './packet.ts';
import { demuxFlv, makeFlv, probe, readFlv, withoutFfmpeg } from './testing.ts';

describe('The FLV writer', () => {
  test('writes stamps of 32 bits and signed composition offsets', () => {
    const data = Buffer.from([0, 0, 0, 2, 0x41, 0x9a]);
    const tag = flvVideoFrameTag({ dtsMs: 2 ** 31 - 2.4, ptsMs: 2 ** 31 - 43.4, isKey: false, data });
    const [read] = readFlv(Buffer.concat([flvVideoHeader(), tag]));
    assert.equal(read?.timestampMs, 2 ** 31 - 2);
    assert.equal(read?.body[0], 0x27);
    assert.equal(read?.body.readIntBE(2, 3), -41);
    assert.deepEqual(read?.body.subarray(5), data);
    assert.equal(tag.readUInt32BE(tag.length - 4), tag.length - 4);
  });

  test('ends the sequence with a tag that is read as the end', () => {
    const [read] = readFlv(Buffer.concat([flvVideoHeader(), flvVideoEndTag(5)]));
    assert.deepEqual(
      parseVideoTag(read?.body ?? Buffer.alloc(0), () => null),
      { kind: 'end-of-sequence' },
    );
  });

  test('writes MP3 that is read back', { skip: withoutFfmpeg }, () => {
    const { packets } = demuxFlv(makeFlv(null, ['-c:a', 'libmp3lame', '-ar', '48000']), 0);
    const file = Buffer.concat([flvAudioHeader(), ...packets.map((packet) => flvMp3FrameTag(packet))]);
    assert.equal(file[4], 4);
    for (const [index, { type, timestampMs, body }] of readFlv(file).entries()) {
      const tag = parseAudioTag(body, null);
      assert.deepEqual(
        { type, timestampMs, kind: tag.kind },
        { type: 8, timestampMs: packets[index]?.ptsMs, kind: 'frames' },
      );
      assert.deepEqual(tag.kind === 'frames' ? tag.frames : [], [packets[index]?.data]);
    }
    assert.equal(probe(file).streams[0]?.['sample_rate'], '48000');
  });

  test('gives ffprobe the frames that went in', { skip: withoutFfmpeg }, () => {
    const source = makeFlv(['-bf', '2', '-preset', 'veryfast'], null);
    const { tracks, packets } = demuxFlv(source, 0);
    assert.ok(tracks.video);
    const copy = [flvVideoHeader(), flvVideoConfigTag(tracks.video, 0)];
    for (const packet of packets) copy.push(flvVideoFrameTag(packet as VideoPacket));
    copy.push(flvVideoEndTag(2000));
    assert.deepEqual(probe(Buffer.concat(copy)).packets, probe(source).packets);
  });
});
