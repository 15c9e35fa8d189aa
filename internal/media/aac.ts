import { BitReader } from './bit-reader.ts';
import type { AudioConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';

/** ISO/IEC 14496-3, table 1.18; 15 is an escape to 24 bits. */
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const sampleRateEscape = 15;
/** Channels of configurations 1 to 7 (table 1.19). */
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8];

const objectTypeLowComplexity = 2;
const objectTypeSpectralBandReplication = 5;
const objectTypeParametricStereo = 29;
/** What else table 1.17 knows and no browser plays, by name. */
const unsupportedObjectTypes: Readonly<Record<number, string>> = {
  1: 'AAC Main',
  3: 'AAC SSR',
  4: 'AAC LTP',
  17: 'error resilient AAC LC',
  23: 'AAC LD',
  34: 'MP3 inside an AAC track',
  39: 'AAC ELD',
  42: 'xHE-AAC (USAC)',
};
const maximumConfigBytes = 1024;
const syncExtensionType = 0x2b7;
/** HE-AAC codes half the rate that comes out, and more than 48 kHz come out nowhere. */
const highestHalvedRate = 24_000;

/**
 * Reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): AAC-LC, or HE-AAC and HE-AAC v2 signalled hierarchically; signalled in the
 * backward compatible way they go by AAC-LC, as their configuration does. The rate is that of the core, in which the samples of a frame are counted.
 */
export function parseAudioSpecificConfig(bytes: Buffer): Parsed<AudioConfig> {
  if (bytes.length > maximumConfigBytes)
    return { kind: 'malformed', why: 'The AAC configuration is longer than 1 kB.' };
  const reader = new BitReader(bytes);
  const declaredType = readObjectType(reader);
  const sampleRate = readSampleRate(reader);
  const channelConfiguration = reader.bits(4);
  const isExtended = declaredType === objectTypeSpectralBandReplication || declaredType === objectTypeParametricStereo;
  if (isExtended) readSampleRate(reader);
  const coreType = isExtended ? readObjectType(reader) : declaredType;
  if (reader.overrun || sampleRate === null) return { kind: 'malformed', why: 'The AAC configuration cannot be read.' };
  if (coreType !== objectTypeLowComplexity) {
    return { kind: 'unsupported', what: unsupportedObjectTypes[coreType] ?? `MPEG-4 audio of object type ${coreType}` };
  }
  if (channelConfiguration === 0) {
    return { kind: 'unsupported', what: 'AAC with its own channel layout (channel configuration 0)' };
  }
  const channels = channelCounts[channelConfiguration];
  if (channels === undefined) {
    return { kind: 'unsupported', what: `AAC with channel configuration ${channelConfiguration}` };
  }
  const hasShortFrames = reader.flag();
  return {
    kind: 'parsed',
    value: {
      codec: 'aac',
      description: bytes,
      codecString: `mp4a.40.${declaredType}`,
      sampleRate,
      channels,
      samplesPerFrame: hasShortFrames ? 960 : 1024,
    },
  };
}

/** An AudioSpecificConfig in its two-byte form, which fits rates of table 1.18 and channel configurations up to 7. */
export function writeAudioSpecificConfig(fields: {
  readonly objectType: number;
  readonly rateIndex: number;
  readonly channelConfiguration: number;
}): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE((fields.objectType << 11) | (fields.rateIndex << 7) | (fields.channelConfiguration << 3));
  return bytes;
}

/** The track that an encoder of AAC-LC makes at that rate, with 1 to 6 channels; null when AAC has no such rate. */
export function lowComplexityConfig(sampleRate: number, channels: number): AudioConfig | null {
  const rateIndex = sampleRates.indexOf(sampleRate);
  if (rateIndex < 0) return null;
  const description = writeAudioSpecificConfig({
    objectType: objectTypeLowComplexity,
    rateIndex,
    channelConfiguration: channels,
  });
  const parsed = parseAudioSpecificConfig(description);
  return parsed.kind === 'parsed' ? parsed.value : null;
}

/**
 * The track of an encoder's AAC-LC, which at a low rate may be HE-AAC that does not say so (implicit signalling, 1.6.5.3): decoders of browsers believe the
 * configuration, and leave out the upper half of the sound. So it says in the backward compatible way that there may be more: what is AAC-LC alone sounds the
 * same, at twice the rate (4.6.18.5), and who knows no HE-AAC reads no further than before. All else is left as it is.
 */
export function withPossibleReplication(config: AudioConfig): AudioConfig {
  const { codec, description, sampleRate } = config;
  const rateIndex = sampleRates.indexOf(2 * sampleRate);
  // Frames of 1024 samples and nothing else in the last three bits; table 1.18 has the rate, and it is all there is.
  const isPlain = description.length === 2 && ((description[1] ?? 0) & 7) === 0;
  if (codec !== 'aac' || !isPlain || sampleRate > highestHalvedRate || rateIndex < 0) return config;
  // syncExtensionType, the object type, sbrPresentFlag and the rate that comes out: 21 bits, and three to fill the byte.
  const extension = (syncExtensionType << 10) | (objectTypeSpectralBandReplication << 5) | (1 << 4) | rateIndex;
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(extension << 3, 0, 3);
  return { ...config, description: Buffer.concat([description, bytes]) };
}

/** GetAudioObjectType (table 1.16). */
function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readSampleRate(reader: BitReader): number | null {
  const index = reader.bits(4);
  if (index !== sampleRateEscape) return sampleRates[index] ?? null;
  const rate = reader.bits(24);
  return rate >= 7_350 && rate <= 96_000 ? rate : null;
}
