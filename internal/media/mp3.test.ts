import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseMp3Header, splitMp3 } from './mp3.ts';

const frame128 = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(413, 1)]);

describe('parseMp3Header', () => {
  const table: readonly [name: string, hex: string, expected: ReturnType<typeof parseMp3Header>][] = [
    [
      'MPEG-1, 44.1 kHz, 128 kbit/s',
      'fffb9064',
      { sampleRate: 44_100, channels: 2, samplesPerFrame: 1152, frameBytes: 417 },
    ],
    ['the same, padded', 'fffb9264', { sampleRate: 44_100, channels: 2, samplesPerFrame: 1152, frameBytes: 418 }],
    ['MPEG-1, 48 kHz, mono', 'fffb94c4', { sampleRate: 48_000, channels: 1, samplesPerFrame: 1152, frameBytes: 384 }],
    [
      'MPEG-2, 22.05 kHz, 64 kbit/s',
      'fff38064',
      { sampleRate: 22_050, channels: 2, samplesPerFrame: 576, frameBytes: 208 },
    ],
    ['MPEG-2.5, 8 kHz, 8 kbit/s', 'ffe318c4', { sampleRate: 8000, channels: 1, samplesPerFrame: 576, frameBytes: 72 }],
    ['no sync word', 'fe7b9064', null],
    ['layer II', 'fffd9064', null],
    ['a reserved version', 'ffeb9064', null],
    ['free format', 'fffb0064', null],
    ['a reserved bit rate', 'fffbf064', null],
    ['a reserved sample rate', 'fffb9c64', null],
    ['three bytes', 'fffb90', null],
  ];
  for (const [name, hex, expected] of table) {
    test(`reads ${name}`, () => assert.deepEqual(parseMp3Header(Buffer.from(hex, 'hex')), expected));
  }
});

describe('splitMp3', () => {
  test('splits a message of several frames and leaves out one cut short', () => {
    const split = splitMp3(Buffer.concat([frame128, frame128, frame128.subarray(0, 100)]));
    assert.deepEqual(split?.frames, [frame128, frame128]);
    assert.equal(split?.config.codecString, 'mp4a.40.34');
    assert.equal(split?.config.sampleRate, 44_100);
  });

  test('refuses a message that begins with no whole frame', () => {
    assert.equal(splitMp3(frame128.subarray(0, 400)), null);
    assert.equal(splitMp3(Buffer.from('ID3')), null);
  });
});
