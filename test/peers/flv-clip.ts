import { readFileSync } from 'node:fs';

/** One tag of an FLV file. */
export interface FlvTag {
  readonly kind: 'audio' | 'video' | 'script';
  /** Decoding time in milliseconds from the start of the file. */
  readonly stampMs: number;
  readonly body: Buffer;
  readonly isSequenceHeader: boolean;
  readonly isKey: boolean;
  /** Which picture of the clip a video tag holds, in the order of showing; null for all else. */
  readonly frameNumber: number | null;
}

/** A clip in memory, cut so that it can be sent in a loop without a seam. */
export interface FlvClip {
  readonly frameRate: number;
  readonly frameCount: number;
  readonly durationMs: number;
  /** Metadata and codec data, sent once before the rest. */
  readonly headers: readonly FlvTag[];
  /** Coded frames, by stamp. */
  readonly frames: readonly FlvTag[];
}

const KINDS = { 8: 'audio', 9: 'video', 18: 'script' } as const;

/**
 * Reads what ffmpeg's FLV muxer wrote (Adobe FLV 10.1, annex E): a file of our own making, so it is trusted. `frameRate` is the clip's; it
 * turns presentation times into frame numbers.
 */
export function readFlvClip(path: string, frameRate: number): FlvClip {
  const tags = readTags(readFileSync(path));
  const firstPtsMs = Math.min(...tags.filter(isPicture).map(presentationMs));
  const numbered = tags.map((tag): FlvTag => {
    if (!isPicture(tag)) return tag;
    return { ...tag, frameNumber: Math.round(((presentationMs(tag) - firstPtsMs) * frameRate) / 1000) };
  });
  const frameCount = numbered.filter(isPicture).length;
  const durationMs = (frameCount * 1000) / frameRate;
  const isHeader = (tag: FlvTag) => tag.kind === 'script' || tag.isSequenceHeader;
  return {
    frameRate,
    frameCount,
    durationMs,
    headers: numbered.filter(isHeader),
    frames: numbered.filter((tag) => !isHeader(tag) && (tag.kind === 'video' || tag.stampMs < durationMs)),
  };
}

function isPicture(tag: FlvTag): boolean {
  return tag.kind === 'video' && !tag.isSequenceHeader;
}

function presentationMs(tag: FlvTag): number {
  return tag.stampMs + tag.body.readIntBE(2, 3);
}

function readTags(file: Buffer): FlvTag[] {
  const tags: FlvTag[] = [];
  const headerBytes = file.readUInt32BE(5);
  for (let at = headerBytes + 4; at + 11 <= file.length;) {
    const kind = KINDS[file.readUInt8(at) as keyof typeof KINDS];
    const size = file.readUIntBE(at + 1, 3);
    const stampMs = file.readUIntBE(at + 4, 3) + file.readUInt8(at + 7) * 0x1000000;
    const tag = makeTag(kind, stampMs, file.subarray(at + 11, at + 11 + size));
    if (tag !== null) tags.push(tag);
    at += 11 + size + 4;
  }
  return tags;
}

/** Null for the end-of-sequence tag, which a loop must not repeat in its middle. */
function makeTag(kind: FlvTag['kind'], stampMs: number, body: Buffer): FlvTag | null {
  const isAac = kind === 'audio' && body.readUInt8(0) >> 4 === 10;
  if (kind === 'video' && body.readUInt8(1) === 2) return null;
  const isSequenceHeader = (kind === 'video' || isAac) && body.readUInt8(1) === 0;
  const isKey = kind === 'video' && body.readUInt8(0) >> 4 === 1;
  return { kind, stampMs, body, isSequenceHeader, isKey, frameNumber: null };
}
