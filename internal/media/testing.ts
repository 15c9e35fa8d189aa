/** What the tests of this folder share: media made by the host's ffmpeg, and ffprobe's view of media that we made. */
import { spawnSync } from 'node:child_process';
import { AudioSampleClock } from './audio-sample-clock.ts';
import type { TimedAudioFrame } from './audio-sample-clock.ts';
import { parseAudioTag } from './flv-audio.ts';
import { parseVideoTag } from './flv-video.ts';
import { audioRun, videoRun, writeFragment } from './fragment.ts';
import { parseAvcConfiguration } from './h264.ts';
import { writeInitSegment } from './init-segment.ts';
import type { AudioConfig, AudioPacket, MediaPacket, TrackConfig, VideoConfig, VideoPacket } from './packet.ts';

/** False, or why tests that need ffmpeg cannot run here. */
export const withoutFfmpeg: false | string =
  spawnSync('ffmpeg', ['-version']).status === 0 && spawnSync('ffprobe', ['-version']).status === 0
    ? false
    : 'ffmpeg and ffprobe are not installed';

/** Runs ffmpeg from bytes to bytes; throws with its words when it fails or warns. */
export function runFfmpeg(arguments_: readonly string[], input: Buffer = Buffer.alloc(0)): Buffer {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', ...arguments_], { input, maxBuffer: 64 * 1024 * 1024 });
  const words = run.stderr.toString();
  if (run.status !== 0 || words !== '') throw new Error(`ffmpeg ${arguments_.join(' ')}: ${words}`);
  return run.stdout;
}

/** Two seconds of a test picture, 320 × 180 at 30 fps with a key frame each second, and of a tone. */
export function makeFlv(video: readonly string[] | null, audio: readonly string[] | null): Buffer {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=2'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
  return runFfmpeg([
    ...(video === null ? [] : picture),
    ...(audio === null ? [] : tone),
    ...(video === null ? [] : ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '30', ...video]),
    ...(audio ?? []),
    '-f',
    'flv',
    'pipe:1',
  ]);
}

export interface FlvTag {
  readonly type: number;
  readonly timestampMs: number;
  readonly body: Buffer;
}

/** The tags of an FLV file that can be trusted. */
export function readFlv(file: Buffer): FlvTag[] {
  const tags: FlvTag[] = [];
  let offset = 13;
  while (offset + 11 <= file.length) {
    const size = file.readUIntBE(offset + 1, 3);
    const timestampMs = file.readUIntBE(offset + 4, 3) + (file[offset + 7] ?? 0) * 2 ** 24;
    tags.push({ type: file[offset] ?? 0, timestampMs, body: file.subarray(offset + 11, offset + 11 + size) });
    offset += 11 + size + 4;
  }
  return tags;
}

/** Tracks and packets of an FLV file, at `baseMs` plus their stamps. */
export function demuxFlv(file: Buffer, baseMs: number): { tracks: TrackConfig; packets: MediaPacket[] } {
  let video: VideoConfig | null = null;
  let audio: AudioConfig | null = null;
  const packets: MediaPacket[] = [];
  for (const { type, timestampMs, body } of readFlv(file)) {
    const timeMs = baseMs + timestampMs;
    if (type === 9) {
      const tag = parseVideoTag(body, () => video);
      if (tag.kind === 'sequence-header') video = tag.config;
      if (tag.kind === 'frame') {
        const { isKey, data } = tag;
        packets.push({ kind: 'video', dtsMs: timeMs, ptsMs: timeMs + tag.compositionMs, isKey, data });
      }
    } else if (type === 8) {
      const tag = parseAudioTag(body, audio);
      if (tag.kind === 'sequence-header') audio = tag.config;
      if (tag.kind !== 'frames') continue;
      audio = tag.config ?? audio;
      for (const data of tag.frames) packets.push({ kind: 'audio', ptsMs: timeMs, data });
    }
  }
  return { tracks: { video, audio }, packets };
}

/** The packets as CMAF, in fragments of `fragmentMs`. */
export function writeCmaf(tracks: TrackConfig, packets: readonly MediaPacket[], fragmentMs: number): Buffer {
  const video = packets.filter((packet): packet is VideoPacket => packet.kind === 'video');
  const sampleClock = new AudioSampleClock(tracks.audio ?? { sampleRate: 48_000, samplesPerFrame: 1024 });
  const audio = packets
    .filter((packet): packet is AudioPacket => packet.kind === 'audio')
    .map((packet) => ({ ptsMs: packet.ptsMs, frame: sampleClock.place(packet) }));
  const times = [...video.map((packet) => packet.dtsMs), ...audio.map((item) => item.ptsMs)];
  const lastMs = Math.max(...times);
  const output = [writeInitSegment(tracks)];
  for (
    let fromMs = Math.min(...times), sequenceNumber = 1;
    fromMs <= lastMs;
    fromMs += fragmentMs, sequenceNumber += 1
  ) {
    const isInside = (timeMs: number): boolean => timeMs >= fromMs && timeMs < fromMs + fragmentMs;
    const pictures = video.filter((packet) => isInside(packet.dtsMs));
    const next = video.find((packet) => packet.dtsMs >= fromMs + fragmentMs);
    const frames = audio
      .filter((item) => isInside(item.ptsMs))
      .map((item) => item.frame)
      .filter((frame): frame is TimedAudioFrame => frame !== null);
    output.push(
      writeFragment({
        sequenceNumber,
        video: pictures.length === 0 ? null : videoRun(pictures, next?.dtsMs ?? lastMs + 33),
        audio: frames.length === 0 ? null : audioRun(frames),
      }),
    );
  }
  return Buffer.concat(output);
}

/** A packet as ffprobe sees it; times in ms. */
export interface ProbedPacket {
  readonly kind: 'video' | 'audio';
  readonly ptsMs: number;
  readonly dtsMs: number;
  readonly isKey: boolean;
  readonly hash: string;
}

interface ProbeOutput {
  readonly packets: readonly Readonly<Record<'codec_type' | 'pts_time' | 'dts_time' | 'flags' | 'data_hash', string>>[];
  readonly streams: readonly Readonly<Record<string, string | number>>[];
}

/** What ffprobe reads out of a file: its packets in file order, and its streams; throws when it finds fault. */
export function probe(file: Buffer): { packets: ProbedPacket[]; streams: ProbeOutput['streams'] } {
  const options = ['-v', 'warning', '-show_packets', '-show_streams', '-show_data_hash', 'MD5', '-of', 'json'];
  const run = spawnSync('ffprobe', [...options, 'pipe:0'], { input: file, maxBuffer: 64 * 1024 * 1024 });
  const words = run.stderr.toString();
  if (run.status !== 0 || words !== '') throw new Error(`ffprobe: ${words}`);
  const output = JSON.parse(run.stdout.toString()) as ProbeOutput;
  const packets = output.packets.map((packet) => ({
    kind: packet.codec_type === 'video' ? ('video' as const) : ('audio' as const),
    ptsMs: Number(packet.pts_time) * 1000,
    dtsMs: Number(packet.dts_time) * 1000,
    isKey: packet.flags.startsWith('K'),
    hash: packet.data_hash,
  }));
  return { packets, streams: output.streams };
}

/** High profile, level 1.3, 320 × 180 at 30 fps, as x264 writes it. */
export const sampleAvcRecord = Buffer.from(
  '0164000dffe1001a6764000dacd941419f9f0110000003001000000303c0f142996001000468ef8fcbfdf8f800',
  'hex',
);

/**
 * 640 × 360 in frames of two fields, as x264 writes it (MBAFF), and 320 × 192 whose pictures may be single fields (PAFF), in Main profile with
 * 4 bits for the number of a frame; both at 25 fps.
 */
export const interlacedAvcRecords = {
  woven: Buffer.from('0164001effe100186764001eace80a063f3e0220000003002000000643e2855401000468fe0fcbfdf8f800', 'hex'),
  apart: Buffer.from('014d0028ffe10012674d0028da050c508000000300800000194201000468ce3c80', 'hex'),
} as const;

/** An access unit with one slice of a field, or of both, for the second of `interlacedAvcRecords`. */
export function codedFields(
  frameNumber: number,
  fields: readonly ('top' | 'bottom' | 'frame')[],
  isKey = false,
): Buffer {
  const units = fields.map((field) => {
    // first_mb_in_slice, slice_type and pic_parameter_set_id; frame_num; field_pic_flag, and bottom_field_flag where that is set.
    const slice = new BitWriter().unsigned(0, 7, 0).bits(frameNumber, 4);
    if (field === 'frame') slice.bits(0, 1);
    else slice.bits(1, 1).bits(field === 'bottom' ? 1 : 0, 1);
    const nal = slice.bits(0x5555, 16).toNal(isKey ? 0x65 : 0x41);
    return Buffer.concat([Buffer.of(0, 0, 0, nal.length), nal]);
  });
  return Buffer.concat(units);
}

const parsedSample = parseAvcConfiguration(sampleAvcRecord);
if (parsedSample.kind !== 'parsed') throw new Error('The sample configuration does not parse.');
export const sampleVideoConfig: VideoConfig = parsedSample.value;

/** Writes what tests read, in bits, as the standards of H.264 and HEVC name them. */
export class BitWriter {
  #bits = '';

  bits(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }

  unsigned(...values: readonly number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.#bits += '0'.repeat(code.length - 1) + code;
    }
    return this;
  }

  /** As a NAL unit with that header and emulation prevention bytes. */
  toNal(...header: readonly number[]): Buffer {
    const padded = `${this.#bits}1`.replace(/$/, '0'.repeat((8 - ((this.#bits.length + 1) % 8)) % 8));
    const out = [...header];
    let zeros = 0;
    for (const bits of padded.match(/.{8}/g) ?? []) {
      const byte = Number.parseInt(bits, 2);
      if (zeros >= 2 && byte <= 3) {
        out.push(3);
        zeros = 0;
      }
      out.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Buffer.from(out);
  }
}
