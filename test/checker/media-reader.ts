/** ISO base media files (ISO/IEC 14496-12), read as far as the rules need, by code of its own rather than the server's. */

export interface TrackInit {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  /** RFC 6381 name from the sample entry. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

export interface Run {
  readonly trackId: number;
  readonly baseDecodeTime: number;
  readonly samples: readonly {
    readonly duration: number;
    readonly isSync: boolean;
    readonly compositionOffset: number;
  }[];
}

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** The boxes of a buffer; throws when their sizes do not add up. */
export function readBoxes(data: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  let offset = 0;
  while (offset < data.length) {
    if (offset + 8 > data.length) throw new Error(`a box header is cut off at ${offset}`);
    const size = data.readUInt32BE(offset);
    if (size < 8 || offset + size > data.length) throw new Error(`a box at ${offset} says ${size} bytes`);
    boxes.push({
      type: data.toString('latin1', offset + 4, offset + 8),
      body: data.subarray(offset + 8, offset + size),
    });
    offset += size;
  }
  return boxes;
}

function find(data: Buffer, ...path: readonly string[]): Buffer | null {
  let body: Buffer | null = data;
  for (const type of path) {
    body = body === null ? null : (readBoxes(body).find((box) => box.type === type)?.body ?? null);
  }
  return body;
}

function need(data: Buffer, ...path: readonly string[]): Buffer {
  const body = find(data, ...path);
  if (body === null) throw new Error(`${path.join('/')} is missing`);
  return body;
}

/** The tracks of an initialisation section; throws when it is none. */
export function readInit(data: Buffer): readonly TrackInit[] {
  const moov = need(data, 'moov');
  return readBoxes(moov)
    .filter((box) => box.type === 'trak')
    .map(({ body }) => readTrack(body));
}

function readTrack(trak: Buffer): TrackInit {
  const header = need(trak, 'tkhd');
  const id = header.readUInt32BE(header[0] === 1 ? 20 : 12);
  const mediaHeader = need(trak, 'mdia', 'mdhd');
  const timescale = mediaHeader.readUInt32BE(mediaHeader[0] === 1 ? 20 : 12);
  const handler = need(trak, 'mdia', 'hdlr').toString('latin1', 8, 12);
  const entry = readBoxes(need(trak, 'mdia', 'minf', 'stbl', 'stsd').subarray(8))[0];
  if (entry === undefined) throw new Error('stsd is empty');
  if (handler === 'vide') {
    return {
      id,
      kind: 'video',
      timescale,
      codec: videoCodec(entry),
      width: entry.body.readUInt16BE(24),
      height: entry.body.readUInt16BE(26),
    };
  }
  return { id, kind: 'audio', timescale, codec: audioCodec(entry), width: 0, height: 0 };
}

/** The name by which the entry's codec is declared, as far as it can be compared: with all its details for H.264, HEVC and AV1. */
function videoCodec(entry: Box): string {
  const inside = entry.body.subarray(78);
  if (entry.type === 'avc1') return `avc1.${need(inside, 'avcC').toString('hex', 1, 4)}`;
  if (entry.type === 'hvc1') return hevcName(need(inside, 'hvcC'));
  if (entry.type === 'av01') {
    const [, levels = 0, flags = 0] = need(inside, 'av1C');
    const depth = (flags & 0x40) === 0 ? '08' : '10';
    return `av01.${levels >> 5}.${String(levels & 31).padStart(2, '0')}${(flags & 0x80) === 0 ? 'M' : 'H'}.${depth}`;
  }
  const [profile = 0, level = 0, flags = 0] = need(inside, 'vpcC').subarray(4);
  return ['vp09', ...[profile, level, flags >> 4].map((value) => String(value).padStart(2, '0'))].join('.');
}

/** ISO/IEC 14496-15, annex E.3. */
function hevcName(record: Buffer): string {
  const [, profile = 0] = record;
  const compatibility = record.readUInt32BE(2).toString(2).padStart(32, '0').split('').toReversed().join('');
  const constraints =
    record
      .subarray(6, 12)
      .toString('hex')
      .replace(/(00)+$/, '')
      .match(/../g) ?? [];
  return [
    `hvc1.${['', 'a', 'b', 'c'][profile >> 6]}${profile & 31}`,
    Number.parseInt(compatibility, 2).toString(16),
    `${(profile & 32) === 0 ? 'L' : 'H'}${record[12]}`,
    ...constraints.map((byte) => byte.replace(/^0/, '')),
  ].join('.');
}

/** `mp4a.OO[.A]` of an esds box (RFC 6381, 3.3), its descriptors read in their order (ISO/IEC 14496-1, 7.2.6). */
function audioCodec(entry: Box): string {
  if (entry.type === 'Opus') return 'opus';
  const esds = need(entry.body.subarray(28), 'esds');
  const bytes = esds.subarray(4);
  const configAt = descriptor(bytes, 0, 0x03);
  const decoderAt = descriptor(bytes, configAt + 3, 0x04);
  const objectType = bytes.readUInt8(decoderAt);
  if (objectType !== 0x40) return `mp4a.${objectType.toString(16)}`;
  const specificAt = descriptor(bytes, decoderAt + 13, 0x05);
  const first = bytes.readUInt8(specificAt) >> 3;
  const escaped = 32 + ((bytes.readUInt16BE(specificAt) >> 5) & 0x3f);
  return `mp4a.40.${first === 31 ? escaped : first}`;
}

/** Where the body of the descriptor at `offset` begins. */
function descriptor(bytes: Buffer, offset: number, tag: number): number {
  if (bytes[offset] !== tag) throw new Error(`descriptor ${tag} is missing in esds`);
  let at = offset + 1;
  while ((bytes.readUInt8(at) & 0x80) !== 0) at += 1;
  return at + 1;
}

/** The runs of all fragments of a part or segment, in order; throws when it is malformed. */
export function readRuns(data: Buffer): readonly Run[] {
  const runs: Run[] = [];
  for (const { type, body } of readBoxes(data)) {
    if (type !== 'moof') continue;
    for (const box of readBoxes(body)) if (box.type === 'traf') runs.push(readFragmentRun(box.body));
  }
  return runs;
}

function readFragmentRun(traf: Buffer): Run {
  const trackId = need(traf, 'tfhd').readUInt32BE(4);
  const decodeTime = need(traf, 'tfdt');
  const baseDecodeTime = decodeTime[0] === 1 ? Number(decodeTime.readBigUInt64BE(4)) : decodeTime.readUInt32BE(4);
  const run = need(traf, 'trun');
  const flags = run.readUInt32BE(0) & 0xff_ffff;
  const count = run.readUInt32BE(4);
  const samples: Run['samples'][number][] = [];
  let offset = 8 + ((flags & 1) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
  const next = (flag: number, isSigned = false): number | null => {
    if ((flags & flag) === 0) return null;
    offset += 4;
    return isSigned ? run.readInt32BE(offset - 4) : run.readUInt32BE(offset - 4);
  };
  for (let index = 0; index < count; index += 1) {
    const duration = next(0x100) ?? 0;
    next(0x200);
    const sampleFlags = next(0x400);
    const compositionOffset = next(0x800, true) ?? 0;
    samples.push({ duration, isSync: sampleFlags === null || (sampleFlags & 0x1_0000) === 0, compositionOffset });
  }
  return { trackId, baseDecodeTime, samples };
}

/** The sum of a run's durations, in ticks. */
export function runLength(run: Run): number {
  return run.samples.reduce((sum, sample) => sum + sample.duration, 0);
}
