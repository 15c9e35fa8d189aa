import { type AudioTag, parseAudioTag } from '../media/flv-audio.ts';
import { parseVideoTag, type VideoTag } from '../media/flv-video.ts';
import {
  sameAudioConfig,
  sameVideoConfig,
  type AudioConfig,
  type LayerPacket,
  type MediaPacket,
  type TrackConfig,
  type VideoConfig,
  type VideoLayer,
} from '../media/packet.ts';
import type { TimelineClock } from '../media/timeline-clock.ts';
import { Backlog } from './backlog.ts';
import { FieldJoiner, type PlacedPicture } from './field-joiner.ts';
import { emptyMetadata, type StreamMetadata } from './metadata.ts';
import type { MediaMessage } from './rtmp/session.ts';
import { isGathered } from './track-gatherer.ts';

/** What one message of the encoder amounts to. */
export type RunStep =
  | { readonly kind: 'packets'; readonly packets: readonly MediaPacket[]; readonly discontinuity: boolean }
  | LayerPacket
  | { readonly kind: 'tracks' }
  /** `what` cannot be carried. */
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'nothing' };

type VideoFrame = Extract<VideoTag, { kind: 'frame' }>;
type AudioFrames = Extract<AudioTag, { kind: 'frames' }>;

const nanosecondsPerMs = 1e6;
/** Sizes of the picture that one encoder may send besides the main one; what it sends beyond is not looked at. */
const maximumLayers = 6;
/** Pictures of other sizes that may come before the first of the main one. */
const mostEarlyPictures = 64;

/** One connection's worth of media: its codec data as they stand, and its packets placed on the broadcast's timeline. */
export class EncoderRun {
  /** Since when it has been expected to go on air. */
  startedMs: number;
  /** When a picture or sound last came, of any use or not. */
  heardMs: number;
  metadata: StreamMetadata = emptyMetadata;
  /** Whether something of this run is on the bus. */
  isOnAir = false;
  /** Whether it was told that this run has begun to send. */
  isAnnounced = false;
  readonly #timeline: TimelineClock;
  #video: VideoConfig | null = null;
  /** Codec data of all pictures by track, also of those that tell their size only in their first key frame. */
  readonly #videoHeaders = new Map<number, VideoConfig>();
  #layers: readonly VideoLayer[] = [];
  #audio: AudioConfig | null = null;
  /** Whether the main picture has come, or come again: only by that can the others be placed. */
  #hasMainPicture = false;
  #early: { readonly frame: VideoFrame; readonly stampMs: number }[] = [];
  #fields: FieldJoiner | null = null;
  #isGathered = false;
  #held: MediaPacket[] = [];
  #heldBytes = 0;
  #heldFromMs = Infinity;
  #heldUntilMs = -Infinity;
  #firstArrivalMs: number | null = null;
  #heard: { readonly stampMs: number; readonly arrivalMs: number } | null = null;
  /** While it is quiet, and until it can go on. */
  #backlog: Backlog | null = null;

  constructor(needs: { timeline: TimelineClock; nowMs: number }) {
    this.#timeline = needs.timeline;
    this.startedMs = needs.nowMs;
    this.heardMs = needs.nowMs;
  }

  get tracks(): TrackConfig {
    return { video: this.#video, audio: this.#audio };
  }

  /** The further sizes of the picture, largest first. */
  get layers(): readonly VideoLayer[] {
    return this.#layers;
  }

  /** Whether its pictures are interlaced, as far as they say so. */
  get isInterlaced(): boolean {
    const interlacing = this.#video?.interlacing;
    return interlacing === 'possible' ? this.#fields?.hasSeenFields === true : interlacing !== undefined;
  }

  /** Once the tracks are known packets go straight through; before, `hold` keeps them. */
  get isGathered(): boolean {
    return this.#isGathered;
  }

  /** Reads one message that arrived at `nowMs` of the monotonic clock. */
  read(message: MediaMessage, nowMs: number): RunStep {
    return message.track === 'video' ? this.#readVideo(message, nowMs) : this.#readAudio(message, nowMs);
  }

  /** Nothing comes any more: it goes on, as another connection would, with the first picture that is not old by then. */
  fallQuiet(): void {
    this.isOnAir = false;
    this.isAnnounced = false;
    this.#hasMainPicture = false;
    if (this.#video !== null) this.#fields = FieldJoiner.of(this.#video);
    if (this.#heard !== null) this.#backlog = new Backlog(this.#heard);
  }

  /** Once the main picture has come, and once each time: the pictures of other sizes that came before it. */
  takeEarlyLayers(): LayerPacket[] {
    if (!this.#hasMainPicture) return [];
    return this.#early.splice(0).flatMap(({ frame, stampMs }) => this.#placeLayer(frame, stampMs) ?? []);
  }

  get isQuiet(): boolean {
    return this.#backlog !== null;
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
    const tag = parseVideoTag(message.body, (trackId) => this.#videoHeaders.get(trackId) ?? null);
    switch (tag.kind) {
      case 'sequence-header':
        return this.#configure(tag.trackId, tag.config) ? { kind: 'tracks' } : { kind: 'nothing' };
      case 'frame':
        this.heardMs = nowMs;
        if (tag.config !== null) this.#configure(tag.trackId, tag.config);
        return tag.trackId === 0
          ? this.#placeVideo(tag, message.timestampMs, nowMs)
          : this.#takeLayer(tag, message.timestampMs);
      case 'unsupported':
      case 'malformed':
        return tag;
      case 'end-of-sequence':
      case 'ignorable':
        return { kind: 'nothing' };
    }
  }

  /** Takes a track's codec data; false for a track more than are carried. */
  #configure(trackId: number, sent: VideoConfig): boolean {
    if (trackId > maximumLayers) return false;
    const config = { ...sent, frameRate: sent.frameRate ?? this.metadata.frameRate };
    this.#videoHeaders.set(trackId, config);
    if (config.width === 0) return true;
    if (trackId === 0) {
      if (!sameVideoConfig(this.#video, config)) this.#fields = FieldJoiner.of(config);
      this.#video = config;
    } else {
      const others = this.#layers.filter(({ index }) => index !== trackId);
      const area = (layer: VideoLayer): number => layer.config.width * layer.config.height;
      this.#layers = [...others, { index: trackId, config }].toSorted((a, b) => area(b) - area(a) || a.index - b.index);
    }
    return true;
  }

  #placeVideo(frame: VideoFrame, rawMs: number, nowMs: number): RunStep {
    const { compositionMs, isKey, data } = frame;
    if (!this.#goesOn({ rawMs, nowMs, canStart: isKey })) return { kind: 'nothing' };
    const completed = this.#fields?.complete(frame) ?? null;
    if (completed !== null) return packetsOf([completed]);
    this.#hasMainPicture = true;
    const placed = this.#timeline.placeVideo({ rawMs, compositionMs, arrivalMs: nowMs });
    const packet = { kind: 'video' as const, ...timesOf(placed, frame.nanoseconds), isKey, data };
    const { discontinuity } = placed;
    return packetsOf(this.#fields?.take({ packet, discontinuity }) ?? [{ packet, discontinuity }]);
  }

  /** Whether what came may be placed; after a quiet not before something that is new and can be started with. */
  #goesOn(came: { readonly rawMs: number; readonly nowMs: number; readonly canStart: boolean }): boolean {
    const { rawMs, nowMs, canStart } = came;
    if (this.#backlog === null) {
      this.#heard = { stampMs: rawMs, arrivalMs: nowMs };
      return true;
    }
    if (!this.#backlog.isOver(rawMs, nowMs) || !canStart) return false;
    this.#backlog = null;
    this.startedMs = nowMs;
    this.#timeline.resume();
    return true;
  }

  #takeLayer(frame: VideoFrame, stampMs: number): RunStep {
    if (this.#hasMainPicture) return this.#placeLayer(frame, stampMs) ?? { kind: 'nothing' };
    this.#early.push({ frame, stampMs });
    if (this.#early.length > mostEarlyPictures) this.#early.shift();
    return { kind: 'nothing' };
  }

  #placeLayer(frame: VideoFrame, stampMs: number): LayerPacket | null {
    const { trackId, compositionMs, isKey, data, nanoseconds } = frame;
    const placed = this.#timeline.placeBeside({ rawMs: stampMs, compositionMs });
    if (placed === null) return null;
    return { kind: 'layer', index: trackId, packet: { kind: 'video', ...timesOf(placed, nanoseconds), isKey, data } };
  }

  #readAudio(message: MediaMessage, nowMs: number): RunStep {
    const tag = parseAudioTag(message.body, this.#audio);
    switch (tag.kind) {
      case 'sequence-header':
        this.#audio = tag.config;
        return { kind: 'tracks' };
      case 'frames':
        this.heardMs = nowMs;
        return this.#placeAudio(tag, message.timestampMs, nowMs);
      case 'unsupported':
      case 'malformed':
        return tag;
      case 'end-of-sequence':
      case 'ignorable':
        return { kind: 'nothing' };
    }
  }

  #placeAudio(tag: AudioFrames, rawMs: number, nowMs: number): RunStep {
    // MP3 says in every frame what it is, and Opus how long it lasts; AAC only in its sequence header.
    if (tag.config !== null && !sameAudioConfig(this.#audio, tag.config)) this.#audio = tag.config;
    const config = this.#audio;
    if (!this.#goesOn({ rawMs, nowMs, canStart: this.#video === null })) return { kind: 'nothing' };
    const placed = this.#timeline.placeAudio({ rawMs, arrivalMs: nowMs });
    if (config === null) return { kind: 'nothing' };
    const frameMs = (config.samplesPerFrame * 1000) / config.sampleRate;
    const packets = tag.frames.map((data, index) => ({
      kind: 'audio' as const,
      ptsMs: placed.ptsMs + tag.nanoseconds / nanosecondsPerMs + index * frameMs,
      data,
    }));
    return { kind: 'packets', packets, discontinuity: placed.discontinuity };
  }
}

function packetsOf(pictures: readonly PlacedPicture[]): RunStep {
  if (pictures.length === 0) return { kind: 'nothing' };
  const discontinuity = pictures.some((picture) => picture.discontinuity);
  return { kind: 'packets', packets: pictures.map(({ packet }) => packet), discontinuity };
}

/** Both times with the part of a millisecond that the stamp could not hold. */
function timesOf(placed: { dtsMs: number; ptsMs: number }, nanoseconds: number): { dtsMs: number; ptsMs: number } {
  const restMs = nanoseconds / nanosecondsPerMs;
  return { dtsMs: placed.dtsMs + restMs, ptsMs: placed.ptsMs + restMs };
}
