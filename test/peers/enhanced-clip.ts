import { readFileSync } from 'node:fs';
import { readBoxes } from '../checker/media-reader.ts';
import type { FlvClip, FlvTag } from './flv-clip.ts';

/** What Enhanced RTMP calls the codec of an MP4 sample entry, and the box in the entry that is its sequence header. */
const videoEntries: Readonly<
  Record<string, { readonly fourCc: string; readonly box: string; readonly hasOffset: boolean }>
> = {
  avc1: { fourCc: 'avc1', box: 'avcC', hasOffset: true },
  hvc1: { fourCc: 'hvc1', box: 'hvcC', hasOffset: true },
  av01: { fourCc: 'av01', box: 'av1C', hasOffset: false },
  vp09: { fourCc: 'vp09', box: 'vpcC', hasOffset: false },
};

const packetSequenceStart = 0;
const packetFrames = 1;
const packetMultitrack = 6;
const visualEntryBytes = 78;
const audioEntryBytes = 28;

interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  readonly entry: string;
  readonly fourCc: string;
  readonly sequenceHeader: Buffer;
  readonly hasOffset: boolean;
}

interface Sample {
  readonly dtsMs: number;
  readonly ptsMs: number;
  readonly isKey: boolean;
  readonly data: Buffer;
}

/**
 * Reads a fragmented MP4 of ffmpeg's making and makes of it what an encoder sends by Enhanced RTMP, by the layout that its specification
 * gives: no code of the product has a part in it. Frames are numbered in the order of showing.
 */
export function readEnhancedClip(path: string, frameRate: number): FlvClip {
  const file = readFileSync(path);
  const top = readBoxes(file);
  const moov = top.find(({ type }) => type === 'moov');
  if (moov === undefined) throw new Error(`${path} has no moov`);
  const tracks = readBoxes(moov.body).flatMap(({ type, body }) => (type === 'trak' ? [readTrack(body)] : []));
  const samples = new Map(tracks.map((track) => [track.id, readSamples(top, track)]));
  const headers: FlvTag[] = [];
  const frames: FlvTag[] = [];
  let frameCount = 0;
  for (const track of tracks) {
    headers.push(tagOf(track, { type: packetSequenceStart, stampMs: 0, isKey: true, payload: track.sequenceHeader }));
    const own = samples.get(track.id) ?? [];
    const firstMs = Math.min(...own.map(({ ptsMs }) => ptsMs));
    for (const { dtsMs, ptsMs, isKey, data } of own) {
      const offset = Buffer.alloc(track.hasOffset ? 3 : 0);
      const stampMs = Math.round(dtsMs - firstMs + 100);
      if (track.hasOffset) offset.writeIntBE(Math.round(ptsMs - firstMs + 100) - stampMs, 0, 3);
      const tag = tagOf(track, { type: packetFrames, stampMs, isKey, payload: Buffer.concat([offset, data]) });
      const frameNumber = track.kind === 'video' ? Math.round(((ptsMs - firstMs) * frameRate) / 1000) : null;
      frames.push({ ...tag, frameNumber });
    }
    if (track.kind === 'video') frameCount = own.length;
  }
  frames.sort((a, b) => a.stampMs - b.stampMs);
  return { frameRate, frameCount, durationMs: (frameCount * 1000) / frameRate, headers, frames };
}

function tagOf(track: Track, message: { type: number; stampMs: number; isKey: boolean; payload: Buffer }): FlvTag {
  const { kind, fourCc } = track;
  const { stampMs, type, payload } = message;
  const isSequenceHeader = type === packetSequenceStart;
  const isKey = kind === 'video' && message.isKey;
  if (track.entry === 'mp4a') {
    const body = Buffer.concat([Buffer.from([0xaf, type]), payload]);
    return { kind, stampMs, body, isSequenceHeader, isKey, frameNumber: null };
  }
  const high = kind === 'video' ? 0x80 | (isKey ? 0x10 : 0x20) : 0x90;
  const name = Buffer.from(fourCc, 'latin1');
  const head = Buffer.concat([Buffer.from([high | type]), name]);
  return { kind, stampMs, body: Buffer.concat([head, payload]), isSequenceHeader, isKey, frameNumber: null };
}

function bodyOf(data: Buffer, ...path: readonly string[]): Buffer {
  let body = data;
  for (const name of path) {
    const found = readBoxes(body).find(({ type }) => type === name);
    if (found === undefined) throw new Error(`${path.join('/')} is missing`);
    body = found.body;
  }
  return body;
}

function readTrack(trak: Buffer): Track {
  const id = bodyOf(trak, 'tkhd').readUInt32BE(12);
  const timescale = bodyOf(trak, 'mdia', 'mdhd').readUInt32BE(12);
  const [entry] = readBoxes(bodyOf(trak, 'mdia', 'minf', 'stbl', 'stsd').subarray(8));
  if (entry === undefined) throw new Error('stsd is empty');
  const video = videoEntries[entry.type];
  if (video !== undefined) {
    const sequenceHeader = bodyOf(entry.body.subarray(visualEntryBytes), video.box);
    return {
      id,
      kind: 'video',
      timescale,
      entry: entry.type,
      sequenceHeader,
      fourCc: video.fourCc,
      hasOffset: video.hasOffset,
    };
  }
  const inside = entry.body.subarray(audioEntryBytes);
  const isOpus = entry.type === 'Opus';
  const sequenceHeader = isOpus ? opusHead(bodyOf(inside, 'dOps')) : audioSpecificConfig(bodyOf(inside, 'esds'));
  return { id, kind: 'audio', timescale, entry: entry.type, sequenceHeader, fourCc: entry.type, hasOffset: false };
}

/** RFC 7845's header, little-endian, out of the box that says the same big-endian. */
function opusHead(box: Buffer): Buffer {
  const head = Buffer.concat([Buffer.from('OpusHead', 'latin1'), box]);
  head[8] = 1;
  head.writeUInt16LE(box.readUInt16BE(2), 10);
  head.writeUInt32LE(box.readUInt32BE(4), 12);
  head.writeInt16LE(box.readInt16BE(8), 16);
  return head;
}

/** ffmpeg writes descriptor 5 with a size in four bytes. */
function audioSpecificConfig(esds: Buffer): Buffer {
  const at = esds.indexOf(Buffer.from([5, 0x80, 0x80, 0x80]));
  if (at < 0) throw new Error('esds has no descriptor 5');
  return esds.subarray(at + 5, at + 5 + (esds[at + 4] ?? 0));
}

function readSamples(top: ReturnType<typeof readBoxes>, track: Track): Sample[] {
  const samples: Sample[] = [];
  for (const [index, { type, body }] of top.entries()) {
    if (type !== 'moof') continue;
    const mdat = top[index + 1]?.body ?? Buffer.alloc(0);
    // Offsets in runs count from the moof, whose box head and the mdat's come before the data.
    const dataAt = body.length + 16;
    for (const box of readBoxes(body)) {
      if (box.type === 'traf') samples.push(...readFragment(box.body, track, mdat, dataAt));
    }
  }
  return samples;
}

function readFragment(traf: Buffer, track: Track, mdat: Buffer, dataAt: number): Sample[] {
  const header = bodyOf(traf, 'tfhd');
  if (header.readUInt32BE(4) !== track.id) return [];
  const fields = { at: 8, flags: header.readUInt32BE(0) & 0xff_ffff };
  const next = (data: Buffer, flag: number): number | null => {
    if ((fields.flags & flag) === 0) return null;
    fields.at += 4;
    return data.readInt32BE(fields.at - 4);
  };
  const defaults = [0x2, 0x8, 0x10, 0x20].map((flag) => next(header, flag) ?? 0);
  const run = bodyOf(traf, 'trun');
  const count = run.readUInt32BE(4);
  fields.at = 8;
  fields.flags = run.readUInt32BE(0) & 0xff_ffff;
  let offset = (next(run, 0x1) ?? dataAt) - dataAt;
  const firstFlags = next(run, 0x4);
  let time = Number(bodyOf(traf, 'tfdt').readBigUInt64BE(4));
  const samples: Sample[] = [];
  for (let index = 0; index < count; index += 1) {
    const duration = next(run, 0x100) ?? defaults[1] ?? 0;
    const size = next(run, 0x200) ?? defaults[2] ?? 0;
    const flags = next(run, 0x400) ?? (index === 0 ? firstFlags : null) ?? defaults[3] ?? 0;
    const composition = next(run, 0x800) ?? 0;
    const toMs = 1000 / track.timescale;
    const data = mdat.subarray(offset, offset + size);
    samples.push({ dtsMs: time * toMs, ptsMs: (time + composition) * toMs, isKey: (flags & 0x1_0000) === 0, data });
    offset += size;
    time += duration;
  }
  return samples;
}

/** A clip of H.264 with another one's pictures beside its own, as OBS sends further tracks: one to a message, after the main one's. */
export function withFurtherTrack(main: FlvClip, other: FlvClip, trackId: number): FlvClip {
  const further = (tags: readonly FlvTag[]) =>
    tags
      .filter(({ kind }) => kind === 'video')
      .map((tag) => ({ ...tag, frameNumber: null, body: asTrack(tag.body, trackId) }));
  const frames = [...main.frames, ...further(other.frames)].toSorted((a, b) => a.stampMs - b.stampMs);
  return { ...main, headers: [...main.headers, ...further(other.headers)], frames };
}

/** The message of a picture as the only one (FLV, E.4.3), made one of a further track: a header loses its composition offset. */
function asTrack(body: Buffer, trackId: number): Buffer {
  const [first = 0, packetType = 0] = body;
  const payload = body.subarray(packetType === packetSequenceStart ? 5 : 2);
  const head = [0x80 | (first & 0x70) | packetMultitrack, packetType, ...Buffer.from('avc1', 'latin1'), trackId];
  return Buffer.concat([Buffer.from(head), payload]);
}
