/** What the tests of this folder share: clips made by the host's ffmpeg, and an ear on what a transcoder gives. */
import { readFileSync } from 'node:fs';
import type { RenditionState } from '../app/events.ts';
import type { TrackConfig, VideoConfig, VideoPacket } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import { demuxFlv, runFfmpeg } from '../media/testing.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { LadderEncoders } from './encoders/catalogue.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { x264 } from './encoders/x264.ts';
import type { LadderSetting } from './ladder.ts';
import { PictureWatch } from './picture-watch.ts';
import type { RenditionOutputs } from './rendition-track.ts';
import { Transcoder } from './transcoder.ts';

/** Where the clips lie on the timeline; not at its start, and not on a round number. */
export const clipStartMs = 5_000_123;
/** How long a test waits for what has to happen at once. */
const patienceMs = 30_000;

export interface Clip {
  readonly tracks: TrackConfig;
  readonly packets: readonly VideoPacket[];
}

/** A moving picture from `source` (an lavfi graph), encoded by x264 with `options`. */
export function makeClip(source: string, options: readonly string[]): Clip {
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', ...options];
  const file = runFfmpeg(['-f', 'lavfi', '-i', source, ...encoder, '-f', 'flv', 'pipe:1']);
  const { tracks, packets } = demuxFlv(file, clipStartMs);
  return { tracks, packets: packets.filter((packet) => packet.kind === 'video') };
}

/** The clip again, later on the timeline. */
export function shifted(clip: Clip, byMs: number): Clip {
  const packets = clip.packets.map((packet) => ({ ...packet, dtsMs: packet.dtsMs + byMs, ptsMs: packet.ptsMs + byMs }));
  return { tracks: clip.tracks, packets };
}

/** Remembers what a transcoder gives, and lets a test wait for it. */
export class Recorder implements RenditionOutputs {
  readonly plans: (readonly RenditionPlan[])[] = [];
  /** Everything that was said about one rendition, in its order. */
  readonly said = new Map<number, (VideoConfig | VideoPacket | 'lost')[]>();
  states: readonly RenditionState[] = [];
  settlings = 0;
  readonly fallbacks: { encoder: string; sentence: string }[] = [];
  readonly #waiting = new Set<() => void>();

  declare(plans: readonly RenditionPlan[]): void {
    this.plans.push(plans);
    this.#wake();
  }

  revise(plans: readonly RenditionPlan[]): void {
    this.declare(plans);
  }

  config(index: number, config: VideoConfig): void {
    this.#say(index, config);
  }

  video(index: number, packet: VideoPacket): void {
    this.#say(index, packet);
  }

  lost(index: number): void {
    this.#say(index, 'lost');
  }

  settled(): void {
    this.settlings += 1;
    this.#wake();
  }

  onChange(states: readonly RenditionState[]): void {
    this.states = states;
    this.#wake();
  }

  frames(index: number): VideoPacket[] {
    return (this.said.get(index) ?? []).filter((word): word is VideoPacket => word !== 'lost' && 'kind' in word);
  }

  configs(index: number): VideoConfig[] {
    return (this.said.get(index) ?? []).filter((word): word is VideoConfig => word !== 'lost' && 'codecString' in word);
  }

  losses(index: number): number {
    return (this.said.get(index) ?? []).filter((word) => word === 'lost').length;
  }

  /** Resolves as soon as `isSo`, looked at after each thing said; rejects after half a minute. */
  until(what: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`Still waiting until ${what}; the states are ${JSON.stringify(this.states)}.`));
      }, patienceMs);
      const look = () => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  #say(index: number, word: VideoConfig | VideoPacket | 'lost'): void {
    const words = this.said.get(index) ?? [];
    this.said.set(index, words);
    words.push(word);
    this.#wake();
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}

/** A transcoder with everything but what the test is about filled in. */
export function makeTranscoder(needs: {
  recorder: Recorder;
  ladder?: LadderSetting;
  ffmpegPath?: string;
  clock?: Clock;
  encoder?: VideoEncoder;
  /** What makes the other codecs; nothing unless told. */
  beside?: Omit<LadderEncoders, 'h264'>;
  watch?: PictureWatch;
}): Transcoder {
  return new Transcoder({
    clock: needs.clock ?? systemClock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    ffmpegPath: needs.ffmpegPath ?? 'ffmpeg',
    ladder: needs.ladder ?? [{ heightPixels: 90, bitrateKbps: 200 }],
    cores: 2,
    partMs: 500,
    outputs: needs.recorder,
    watch: needs.watch ?? new PictureWatch(),
    encoder: needs.encoder ?? x264,
    encodersBeside: (h264) => ({ h264, ...needs.beside }),
    onChange: (states) => needs.recorder.onChange(states),
    onFallback: (failed, sentence) => needs.recorder.fallbacks.push({ encoder: failed.name, sentence }),
  });
}

/** Pushes a clip as a whole: its tracks and its packets. */
export function pushClip(transcoder: Transcoder, clip: Clip): void {
  transcoder.push({ kind: 'config', tracks: clip.tracks });
  for (const packet of clip.packets) transcoder.push(packet);
}

/** Process ids of the transcoding ffmpegs that this process has started and that live. */
export function ffmpegChildren(): number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((word) => word !== '');
  return children.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('frag_discont'));
}
