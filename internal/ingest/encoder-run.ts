import { parseAudioTag } from '../media/flv-audio.ts';
import { parseVideoTag } from '../media/flv-video.ts';
import {
  sameAudioConfig,
  type AudioConfig,
  type MediaPacket,
  type TrackConfig,
  type VideoConfig,
} from '../media/packet.ts';
import type { TimelineClock } from '../media/timeline-clock.ts';
import { emptyMetadata, type StreamMetadata } from './metadata.ts';
import type { MediaMessage } from './rtmp/session.ts';
import { isGathered } from './track-gatherer.ts';

/** What one message of the encoder amounts to. */
export type RunStep =
  | { readonly kind: 'packets'; readonly packets: readonly MediaPacket[]; readonly discontinuity: boolean }
  | { readonly kind: 'tracks' }
  /** `what` cannot be carried. */
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'nothing' };

/** One connection's worth of media: its codec data as they stand, and its packets placed on the broadcast's timeline. */
export class EncoderRun {
  readonly startedMs: number;
  metadata: StreamMetadata = emptyMetadata;
  /** Whether something of this run is on the bus. */
  isOnAir = false;
  readonly #timeline: TimelineClock;
  #video: VideoConfig | null = null;
  #audio: AudioConfig | null = null;
  #isGathered = false;
  #held: MediaPacket[] = [];
  #heldBytes = 0;
  #heldFromMs = Infinity;
  #heldUntilMs = -Infinity;
  #firstArrivalMs: number | null = null;

  constructor(needs: { timeline: TimelineClock; nowMs: number }) {
    this.#timeline = needs.timeline;
    this.startedMs = needs.nowMs;
  }

  get tracks(): TrackConfig {
    return { video: this.#video, audio: this.#audio };
  }

  /** Once the tracks are known packets go straight through; before, `hold` keeps them. */
  get isGathered(): boolean {
    return this.#isGathered;
  }

  /** Reads one message that arrived at `nowMs` of the monotonic clock. */
  read(message: MediaMessage, nowMs: number): RunStep {
    return message.track === 'video' ? this.#readVideo(message, nowMs) : this.#readAudio(message, nowMs);
  }

  /** Keeps packets until the tracks are known; then returns all of them, once. */
  hold(packets: readonly MediaPacket[], discontinuity: boolean, nowMs: number): readonly MediaPacket[] | null {
    if (discontinuity) this.#dropHeld();
    for (const packet of packets) this.#keep(packet);
    this.#firstArrivalMs ??= nowMs;
    const gathered = isGathered({
      hasVideoConfig: this.#video !== null,
      hasAudioConfig: this.#audio !== null,
      metadata: this.metadata,
      mediaSpanMs: Math.max(0, this.#heldUntilMs - this.#heldFromMs),
      realSpanMs: nowMs - this.#firstArrivalMs,
      heldBytes: this.#heldBytes,
      heldPackets: this.#held.length,
    });
    if (!gathered) return null;
    this.#isGathered = true;
    const all = this.#held;
    this.#dropHeld();
    return all;
  }

  #keep(packet: MediaPacket): void {
    this.#held.push(packet);
    this.#heldBytes += packet.data.length;
    this.#heldFromMs = Math.min(this.#heldFromMs, packet.ptsMs);
    this.#heldUntilMs = Math.max(this.#heldUntilMs, packet.ptsMs);
  }

  #dropHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#heldFromMs = Infinity;
    this.#heldUntilMs = -Infinity;
  }

  #readVideo(message: MediaMessage, nowMs: number): RunStep {
    const tag = parseVideoTag(message.body, this.#video);
    switch (tag.kind) {
      case 'sequence-header':
        this.#video = tag.config;
        return { kind: 'tracks' };
      case 'frame': {
        const { compositionMs, isKey, data } = tag;
        const stamp = { rawMs: message.timestampMs, compositionMs, arrivalMs: nowMs };
        const { dtsMs, ptsMs, discontinuity } = this.#timeline.placeVideo(stamp);
        return { kind: 'packets', packets: [{ kind: 'video', dtsMs, ptsMs, isKey, data }], discontinuity };
      }
      case 'unsupported':
      case 'malformed':
        return tag;
      case 'end-of-sequence':
      case 'ignorable':
        return { kind: 'nothing' };
    }
  }

  #readAudio(message: MediaMessage, nowMs: number): RunStep {
    const tag = parseAudioTag(message.body);
    switch (tag.kind) {
      case 'sequence-header':
        this.#audio = tag.config;
        return { kind: 'tracks' };
      case 'frames':
        return this.#placeAudio(tag.frames, tag.config, message.timestampMs, nowMs);
      case 'unsupported':
      case 'malformed':
        return tag;
      case 'end-of-sequence':
      case 'ignorable':
        return { kind: 'nothing' };
    }
  }

  #placeAudio(frames: readonly Buffer[], ownConfig: AudioConfig | null, rawMs: number, nowMs: number): RunStep {
    // MP3 says in every frame what it is; AAC only in its sequence header.
    if (ownConfig !== null && !sameAudioConfig(this.#audio, ownConfig)) this.#audio = ownConfig;
    const config = this.#audio;
    const placed = this.#timeline.placeAudio({ rawMs, arrivalMs: nowMs });
    if (config === null) return { kind: 'nothing' };
    const frameMs = (config.samplesPerFrame * 1000) / config.sampleRate;
    const packets = frames.map((data, index) => ({
      kind: 'audio' as const,
      ptsMs: placed.ptsMs + index * frameMs,
      data,
    }));
    return { kind: 'packets', packets, discontinuity: placed.discontinuity };
  }
}
