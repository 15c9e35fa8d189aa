import type { AudioConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';

/** Identification header of RFC 7845, 5.1, up to the channel mapping family. */
const headBytes = 19;
const magic = Buffer.from('OpusHead', 'latin1');
/** Opus always counts in samples of 48 kHz. */
const sampleRate = 48_000;
const usualFrameSamples = 960;
/** A packet lasts 120 ms at most (RFC 6716, 3.2.5). */
const maximumPacketSamples = 5760;
/** Samples of a frame by the two low bits of the mode's number (RFC 6716, table 2). */
const silkFrames = [480, 960, 1920, 2880];
const celtFrames = [120, 240, 480, 960];

/** Reads an OpusHead, such as the body of an enhanced sequence header. What a packet lasts is known with the first of them. */
export function parseOpusHead(head: Buffer): Parsed<AudioConfig> {
  if (head.length < headBytes || !head.subarray(0, 8).equals(magic) || (head[8] ?? 0) > 15) {
    return { kind: 'malformed', why: 'The Opus header cannot be read.' };
  }
  const channels = head[9] ?? 0;
  const family = head[18] ?? 0;
  const mappingBytes = family === 0 ? 0 : 2 + channels;
  if (channels === 0 || (family === 0 && channels > 2) || head.length < headBytes + mappingBytes) {
    return { kind: 'malformed', why: 'The Opus header has no channels that it can have.' };
  }
  return {
    kind: 'parsed',
    value: {
      codec: 'opus',
      description: specificBox(head, headBytes + mappingBytes),
      codecString: 'opus',
      sampleRate,
      channels,
      samplesPerFrame: usualFrameSamples,
    },
  };
}

/** Samples that a packet lasts, by its first bytes (RFC 6716, 3.1); null when it is none. */
export function opusPacketSamples(packet: Buffer): number | null {
  const [first, second] = packet;
  if (first === undefined) return null;
  const mode = first >> 3;
  const frameSamples = mode < 12 ? silkFrames[mode & 3] : mode < 16 ? silkFrames[mode & 1] : celtFrames[mode & 3];
  const code = first & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (second ?? 0) & 0x3f;
  const samples = frames * (frameSamples ?? 0);
  return samples > 0 && samples <= maximumPacketSamples ? samples : null;
}

/** The header as OpusSpecificBox has it ("Encapsulation of Opus in ISO Base Media File Format", 4.3.2): version 0, big-endian. */
function specificBox(head: Buffer, endBytes: number): Buffer {
  const contents = Buffer.from(head.subarray(8, endBytes));
  contents[0] = 0;
  contents.writeUInt16BE(head.readUInt16LE(10), 2);
  contents.writeUInt32BE(head.readUInt32LE(12), 4);
  contents.writeInt16BE(head.readInt16LE(16), 8);
  return contents;
}
