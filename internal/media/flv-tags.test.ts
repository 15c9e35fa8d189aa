import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseAudioTag } from './flv-audio.ts';
import { parseVideoTag } from './flv-video.ts';
import { sampleAvcRecord, sampleVideoConfig } from './testing.ts';

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const fourCc = (name: string): string => Buffer.from(name, 'latin1').toString('hex');
const record = sampleAvcRecord.toString('hex');
const idr = '00000002 6588';
const inter = '00000002 419a';
const sequenceHeader = { kind: 'sequence-header', config: sampleVideoConfig };

describe('parseVideoTag', () => {
  const frame = (nal: string, isKey: boolean, compositionMs: number) => ({
    kind: 'frame',
    isKey,
    compositionMs,
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
    ['an enhanced command', `d0 ${fourCc('avc1')} 00`, { kind: 'ignorable' }],
    ['ModEx before frames X', `a7 02 000102 03 ${fourCc('avc1')} ${inter}`, frame(inter, false, 0)],
    ['ModEx of a long kind', `a7 ff 0000 09 03 ${fourCc('avc1')} ${inter}`, frame(inter, false, 0)],
    ['one default track in multitrack', `96 00 ${fourCc('avc1')} 00 ${record}`, sequenceHeader],
    [
      'a second track',
      `96 00 ${fourCc('avc1')} 01 ${record}`,
      { kind: 'unsupported', what: 'more than one video track (Enhanced RTMP multitrack)' },
    ],
    [
      'many tracks',
      `96 10 ${fourCc('avc1')} 00`,
      { kind: 'unsupported', what: 'more than one video track (Enhanced RTMP multitrack)' },
    ],
    ['HEVC', `90 ${fourCc('hvc1')} 01`, { kind: 'unsupported', what: 'HEVC (Enhanced RTMP)' }],
    ['AV1', `91 ${fourCc('av01')} 01`, { kind: 'unsupported', what: 'AV1 (Enhanced RTMP)' }],
    ['VP9', `90 ${fourCc('vp09')} 01`, { kind: 'unsupported', what: 'VP9 (Enhanced RTMP)' }],
    ['an unknown FourCC', '90 41 42 0a 43', { kind: 'unsupported', what: 'the codec "AB?C" (Enhanced RTMP)' }],
  ];
  for (const [name, body, expected] of table) {
    test(`reads ${name}`, () => assert.deepEqual(parseVideoTag(hex(body), sampleVideoConfig), expected));
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
      const tag = parseVideoTag(hex(body), sampleVideoConfig);
      assert.equal(tag.kind, 'malformed', body);
      if (tag.kind === 'malformed') assert.match(tag.why, /^[A-Z].*\.$/);
    }
  });

  test('ignores frames before the first sequence header', () => {
    assert.deepEqual(parseVideoTag(hex(`17 01 000000 ${idr}`), null), { kind: 'ignorable' });
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
  const unsupported = (what: string) => ({ kind: 'unsupported', what });
  const table: readonly [name: string, body: string, expected: object][] = [
    ['an AAC sequence header', 'af 00 1190', { kind: 'sequence-header', config }],
    ['an AAC frame', 'af 01 2110', { kind: 'frames', config: null, frames: [hex('2110')] }],
    ['an AAC header alone', 'af 00', { kind: 'ignorable' }],
    ['nothing', '', { kind: 'ignorable' }],
    ['enhanced mp4a: sequence start', `90 ${fourCc('mp4a')} 1190`, { kind: 'sequence-header', config }],
    ['enhanced mp4a: frames', `91 ${fourCc('mp4a')} 2110`, { kind: 'frames', config: null, frames: [hex('2110')] }],
    ['enhanced mp4a: end', `92 ${fourCc('mp4a')}`, { kind: 'end-of-sequence' }],
    ['enhanced channel layout', `94 ${fourCc('mp4a')} 0102`, { kind: 'ignorable' }],
    [
      'one default track in multitrack',
      `95 01 ${fourCc('mp4a')} 00 2110`,
      { kind: 'frames', config: null, frames: [hex('2110')] },
    ],
    [
      'a second track',
      `95 01 ${fourCc('mp4a')} 01 2110`,
      unsupported('more than one audio track (Enhanced RTMP multitrack)'),
    ],
    ['enhanced Opus', `90 ${fourCc('Opus')} 00`, unsupported('Opus (Enhanced RTMP)')],
    ['enhanced FLAC', `90 ${fourCc('fLaC')} 00`, unsupported('FLAC (Enhanced RTMP)')],
    ['enhanced AC-3', `90 ${fourCc('ac-3')} 00`, unsupported('AC-3 (Enhanced RTMP)')],
    ['Speex', 'b2 00', unsupported('Speex')],
    ['Nellymoser', '62 00', unsupported('Nellymoser')],
    ['G.711', '72 00', unsupported('G.711 A-law')],
    ['PCM', '3f 00', unsupported('PCM')],
    ['an unknown format', 'cf 00', unsupported('sound of FLV format 12')],
  ];
  for (const [name, body, expected] of table) {
    test(`reads ${name}`, () => assert.deepEqual(parseAudioTag(hex(body)), expected));
  }

  test('reads MP3, plain, at 8 kHz and enhanced, with the track from the frame', () => {
    const frame = Buffer.concat([hex('fffb9064'), Buffer.alloc(413)]);
    for (const head of ['2f', 'ef', `91 ${fourCc('.mp3')}`]) {
      const tag = parseAudioTag(Buffer.concat([hex(head), frame]));
      assert.equal(tag.kind, 'frames');
      if (tag.kind === 'frames') assert.deepEqual([tag.config?.codec, tag.frames], ['mp3', [frame]]);
    }
    assert.equal(parseAudioTag(hex('2f fffb')).kind, 'malformed');
  });

  test('drops what is broken', () => {
    for (const body of ['af 02 00', 'af 00 12', `93 ${fourCc('mp4a')} 00`, '90 6d70', '97', '95']) {
      assert.equal(parseAudioTag(hex(body)).kind, 'malformed', body);
    }
  });
});

describe('Hostile messages', () => {
  const valid = [
    `17 00 000000 ${record}`,
    `17 01 000042 ${idr}`,
    `90 ${fourCc('avc1')} ${record}`,
    `a7 02 000102 03 ${fourCc('avc1')} ${inter}`,
    `96 00 ${fourCc('avc1')} 00 ${record}`,
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
        const video = parseVideoTag(body, hasConfig ? sampleVideoConfig : null);
        assert.ok(videoKinds.includes(video.kind));
        if (video.kind === 'sequence-header') {
          assert.ok(video.config.width > 0 && video.config.width <= 16_880);
          assert.ok(video.config.height > 0 && video.config.height <= 16_880);
        }
        if (video.kind === 'frame') assert.ok(Math.abs(video.compositionMs) <= 2 ** 23);
        const audio = parseAudioTag(body);
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
