import type { AudioConfig } from './packet.ts';

/** One MPEG audio layer III frame, as its header describes it. */
export interface Mp3Header {
  readonly sampleRate: number;
  readonly channels: number;
  /** 1152 for MPEG-1, 576 for the low rates of MPEG-2 and 2.5. */
  readonly samplesPerFrame: number;
  /** Length of the whole frame, header included. */
  readonly frameBytes: number;
}

const versionMpeg1 = 3;
const versionReserved = 1;
const layerThree = 1;
/** kbit/s by bitrate index (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3); 0 is free format, which is not carried. */
const bitratesMpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitratesMpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const sampleRatesMpeg1 = [44_100, 48_000, 32_000];
/** Divisor of the MPEG-1 rates by version: 2.5, reserved, 2, 1. */
const rateDivisors = [4, 0, 2, 1];
/**
 * MP3 in MP4 by RFC 6381, with the object type of ISO/IEC 14496-3, table 1.17. Some players take it; Chromium's Media Source Extensions
 * refuse it by this and by every other name, so MP3 is turned into AAC before it comes to a playlist.
 */
const mp3CodecString = 'mp4a.40.34';
/** More frames than fit one message of a sane encoder; the rest is dropped. */
const maximumFrames = 64;

/** Reads the four bytes of a frame header at `offset`; null when there is none. */
export function parseMp3Header(bytes: Buffer, offset = 0): Mp3Header | null {
  if (offset + 4 > bytes.length) return null;
  const word = bytes.readUInt32BE(offset);
  const version = (word >>> 19) & 3;
  const isSync = word >>> 21 === 0x7ff;
  if (!isSync || version === versionReserved || ((word >>> 17) & 3) !== layerThree) return null;
  const isMpeg1 = version === versionMpeg1;
  const bitrateKbps = (isMpeg1 ? bitratesMpeg1 : bitratesMpeg2)[(word >>> 12) & 15] ?? 0;
  const fullRate = sampleRatesMpeg1[(word >>> 10) & 3];
  if (bitrateKbps === 0 || fullRate === undefined) return null;
  const sampleRate = fullRate / (rateDivisors[version] ?? 1);
  const samplesPerFrame = isMpeg1 ? 1152 : 576;
  const padding = (word >>> 9) & 1;
  const frameBytes = Math.floor((samplesPerFrame * bitrateKbps * 125) / sampleRate) + padding;
  const channels = ((word >>> 6) & 3) === 3 ? 1 : 2;
  return { sampleRate, channels, samplesPerFrame, frameBytes };
}

/** What the bytes of one message hold: whole frames of one kind, and the track they make. */
export interface Mp3Frames {
  readonly config: AudioConfig;
  readonly frames: readonly Buffer[];
}

/** Splits a message into whole frames, as some encoders send several at once; null when it does not begin with a whole one. */
export function splitMp3(bytes: Buffer): Mp3Frames | null {
  const first = parseMp3Header(bytes);
  if (first === null) return null;
  const frames: Buffer[] = [];
  let offset = 0;
  while (frames.length < maximumFrames) {
    const header = parseMp3Header(bytes, offset);
    if (header === null || header.sampleRate !== first.sampleRate || header.channels !== first.channels) break;
    if (header.frameBytes > bytes.length - offset) break;
    frames.push(bytes.subarray(offset, offset + header.frameBytes));
    offset += header.frameBytes;
  }
  return frames.length === 0 ? null : { config: configOf(first), frames };
}

function configOf(header: Mp3Header): AudioConfig {
  return {
    codec: 'mp3',
    description: Buffer.alloc(0),
    codecString: mp3CodecString,
    sampleRate: header.sampleRate,
    channels: header.channels,
    samplesPerFrame: header.samplesPerFrame,
  };
}
