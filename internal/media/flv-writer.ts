import type { VideoConfig } from './packet.ts';

const tagTypeAudio = 8;
const tagTypeVideo = 9;
const tagHeaderBytes = 11;
/** Frame type, codec, packet type and composition offset (FLV specification, version 10.1, E.4.3.1). */
const videoHeaderBytes = 5;
const trailerBytes = 4;
const keyFrameOfAvc = 0x17;
const interFrameOfAvc = 0x27;
const avcSequenceHeader = 0;
const avcFrame = 1;
const avcEndOfSequence = 2;
const hasVideo = 1;
const hasAudio = 4;
/** MP3 in 16 bit (E.4.2.1). The field for the rate ends at 44.1 kHz: readers take it, as the channels, from the frames themselves. */
const mp3AudioHeader = 0x2f;

/** The start of an FLV file with video only: header and the first, empty PreviousTagSize (E.2, E.3). */
export function flvVideoHeader(): Buffer {
  return header(hasVideo);
}

/** The same for a file with audio only. */
export function flvAudioHeader(): Buffer {
  return header(hasAudio);
}

/** One MP3 frame; the time, rounded to whole milliseconds, has to lie in 0 to 2^31 − 1. */
export function flvMp3FrameTag(frame: { ptsMs: number; data: Buffer }): Buffer {
  return tag(tagTypeAudio, Math.round(frame.ptsMs), Buffer.from([mp3AudioHeader]), frame.data);
}

/** The sequence header, which has to precede the frames. */
export function flvVideoConfigTag(config: VideoConfig, timestampMs: number): Buffer {
  return videoTag(keyFrameOfAvc, avcSequenceHeader, Math.round(timestampMs), 0, config.description);
}

/**
 * One picture. Times are rounded to whole milliseconds; DTS has to lie in 0 to 2^31 − 1, since readers take the field as signed
 * (E.4.1), and at most 8,388 s from PTS.
 */
export function flvVideoFrameTag(frame: { dtsMs: number; ptsMs: number; isKey: boolean; data: Buffer }): Buffer {
  const dtsMs = Math.round(frame.dtsMs);
  const compositionMs = Math.round(frame.ptsMs) - dtsMs;
  return videoTag(frame.isKey ? keyFrameOfAvc : interFrameOfAvc, avcFrame, dtsMs, compositionMs, frame.data);
}

/** Tells the reader that no picture follows, so that it holds none back. */
export function flvVideoEndTag(timestampMs: number): Buffer {
  return videoTag(keyFrameOfAvc, avcEndOfSequence, Math.round(timestampMs), 0, Buffer.alloc(0));
}

function videoTag(first: number, packetType: number, dtsMs: number, compositionMs: number, payload: Buffer): Buffer {
  const start = Buffer.allocUnsafe(videoHeaderBytes);
  start[0] = first;
  start[1] = packetType;
  start.writeUIntBE(compositionMs & 0xff_ffff, 2, 3);
  return tag(tagTypeVideo, dtsMs, start, payload);
}

function header(contents: number): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, contents, 0, 0, 0, 9, 0, 0, 0, 0]);
}

/** A tag (E.4.1) whose body is `start` and `payload`, and the size that follows it. */
function tag(type: number, timestampMs: number, start: Buffer, payload: Buffer): Buffer {
  const bodyBytes = start.length + payload.length;
  const bytes = Buffer.allocUnsafe(tagHeaderBytes + bodyBytes + trailerBytes);
  bytes[0] = type;
  bytes.writeUIntBE(bodyBytes, 1, 3);
  bytes.writeUIntBE(timestampMs & 0xff_ffff, 4, 3);
  bytes[7] = (timestampMs >>> 24) & 0xff;
  bytes.writeUIntBE(0, 8, 3);
  start.copy(bytes, tagHeaderBytes);
  payload.copy(bytes, tagHeaderBytes + start.length);
  bytes.writeUInt32BE(tagHeaderBytes + bodyBytes, bytes.length - trailerBytes);
  return bytes;
}
