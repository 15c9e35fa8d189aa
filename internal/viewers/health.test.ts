import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HealthFacts, judgeHealth } from './health.ts';

const good = { bandwidthKbps: 9000, hasErrors: false };
const well: HealthFacts = {
  viewerCount: 4,
  clients: [good, good, good, good],
  cpuPercent: 30,
  ingest: { bitrateKbps: 3000, frameRate: 30, declaredFrameRate: 30, keyFrameIntervalMs: 2000 },
  bitratesKbps: [3000, 1200, 500],
  storageTrouble: null,
  missingRenditions: [],
  warnings: [],
};

const judge = (change: Partial<HealthFacts>) => judgeHealth({ ...well, ...change });

describe('The verdict on health', () => {
  it('says nothing without viewers, without reports, and of a healthy broadcast only that it is', () => {
    assert.equal(judge({ viewerCount: 0, clients: [] }), null);
    assert.equal(judge({ clients: [] }), null);
    assert.deepEqual(judge({}), { healthy: true, healthPercentage: 100, message: '', representation: 100 });
  });

  it('says for how many viewers it speaks', () => {
    assert.equal(judge({ viewerCount: 8 })?.representation, 50);
    assert.equal(judge({ clients: [good, { ...good, bandwidthKbps: null }] })?.representation, 25);
    assert.equal(judge({ viewerCount: 2 })?.representation, 100, 'who has just left still reported');
  });

  it('is bad from a quarter of failing players on', () => {
    const failing = { ...good, hasErrors: true };
    assert.equal(judge({ clients: [...well.clients, failing] })?.healthy, true);
    const bad = judge({ clients: [good, good, good, failing] });
    assert.deepEqual([bad?.healthy, bad?.healthPercentage], [false, 75]);
    assert.match(bad?.message ?? '', /^1 of 4 viewers had playback stand still or fail\./);
  });

  const cases: readonly [string, Partial<HealthFacts>, RegExp, boolean][] = [
    ['a busy processor', { cpuPercent: 93 }, /93 % busy\. Choose fewer or smaller renditions/, false],
    ['a busy processor that encodes nothing', { cpuPercent: 93, bitratesKbps: [3000] }, /End other programs/, false],
    [
      'more inbound than the machine can encode',
      {
        cpuPercent: 82,
        ingest: { bitrateKbps: 12_000, frameRate: 60, declaredFrameRate: 60, keyFrameIntervalMs: 2000 },
      },
      /sends 12 Mbit\/s while the processor is 82 % busy\. Send less/,
      false,
    ],
    [
      'a black picture',
      { warnings: ['The picture has been black for 12 s. Check the scene.', 'There has been no sound.'] },
      /^The picture has been black for 12 s\. Check the scene\.$/,
      true,
    ],
    [
      'slow viewers',
      { clients: [good, good, good, { ...good, bandwidthKbps: 500 }] },
      /\(500 kbit\/s\) is too much for the line of 1 of 4 viewers\. Add a smaller rendition/,
      true,
    ],
    [
      'slow viewers of a source without smaller renditions',
      { bitratesKbps: [3000], clients: [{ ...good, bandwidthKbps: 2000 }] },
      /Switch smaller renditions on/,
      true,
    ],
    [
      'a rendition that was given up',
      {
        missingRenditions: [
          { name: '480p', state: 'lost', reason: 'Ended.' },
          { name: '720p', state: 'shed', reason: 'Given up for now, as the machine is too slow for it.' },
        ],
      },
      /^720p: given up for now, as the machine is too slow for it\.$/,
      true,
    ],
    [
      'a missing ffmpeg, without any viewers',
      {
        viewerCount: 0,
        clients: [],
        missingRenditions: ['720p', '480p'].map((name) => ({
          name,
          state: 'lost' as const,
          reason: 'ffmpeg was not found as "ffmpeg": install it.',
        })),
      },
      /^720p and 480p: ffmpeg was not found as "ffmpeg": install it\. It is tried again\.$/,
      true,
    ],
    [
      'key frames too far apart',
      { ingest: { bitrateKbps: 3000, frameRate: 30, declaredFrameRate: 30, keyFrameIntervalMs: 8333 } },
      /Key frames come 8\.3 s apart.*Set the key frame interval of the encoder to 2 s\./,
      true,
    ],
    [
      'an encoder that drops frames',
      { ingest: { bitrateKbps: 3000, frameRate: 22.4, declaredFrameRate: 30, keyFrameIntervalMs: 2000 } },
      /sends 22\.4 of 30 pictures a second\. Lower its bitrate/,
      true,
    ],
  ];
  for (const [what, change, message, isHealthy] of cases) {
    it(`names ${what}, and what to do`, () => {
      const health = judge(change);
      assert.match(health?.message ?? '', message);
      assert.equal(health?.healthy, isHealthy);
    });
  }

  it('takes nothing amiss while the encoder is away or does not say what it sends', () => {
    assert.equal(judge({ ingest: null })?.message, '');
    const vague = { bitrateKbps: 0, frameRate: 0, declaredFrameRate: null, keyFrameIntervalMs: null };
    assert.equal(judge({ ingest: vague, bitratesKbps: [] })?.message, '');
  });
});
