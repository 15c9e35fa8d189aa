import type { TimedAudioFrame } from './audio-sample-clock.ts';
import { toVideoTicks } from './media-units.ts';
import type { VideoPacket } from './packet.ts';
import { audioTrackId, videoTrackId } from './track-ids.ts';

/** One frame in a fragment; times are ticks of its track's timescale. */
export interface Sample {
  readonly duration: number;
  /** PTS less DTS, which may be negative. */
  readonly compositionOffset: number;
  readonly isKey: boolean;
  readonly data: Buffer;
}

/** The frames of one track in a fragment, each following on from the one before. */
export interface TrackRun {
  /** Decode time of the first sample, in ticks since the start of the timeline; up to 2^53. */
  readonly baseDecodeTime: number;
  readonly samples: readonly Sample[];
}

/** One movie fragment: what a part of a segment consists of. */
export interface Fragment {
  /** Counts up from fragment to fragment of a rendition (ISO/IEC 14496-12, 8.8.5); 32 bits of it are written. */
  readonly sequenceNumber: number;
  readonly video: TrackRun | null;
  readonly audio: TrackRun | null;
}

const boxHeaderBytes = 8;
const movieFragmentHeaderBytes = 16;
const trackFragmentHeaderBytes = 16;
const decodeTimeBytes = 20;
const runHeaderBytes = 20;
const videoSampleBytes = 16;
const audioSampleBytes = 8;
const trackRunOverheadBytes = boxHeaderBytes + trackFragmentHeaderBytes + decodeTimeBytes + runHeaderBytes;

const defaultBaseIsMovieFragment = 0x2_0000;
const runHasDataOffset = 0x1;
const runHasDurations = 0x100;
const runHasSizes = 0x200;
const runHasFlags = 0x400;
const runHasCompositionOffsets = 0x800;
/** Sample flags (8.8.3.1): an independent sync sample, and one that depends on others and is none. */
const syncSampleFlags = 0x0200_0000;
const otherSampleFlags = 0x0101_0000;

/**
 * Writes moof and mdat (ISO/IEC 14496-12, 8.8) into one buffer of exact size, which `allocate` gives, copying each frame once. The video's
 * frames precede the audio's; a run that is null or empty is left out.
 */
export function writeFragment(fragment: Fragment, allocate: (bytes: number) => Buffer = Buffer.allocUnsafe): Buffer {
  const video = withSamples(fragment.video);
  const audio = withSamples(fragment.audio);
  const videoBoxBytes = video === null ? 0 : trackRunOverheadBytes + video.samples.length * videoSampleBytes;
  const audioBoxBytes = audio === null ? 0 : trackRunOverheadBytes + audio.samples.length * audioSampleBytes;
  const moofBytes = boxHeaderBytes + movieFragmentHeaderBytes + videoBoxBytes + audioBoxBytes;
  const videoBytes = payloadBytes(video);
  const mdatBytes = boxHeaderBytes + videoBytes + payloadBytes(audio);
  const out = allocate(moofBytes + mdatBytes);

  writeBoxHeader(out, 0, moofBytes, 'moof');
  writeBoxHeader(out, 8, movieFragmentHeaderBytes, 'mfhd');
  out.writeUInt32BE(0, 16);
  out.writeUInt32BE(fragment.sequenceNumber >>> 0, 20);
  const videoOffset = moofBytes + boxHeaderBytes;
  if (video !== null) writeVideoTrack(out, 24, video, videoOffset);
  if (audio !== null) writeAudioTrack(out, 24 + videoBoxBytes, audio, videoOffset + videoBytes);
  writeBoxHeader(out, moofBytes, mdatBytes, 'mdat');
  const audioOffset = copyPayload(out, videoOffset, video);
  copyPayload(out, audioOffset, audio);
  return out;
}

/** Video packets as a run; `endDtsMs` is the DTS of the frame that follows them, or where the last one is to end. */
export function videoRun(packets: readonly VideoPacket[], endDtsMs: number): TrackRun {
  const samples: Sample[] = [];
  let baseDecodeTime = 0;
  for (const [index, packet] of packets.entries()) {
    const time = toVideoTicks(packet.dtsMs);
    if (index === 0) baseDecodeTime = time;
    const untilNext = toVideoTicks(packets[index + 1]?.dtsMs ?? endDtsMs) - time;
    const duration = clampToUint32(untilNext);
    const compositionOffset = clampToInt32(toVideoTicks(packet.ptsMs) - time);
    samples.push({ duration, compositionOffset, isKey: packet.isKey, data: packet.data });
  }
  return { baseDecodeTime, samples };
}

/** Audio frames, as the sample clock placed them, as a run; each lasts until the next. */
export function audioRun(frames: readonly TimedAudioFrame[]): TrackRun {
  const samples = frames.map(({ time, duration, data }, index): Sample => {
    const untilNext = (frames[index + 1]?.time ?? time + duration) - time;
    return { duration: clampToUint32(untilNext), compositionOffset: 0, isKey: true, data };
  });
  return { baseDecodeTime: frames[0]?.time ?? 0, samples };
}

/** Durations are 32 bits wide. */
function clampToUint32(ticks: number): number {
  return Math.max(0, Math.min(2 ** 32 - 1, ticks));
}

/** As are composition offsets, with a sign. */
function clampToInt32(ticks: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, ticks));
}

function withSamples(run: TrackRun | null): TrackRun | null {
  return run === null || run.samples.length === 0 ? null : run;
}

function payloadBytes(run: TrackRun | null): number {
  let bytes = 0;
  if (run !== null) for (const sample of run.samples) bytes += sample.data.length;
  return bytes;
}

function writeBoxHeader(out: Buffer, offset: number, size: number, type: string): void {
  out.writeUInt32BE(size, offset);
  out.write(type, offset + 4, 'latin1');
}

/** traf with tfhd, tfdt and the head of trun; returns where the samples' fields begin. */
function writeTrackHead(out: Buffer, start: number, head: TrackHead): number {
  const { trackId, run, runFlags, sampleBytes, dataOffset } = head;
  const runBytes = runHeaderBytes + run.samples.length * sampleBytes;
  let offset = start;
  writeBoxHeader(out, offset, trackRunOverheadBytes - runHeaderBytes + runBytes, 'traf');
  offset += boxHeaderBytes;
  writeBoxHeader(out, offset, trackFragmentHeaderBytes, 'tfhd');
  out.writeUInt32BE(defaultBaseIsMovieFragment, offset + 8);
  out.writeUInt32BE(trackId, offset + 12);
  offset += trackFragmentHeaderBytes;
  writeBoxHeader(out, offset, decodeTimeBytes, 'tfdt');
  out.writeUInt32BE(0x0100_0000, offset + 8);
  out.writeBigUInt64BE(BigInt(Math.max(0, run.baseDecodeTime)), offset + 12);
  offset += decodeTimeBytes;
  writeBoxHeader(out, offset, runBytes, 'trun');
  out.writeUInt32BE(0x0100_0000 | runFlags, offset + 8);
  out.writeUInt32BE(run.samples.length, offset + 12);
  out.writeUInt32BE(dataOffset, offset + 16);
  return offset + runHeaderBytes;
}

interface TrackHead {
  readonly trackId: number;
  readonly run: TrackRun;
  readonly runFlags: number;
  readonly sampleBytes: number;
  readonly dataOffset: number;
}

function writeVideoTrack(out: Buffer, start: number, run: TrackRun, dataOffset: number): void {
  const runFlags = runHasDataOffset | runHasDurations | runHasSizes | runHasFlags | runHasCompositionOffsets;
  let offset = writeTrackHead(out, start, {
    trackId: videoTrackId,
    run,
    runFlags,
    sampleBytes: videoSampleBytes,
    dataOffset,
  });
  for (const sample of run.samples) {
    out.writeUInt32BE(sample.duration, offset);
    out.writeUInt32BE(sample.data.length, offset + 4);
    out.writeUInt32BE(sample.isKey ? syncSampleFlags : otherSampleFlags, offset + 8);
    out.writeInt32BE(sample.compositionOffset, offset + 12);
    offset += videoSampleBytes;
  }
}

function writeAudioTrack(out: Buffer, start: number, run: TrackRun, dataOffset: number): void {
  const runFlags = runHasDataOffset | runHasDurations | runHasSizes;
  let offset = writeTrackHead(out, start, {
    trackId: audioTrackId,
    run,
    runFlags,
    sampleBytes: audioSampleBytes,
    dataOffset,
  });
  for (const sample of run.samples) {
    out.writeUInt32BE(sample.duration, offset);
    out.writeUInt32BE(sample.data.length, offset + 4);
    offset += audioSampleBytes;
  }
}

function copyPayload(out: Buffer, start: number, run: TrackRun | null): number {
  let offset = start;
  if (run !== null) for (const sample of run.samples) offset += sample.data.copy(out, offset);
  return offset;
}
