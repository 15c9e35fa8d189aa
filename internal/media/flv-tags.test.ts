import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseAudioTag } from './flv-audio.ts';
import { parseVideoTag } from './flv-video.ts';
import { parseOpusHead } from './opus.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { parseVp9Configuration } from './vp9.ts';
import { sampleAvcRecord, sampleVideoConfig } from './testing.ts';

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const fourCc = (name: string): string => Buffer.from(name, 'latin1').toString('hex');
const record = sampleAvcRecord.toString('hex');
const idr = '00000002 6588';
const inter = '00000002 419a';
const sequenceHeader = { kind: 'sequence-header', trackId: 0, config: sampleVideoConfig };
const vp9Record = '01000000 000b 80 02 02 02 0000';
/** A VP9 key frame of 320 × 180: the uncompressed header's start. */
const vp9Key = '82 498342 00 13f0 0b30 00';
const opusHead = '4f70757348656164 01 02 3801 80bb0000 0000 00';
/** What `value` of a configuration or header is parsed to. */
function parsed<T>(result: Parsed<T>): T {
  if (result.kind !== 'parsed') throw new Error(JSON.stringify(result));
  return result.value;
}
const vp9Config = parsed(parseVp9Configuration(hex(vp9Record)));
const opusConfig = parsed(parseOpusHead(hex(opusHead)));

describe('parseVideoTag', () => {
  const frame = (nal: string, isKey: boolean, compositionMs: number) => ({
    kind: 'frame',
    trackId: 0,
    isKey,
    compositionMs,
    nanoseconds: 0,
    config: null,
    data: hex(nal),
  });
  const table: readonly [name: string, body: string, expected: object][] = [
    ['an AVC sequence header', `17 00 000000 ${record}`, sequenceHeader],
    ['a key frame', `17 01 000042 ${idr}`, frame(idr, true, 66)],
    ['a negative composition offset', `27 01 ffffdf ${inter}`, frame(inter, false, -33)],
    ['a key frame that the encoder did not mark', `27 01 000000 ${idr}`, frame(idr, true, 0)],
    ['a marked key frame without an IDR picture', `17 01 000000 ${inter}`, frame(inter, false, 0)],
    ['the end of the sequence', '17 02 000000', { kind: 'end-of-sequence' }],
    ['a video command', '57 00', { kind: 'ignorable' }],
    ['nothing', '', { kind: 'ignorable' }],
    ['a frame of no bytes', '27 01 000000', { kind: 'ignorable' }],
    ['messages without a picture', '27 01 000000 00000002 0605', { kind: 'ignorable' }],
    ['Sorenson', '22 00 0000', { kind: 'unsupported', what: 'Sorenson H.263' }],
    ['HEVC in private FLV', '1c 00 000000', { kind: 'unsupported', what: 'HEVC (private FLV codec 12)' }],
    ['an unknown FLV codec', '1f 00 000000', { kind: 'unsupported', what: 'video of FLV codec 15' }],
    ['enhanced avc1: sequence start', `90 ${fourCc('avc1')} ${record}`, sequenceHeader],
    ['enhanced avc1: coded frames', `91 ${fourCc('avc1')} ffffff ${idr}`, frame(idr, true, -1)],
    ['enhanced avc1: coded frames X', `a3 ${fourCc('avc1')} ${inter}`, frame(inter, false, 0)],
    ['enhanced avc1: sequence end', `92 ${fourCc('avc1')}`, { kind: 'end-of-sequence' }],
    ['enhanced metadata', `94 ${fourCc('avc1')} 02000a`, { kind: 'ignorable' }],
    ['an enhanced command', 'd1 00', { kind: 'ignorable' }],
    ['an enhanced command that names a codec', `d0 ${fourCc('avc1')} 00`, { kind: 'ignorable' }],
    ['ModEx of an unknown kind before frames X', `a7 02 000102 13 ${fourCc('avc1')} ${inter}`, frame(inter, false, 0)],
    ['ModEx of a long kind', `a7 ff 0000 09 03 ${fourCc('avc1')} ${inter}`, frame(inter, false, 0)],
    ['one default track in multitrack', `96 00 ${fourCc('avc1')} 00 ${record}`, sequenceHeader],
    ['a second track', `96 00 ${fourCc('avc1')} 01 ${record}`, { ...sequenceHeader, trackId: 1 }],
    [
      'many tracks',
      `96 10 ${fourCc('avc1')} 00`,
      { kind: 'unsupported', what: 'several video tracks in one message (Enhanced RTMP multitrack)' },
    ],
    [
      'nanoseconds of a stamp',
      `a7 02 0f423f 03 ${fourCc('avc1')} ${inter}`,
      { ...frame(inter, false, 0), nanoseconds: 999_999 },
    ],
    ['HEVC frames before their header', `91 ${fourCc('hvc1')} 000000 ${idr}`, { kind: 'ignorable' }],
    ['a VP9 header', `90 ${fourCc('vp09')} ${vp9Record}`, { kind: 'sequence-header', trackId: 0, config: vp9Config }],
    ['VVC', `90 ${fourCc('vvc1')} 01`, { kind: 'unsupported', what: 'VVC (Enhanced RTMP)' }],
    ['an unknown FourCC', '90 41 42 0a 43', { kind: 'unsupported', what: 'the codec "AB?C" (Enhanced RTMP)' }],
  ];
  for (const [name, body, expected] of table) {
    test(`reads ${name}`, () =>
      assert.deepEqual(
        parseVideoTag(hex(body), () => sampleVideoConfig),
        expected,
      ));
  }

  test('drops what is broken, with a reason', () => {
    const broken = [
      '17 00',
      '17 03 000000 00',
      '17 00 000000 0164',
      `17 01 000000 ${idr} 00`,
      '17 01 000000 0000ffff 65',
      '90 6176',
      `91 ${fourCc('avc1')} 00`,
      `95 ${fourCc('avc1')} 00`,
      '97 00',
      '97 ff 00',
      `97 ${'00ff07'.repeat(9)}`,
      '96',
      `96 00 ${fourCc('avc1')}`,
    ];
    for (const body of broken) {
      const tag = parseVideoTag(hex(body), () => sampleVideoConfig);
      assert.equal(tag.kind, 'malformed', body);
      if (tag.kind === 'malformed') assert.match(tag.why, /^[A-Z].*\.$/);
    }
  });

  test('drops a VP9 picture larger than any camera’s, which no container could hold', () => {
    for (const sides of ['0f fff0 0b30', '00 13ff fff0']) {
      const body = hex(`91 ${fourCc('vp09')} 82 498342 ${sides} 00`);
      assert.equal(parseVideoTag(body, () => vp9Config).kind, 'malformed', sides);
    }
  });

  test('ignores frames before the first sequence header', () => {
    assert.deepEqual(
      parseVideoTag(hex(`17 01 000000 ${idr}`), () => null),
      { kind: 'ignorable' },
    );
  });
});

describe('parseAudioTag', () => {
  const config = {
    codec: 'aac',
    description: hex('1190'),
    codecString: 'mp4a.40.2',
    sampleRate: 48_000,
    channels: 2,
    samplesPerFrame: 1024,
  };
  const frames = (bytes: string) => ({ kind: 'frames', config: null, nanoseconds: 0, frames: [hex(bytes)] });
  const unsupported = (what: string) => ({ kind: 'unsupported', what });
  const table: readonly [name: string, body: string, expected: object][] = [
    ['an AAC sequence header', 'af 00 1190', { kind: 'sequence-header', config }],
    ['an AAC frame', 'af 01 2110', frames('2110')],
    ['an AAC header alone', 'af 00', { kind: 'ignorable' }],
    ['nothing', '', { kind: 'ignorable' }],
    ['enhanced mp4a: sequence start', `90 ${fourCc('mp4a')} 1190`, { kind: 'sequence-header', config }],
    ['enhanced mp4a: frames', `91 ${fourCc('mp4a')} 2110`, frames('2110')],
    ['enhanced mp4a: end', `92 ${fourCc('mp4a')}`, { kind: 'end-of-sequence' }],
    ['enhanced channel layout', `94 ${fourCc('mp4a')} 0102`, { kind: 'ignorable' }],
    ['one default track in multitrack', `95 01 ${fourCc('mp4a')} 00 2110`, frames('2110')],
    ['a second track', `95 01 ${fourCc('mp4a')} 01 2110`, { kind: 'ignorable' }],
    ['an Opus header', `90 ${fourCc('Opus')} ${opusHead}`, { kind: 'sequence-header', config: opusConfig }],
    ['an Opus frame of 20 ms', `91 ${fourCc('Opus')} fc 01`, frames('fc01')],
    [
      'an Opus packet of 60 ms',
      `91 ${fourCc('Opus')} ff 03 01`,
      { ...frames('ff0301'), config: { ...opusConfig, samplesPerFrame: 2880 } },
    ],
    ['enhanced FLAC', `90 ${fourCc('fLaC')} 00`, unsupported('FLAC (Enhanced RTMP)')],
    ['enhanced AC-3', `90 ${fourCc('ac-3')} 00`, unsupported('AC-3 (Enhanced RTMP)')],
    ['Speex', 'b2 00', unsupported('Speex')],
    ['Nellymoser', '62 00', unsupported('Nellymoser')],
    ['G.711', '72 00', unsupported('G.711 A-law')],
    ['PCM', '3f 00', unsupported('PCM')],
    ['an unknown format', 'cf 00', unsupported('sound of FLV format 12')],
  ];
  for (const [name, body, expected] of table) {
    test(`reads ${name}`, () => assert.deepEqual(parseAudioTag(hex(body), opusConfig), expected));
  }

  test('takes an Opus header that comes again between packets of 60 ms for the same', () => {
    const longer = { ...opusConfig, samplesPerFrame: 2880 };
    const again = parseAudioTag(hex(`90 ${fourCc('Opus')} ${opusHead}`), longer);
    assert.deepEqual(again, { kind: 'sequence-header', config: longer });
  });

  test('reads MP3, plain, at 8 kHz and enhanced, with the track from the frame', () => {
    const frame = Buffer.concat([hex('fffb9064'), Buffer.alloc(413)]);
    for (const head of ['2f', 'ef', `91 ${fourCc('.mp3')}`]) {
      const tag = parseAudioTag(Buffer.concat([hex(head), frame]), null);
      assert.equal(tag.kind, 'frames');
      if (tag.kind === 'frames') assert.deepEqual([tag.config?.codec, tag.frames], ['mp3', [frame]]);
    }
    assert.equal(parseAudioTag(hex('2f fffb'), null).kind, 'malformed');
  });

  test('drops what is broken', () => {
    for (const body of ['af 02 00', 'af 00 12', `93 ${fourCc('mp4a')} 00`, '90 6d70', '97', '95']) {
      assert.equal(parseAudioTag(hex(body), opusConfig).kind, 'malformed', body);
    }
  });
});

describe('Hostile messages', () => {
  const configs: readonly VideoConfig[] = [
    sampleVideoConfig,
    vp9Config,
    { ...sampleVideoConfig, codec: 'hevc', description: Buffer.alloc(23, 3) },
    { ...sampleVideoConfig, codec: 'av1' },
  ];
  const hevcRecord = `01 01 60000000 900000000000 5d f000 fc fd f8 f8 0000 0f 03 a0 0001 0002 4001 a1 0001 0002 4201 a2 0001 0002 4401`;
  const valid = [
    `17 00 000000 ${record}`,
    `17 01 000042 ${idr}`,
    `90 ${fourCc('avc1')} ${record}`,
    `a7 02 000102 03 ${fourCc('avc1')} ${inter}`,
    `96 00 ${fourCc('avc1')} 00 ${record}`,
    `90 ${fourCc('hvc1')} ${hevcRecord}`,
    `91 ${fourCc('hvc1')} 000000 00000003 260100`,
    `90 ${fourCc('av01')} 81000c00 0a0a 000000 24cf7f8f ffcc 00`,
    `91 ${fourCc('av01')} 1200 3203 100000`,
    `90 ${fourCc('vp09')} ${vp9Record}`,
    `91 ${fourCc('vp09')} ${vp9Key}`,
    `90 ${fourCc('Opus')} ${opusHead}`,
    `91 ${fourCc('Opus')} ff 03 01`,
    'af 00 1190',
    `95 01 ${fourCc('mp4a')} 00 1190`,
    `2f fffb9064 ${'00'.repeat(413)} fffb9064 ${'00'.repeat(413)}`,
  ].map(hex);
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 6 }), fc.nat(900))
    .map(([original, changes, length]) => {
      const body = Buffer.from(original);
      for (const [offset, value] of changes) body[offset % body.length] = value;
      return body.subarray(0, length === 0 ? body.length : length);
    });
  const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const videoKinds = ['sequence-header', 'frame', 'end-of-sequence', 'unsupported', 'malformed', 'ignorable'];
  const audioKinds = ['sequence-header', 'frames', 'end-of-sequence', 'unsupported', 'malformed', 'ignorable'];

  test('never throw, and what comes out is of possible size', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, random), fc.boolean(), (body, hasConfig) => {
        const video = parseVideoTag(body, () => (hasConfig ? configs[body.length % configs.length] : null) ?? null);
        assert.ok(videoKinds.includes(video.kind));
        if (video.kind === 'sequence-header') {
          assert.ok(video.config.width >= 0 && video.config.width <= 16_880);
          assert.ok(video.config.height >= 0 && video.config.height <= 16_880);
        }
        if (video.kind === 'frame') assert.ok(Math.abs(video.compositionMs) <= 2 ** 23);
        const audio = parseAudioTag(body, body.length % 2 === 0 ? opusConfig : null);
        assert.ok(audioKinds.includes(audio.kind));
        if (audio.kind === 'sequence-header') assert.ok(audio.config.sampleRate >= 7350 && audio.config.channels > 0);
        if (audio.kind === 'frames') {
          assert.ok(audio.frames.reduce((sum, frame) => sum + frame.length, 0) <= body.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
