import type { AudioConfig, AudioPacket, MediaItem, TrackConfig, VideoConfig, VideoPacket } from '../media/packet.ts';

import type { RenditionPlan } from '../media/rendition.ts';
import type { SegmentArchive } from './segment-archive.ts';

/** An archive that keeps nothing. */
export const noArchive: SegmentArchive = { put() {}, remove() {}, playlist() {}, locate: () => null };

/** A rendition that is made of the source. */
export const smallPlan: RenditionPlan = {
  index: 1,
  name: '480p',
  width: 854,
  height: 480,
  frameRate: 30,
  videoBitrateKbps: 1000,
  effort: 2,
  givenName: null,
  encoder: 'libx264',
  codecString: 'avc1.42c01e',
};

/** Made-up media for tests: right in its times and shapes, but nothing that a decoder would take. */

export function videoConfig(overrides: Partial<VideoConfig> = {}): VideoConfig {
  const description = Buffer.from([1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, 4, 0x67, 0x64, 0, 0x1f, 1, 0, 2, 0x68, 0xee]);
  return {
    codec: 'avc',
    description,
    codecString: 'avc1.64001f',
    width: 1280,
    height: 720,
    frameRate: 30,
    ...overrides,
  };
}

export function audioConfig(): AudioConfig {
  return {
    codec: 'aac',
    description: Buffer.from([0x11, 0x90]),
    codecString: 'mp4a.40.2',
    sampleRate: 48_000,
    channels: 2,
    samplesPerFrame: 1024,
  };
}

export const bothTracks: TrackConfig = { video: videoConfig(), audio: audioConfig() };

export function videoPacket(
  dtsMs: number,
  how: { isKey?: boolean; delayMs?: number; bytes?: number } = {},
): VideoPacket {
  const { isKey = false, delayMs = 0, bytes = 100 } = how;
  return { kind: 'video', dtsMs, ptsMs: dtsMs + delayMs, isKey, data: Buffer.alloc(bytes, isKey ? 0x65 : 0x41) };
}

export function audioPacket(ptsMs: number, bytes = 40): AudioPacket {
  return { kind: 'audio', ptsMs, data: Buffer.alloc(bytes, 0x21) };
}

export interface StreamShape {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly frameRate?: number;
  /** Frames from key frame to key frame. */
  readonly keyInterval?: number;
  readonly delayMs?: number;
  readonly hasAudio?: boolean;
  readonly hasVideo?: boolean;
}

/** A steady stream as an encoder sends it: stamps in whole milliseconds, audio and video in the order of their times. */
export function stream(shape: StreamShape): MediaItem[] {
  const { fromMs, untilMs, frameRate = 30, keyInterval = 60, delayMs = 0, hasAudio = true, hasVideo = true } = shape;
  const items: (VideoPacket | AudioPacket)[] = [];
  for (let frame = 0; hasVideo && fromMs + (frame * 1000) / frameRate < untilMs; frame += 1) {
    const dtsMs = Math.round(fromMs + (frame * 1000) / frameRate);
    items.push(videoPacket(dtsMs, { isKey: frame % keyInterval === 0, delayMs }));
  }
  for (let frame = 0; hasAudio && fromMs + (frame * 1024) / 48 < untilMs; frame += 1) {
    items.push(audioPacket(Math.round(fromMs + (frame * 1024) / 48)));
  }
  return items.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(packet: VideoPacket | AudioPacket): number {
  return packet.kind === 'video' ? packet.dtsMs : packet.ptsMs;
}
