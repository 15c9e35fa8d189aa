import type { VideoConfig } from './packet.ts';

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

/** The start of an FLV file with video only: header and the first, empty PreviousTagSize (E.2, E.3). */
export function flvVideoHeader(): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, hasVideo, 0, 0, 0, 9, 0, 0, 0, 0]);
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
  const bodyBytes = videoHeaderBytes + payload.length;
  const tag = Buffer.allocUnsafe(tagHeaderBytes + bodyBytes + trailerBytes);
  tag[0] = tagTypeVideo;
  tag.writeUIntBE(bodyBytes, 1, 3);
  tag.writeUIntBE(dtsMs & 0xff_ffff, 4, 3);
  tag[7] = (dtsMs >>> 24) & 0xff;
  tag.writeUIntBE(0, 8, 3);
  tag[tagHeaderBytes] = first;
  tag[tagHeaderBytes + 1] = packetType;
  tag.writeUIntBE(compositionMs & 0xff_ffff, tagHeaderBytes + 2, 3);
  payload.copy(tag, tagHeaderBytes + videoHeaderBytes);
  tag.writeUInt32BE(tagHeaderBytes + bodyBytes, tag.length - trailerBytes);
  return tag;
}
