import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lowComplexityConfig, parseAudioSpecificConfig, withPossibleReplication } from './aac.ts';

/** Bits such as `00010 0011 0010 000` as bytes. */
function bytes(bits: string): Buffer {
  const packed = bits.replaceAll(' ', '');
  return Buffer.from((packed.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

describe('parseAudioSpecificConfig', () => {
  const rate44100 = (44_100).toString(2).padStart(24, '0');
  const carried: readonly [
    name: string,
    bits: string,
    codec: string,
    rate: number,
    channels: number,
    samples: number,
  ][] = [
    ['AAC-LC, 48 kHz stereo', '00010 0011 0010 000', 'mp4a.40.2', 48_000, 2, 1024],
    ['AAC-LC, 44.1 kHz mono', '00010 0100 0001 000', 'mp4a.40.2', 44_100, 1, 1024],
    ['AAC-LC in 7.1', '00010 0011 0111 000', 'mp4a.40.2', 48_000, 8, 1024],
    ['AAC-LC of an escaped rate', `00010 1111 ${rate44100} 0010 000`, 'mp4a.40.2', 44_100, 2, 1024],
    ['AAC-LC in frames of 960', '00010 0011 0010 100', 'mp4a.40.2', 48_000, 2, 960],
    ['HE-AAC by its core rate', '00101 0110 0010 0011 00010 000', 'mp4a.40.5', 24_000, 2, 1024],
    [
      'HE-AAC of an escaped extension rate',
      `00101 0111 0010 1111 ${rate44100} 00010 000`,
      'mp4a.40.5',
      22_050,
      2,
      1024,
    ],
    ['HE-AAC v2', '11101 0111 0001 0100 00010 000', 'mp4a.40.29', 22_050, 1, 1024],
    [
      'AAC-LC with a backward compatible extension',
      '00010 0111 0010 000 01010110111 00101 1 0100',
      'mp4a.40.2',
      22_050,
      2,
      1024,
    ],
  ];
  for (const [name, bits, codecString, sampleRate, channels, samplesPerFrame] of carried) {
    test(`reads ${name}`, () => {
      const description = bytes(bits);
      const value = { codec: 'aac', description, codecString, sampleRate, channels, samplesPerFrame } as const;
      assert.deepEqual(parseAudioSpecificConfig(description), { kind: 'parsed', value });
    });
  }

  const refused: readonly [bits: string, what: string][] = [
    ['00001 0011 0010 000', 'AAC Main'],
    ['00100 0011 0010 000', 'AAC LTP'],
    ['10111 0011 0010 000', 'AAC LD'],
    ['11111 001010 0011 0010 000', 'xHE-AAC (USAC)'],
    ['11111 111111 0011 0010 000', 'MPEG-4 audio of object type 95'],
    ['00101 0011 0010 0011 00001 000', 'AAC Main'],
    ['00010 0011 0000 000', 'AAC with its own channel layout (channel configuration 0)'],
    ['00010 0011 1011 000', 'AAC with channel configuration 11'],
  ];
  for (const [bits, what] of refused) {
    test(`names ${what}`, () => {
      assert.deepEqual(parseAudioSpecificConfig(bytes(bits)), { kind: 'unsupported', what });
    });
  }

  test('refuses what is cut short, too long or of no possible rate', () => {
    const tooSlow = (1000).toString(2).padStart(24, '0');
    const bad = [
      Buffer.alloc(0),
      bytes('00010 001'),
      bytes('00010 1101 0010 000'),
      bytes(`00010 1111 ${tooSlow} 0010 000`),
    ];
    for (const description of [...bad, Buffer.alloc(2000, 0x12)]) {
      assert.equal(parseAudioSpecificConfig(description).kind, 'malformed');
    }
  });
});

describe('withPossibleReplication', () => {
  const extended = (bits: string): string | null => {
    const parsed = parseAudioSpecificConfig(bytes(bits));
    if (parsed.kind !== 'parsed') return null;
    const { description, ...rest } = withPossibleReplication(parsed.value);
    const { description: before, ...restBefore } = parsed.value;
    assert.deepEqual(rest, restBefore);
    return description.equals(before) ? null : description.toString('hex');
  };

  test('says of AAC-LC of a low rate that there may be more than it says', () => {
    assert.equal(
      extended('00010 0110 0010 000'),
      bytes('00010 0110 0010 000 01010110111 00101 1 0011').toString('hex'),
    );
    assert.equal(
      extended('00010 0111 0001 000'),
      bytes('00010 0111 0001 000 01010110111 00101 1 0100').toString('hex'),
    );
    assert.equal(
      extended('00010 1011 0010 000'),
      bytes('00010 1011 0010 000 01010110111 00101 1 1000').toString('hex'),
    );
  });

  const left: readonly [name: string, bits: string][] = [
    ['AAC-LC of a usual rate', '00010 0011 0010 000'],
    ['32 kHz, of which there is no double', '00010 0101 0010 000'],
    ['frames of 960', '00010 0110 0010 100'],
    ['HE-AAC that says so', '00101 0110 0010 0011 00010 000'],
    ['HE-AAC v2 that says so', '11101 0110 0001 0011 00010 000'],
    ['HE-AAC that says so in the backward compatible way', '00010 0110 0010 000 01010110111 00101 1 0011'],
  ];
  for (const [name, bits] of left) {
    test(`leaves ${name}`, () => assert.equal(extended(bits), null));
  }
});

describe('lowComplexityConfig', () => {
  const written: readonly [name: string, rate: number, channels: number, bits: string][] = [
    ['48 kHz stereo', 48_000, 2, '00010 0011 0010 000'],
    ['44.1 kHz mono', 44_100, 1, '00010 0100 0001 000'],
    ['8 kHz mono', 8_000, 1, '00010 1011 0001 000'],
  ];
  for (const [name, rate, channels, bits] of written) {
    test(`writes ${name}`, () => {
      const config = lowComplexityConfig(rate, channels);
      assert.deepEqual(config?.description, bytes(bits));
      const { codecString, sampleRate, samplesPerFrame } = config;
      assert.deepEqual(
        { codecString, sampleRate, channels: config.channels, samplesPerFrame },
        { codecString: 'mp4a.40.2', sampleRate: rate, channels, samplesPerFrame: 1024 },
      );
    });
  }

  test('knows every rate of MP3', () => {
    for (const rate of [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]) {
      assert.equal(lowComplexityConfig(rate, 2)?.sampleRate, rate);
    }
  });

  test('is null for a rate that AAC does not have', () => {
    assert.equal(lowComplexityConfig(44_000, 2), null);
  });
});
