import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseAudioTag } from '../../internal/media/flv-audio.ts';
import { parseVideoTag } from '../../internal/media/flv-video.ts';
import type { AudioConfig, MediaPacket, VideoConfig } from '../../internal/media/packet.ts';
import { probe, type ProbedPacket, runFfmpeg, withoutFfmpeg, writeCmaf } from '../../internal/media/testing.ts';
import { readEnhancedClip } from './enhanced-clip.ts';
import type { FlvClip } from './flv-clip.ts';
import { type ClipPlan, makeClip, makeClipPlan } from './media-files.ts';

const baseMs = 10_000;

/** What the server makes of the messages. */
function demux(clip: FlvClip) {
  let video: VideoConfig | null = null;
  let audio: AudioConfig | null = null;
  const packets: MediaPacket[] = [];
  for (const { kind, stampMs, body } of [...clip.headers, ...clip.frames]) {
    if (kind === 'video') {
      const tag = parseVideoTag(body, () => video);
      if (tag.kind === 'sequence-header') video = tag.config;
      else if (tag.kind === 'frame') {
        const { isKey, data } = tag;
        const dtsMs = baseMs + stampMs;
        video = tag.config ?? video;
        packets.push({ kind: 'video', dtsMs, ptsMs: dtsMs + tag.compositionMs, isKey, data });
      } else assert.fail(`the picture at ${stampMs} ms is ${tag.kind}`);
    } else {
      const tag = parseAudioTag(body, audio);
      if (tag.kind === 'sequence-header') audio = tag.config;
      else if (tag.kind === 'frames') {
        for (const data of tag.frames) packets.push({ kind: 'audio', ptsMs: baseMs + stampMs, data });
      } else assert.fail(`the sound at ${stampMs} ms is ${tag.kind}`);
    }
  }
  return { tracks: { video: video as VideoConfig | null, audio: audio as AudioConfig | null }, packets };
}

const of = (packets: readonly ProbedPacket[], kind: ProbedPacket['kind']) =>
  packets.filter((packet) => packet.kind === kind);

describe('what an encoder sends by Enhanced RTMP', { skip: withoutFfmpeg }, () => {
  const cases: readonly { plan: Partial<ClipPlan>; codecs: readonly [RegExp, string] }[] = [
    { plan: { codec: 'hevc', audio: 'aac', bFrames: 2 }, codecs: [/^hvc1\.1\.6\.L60\.9\d$/, 'mp4a.40.2'] },
    { plan: { codec: 'av1', audio: 'opus' }, codecs: [/^av01\.0\.0\dM\.08$/, 'opus'] },
    { plan: { codec: 'vp9', audio: 'opus' }, codecs: [/^vp09\.00\.1[01]\.08$/, 'opus'] },
  ];
  for (const { plan, codecs } of cases) {
    test(`goes into CMAF byte by byte, and is named for browsers: ${plan.codec} and ${plan.audio}`, async () => {
      const clipPlan = makeClipPlan({ width: 320, height: 180, seconds: 4, videoKbps: 300, ...plan });
      const path = await makeClip(clipPlan);
      const clip = readEnhancedClip(path, clipPlan.frameRate);
      const { tracks, packets } = demux(clip);
      assert.match(tracks.video?.codecString ?? '', codecs[0]);
      assert.equal(tracks.audio?.codecString, codecs[1]);
      assert.deepEqual([tracks.video?.width, tracks.video?.height], [320, 180]);
      const cmaf = writeCmaf(tracks, packets, 500);
      const [before, after] = [probe(readFileSync(path)), probe(cmaf)];
      for (const kind of ['video', 'audio'] as const) {
        assert.ok(of(before.packets, kind).length >= 120, `${kind}: ${of(before.packets, kind).length} packets`);
        assert.deepEqual(
          of(after.packets, kind).map(({ isKey, hash }) => ({ isKey, hash })),
          of(before.packets, kind).map(({ isKey, hash }) => ({ isKey, hash })),
        );
      }
      runFfmpeg(['-xerror', '-i', 'pipe:0', '-f', 'null', '-'], cmaf);
    });
  }
});
