import type { MediaItem, MediaSink, TrackConfig, VideoConfig, VideoPacket } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import { AudioLog } from './audio-log.ts';
import { AudioWriter } from './audio-writer.ts';
import type { FileShelf } from './file-shelf.ts';
import { Grid } from './grid.ts';
import type { PartTarget } from './part-target.ts';
import { PlaylistBody } from './playlist-body.ts';
import { renderMultivariantPlaylist, type Variant } from './playlist-multivariant.ts';
import { Rendition, type RenditionSurroundings } from './rendition.ts';
import { type Position, RenditionWindow } from './rendition-window.ts';
import { StartProbe } from './start-probe.ts';
import { VideoWriter, type WriterNeeds } from './video-writer.ts';

export interface BroadcastNeeds {
  readonly clock: Clock;
  readonly shelf: FileShelf;
  readonly archive: { put(path: string, bytes: Buffer): void; remove(path: string): void };
  readonly sessionPrefix: string;
  readonly broadcastId: string;
  readonly epochWallMs: number;
  readonly partTargetMs: number;
  readonly windowMs: number;
  readonly takeMediaSequence: () => number;
  readonly takeDiscontinuity: () => number;
  /** Called whenever a rendition has a new part, or changed its state. */
  readonly onChange: (key: string) => void;
}

/** A rendition that the transcoder feeds; without a plan it is not declared any more. */
interface Transcoded {
  readonly rendition: Rendition;
  writer: VideoWriter | null;
  /** What came before the part target was known. */
  early: (VideoConfig | VideoPacket)[];
}

/** After the source breaks off: how long the transcoder's last frames are waited for. */
const straggleMs = 1000;
const mostEarlyPackets = 600;
const sourceKey = '0';
const audioKey = 'audio';

/** One broadcast on the channel: its grid, its audio and all its renditions. */
export class LiveBroadcast implements MediaSink, RenditionSurroundings {
  readonly #needs: BroadcastNeeds;
  readonly #grid: Grid;
  readonly #audio = new AudioLog();
  readonly #source: Rendition;
  #audioOnly: { rendition: Rendition; writer: AudioWriter } | null = null;
  readonly #transcoded = new Map<string, Transcoded>();
  #probe: StartProbe | null;
  #partTarget: PartTarget;
  #tracks: TrackConfig = { video: null, audio: null };
  #sourceWriter: VideoWriter | AudioWriter | null = null;
  #cancelStraggle: () => void = () => {};
  #multivariant: { version: number; body: PlaylistBody } | null = null;
  version = 0;
  isPaused = false;
  hasEnded = false;

  constructor(needs: BroadcastNeeds) {
    this.#needs = needs;
    this.#partTarget = { partTargetMs: needs.partTargetMs, frameRate: null };
    this.#probe = new StartProbe(needs);
    this.#grid = new Grid({ ...needs, audio: this.#audio });
    this.#source = this.#newRendition(sourceKey);
  }

  get broadcastId(): string {
    return this.#needs.broadcastId;
  }

  get partTargetMs(): number {
    return this.#partTarget.partTargetMs;
  }

  /** All renditions, the source first. */
  get renditions(): readonly Rendition[] {
    const transcoded = [...this.#transcoded.values()].map(({ rendition }) => rendition);
    const declared = transcoded.filter(({ plan }) => plan !== null);
    return [this.#source, ...declared, ...(this.#audioOnly === null ? [] : [this.#audioOnly.rendition])];
  }

  rendition(key: string): Rendition | null {
    if (key === sourceKey) return this.#source;
    if (key === audioKey) return this.#audioOnly?.rendition ?? null;
    const rendition = this.#transcoded.get(key)?.rendition ?? null;
    return rendition?.plan === null ? null : rendition;
  }

  /** The multivariant playlist; null until the source has a part. */
  multivariant(): PlaylistBody | null {
    if (this.#source.window.position === null) return null;
    if (this.#multivariant?.version !== this.version) {
      const text = renderMultivariantPlaylist(this.#variants());
      const entityTag = `W/"${this.#needs.sessionPrefix}-${this.version}"`;
      this.#multivariant = { version: this.version, body: new PlaylistBody({ text, entityTag }) };
    }
    return this.#multivariant.body;
  }

  reports(key: string): readonly { readonly key: string; readonly position: Position }[] {
    return this.renditions.flatMap((rendition) => {
      const { position } = rendition.window;
      return rendition.key === key || rendition.isLost || position === null ? [] : [{ key: rendition.key, position }];
    });
  }

  push(item: MediaItem): void {
    if (this.hasEnded) return;
    if (this.#probe === null) {
      this.#take(item);
      return;
    }
    const partTarget = this.#probe.push(item);
    if (partTarget === null) return;
    const { items } = this.#probe;
    this.#probe = null;
    this.#partTarget = partTarget;
    for (const kept of items) this.#take(kept);
    for (const transcoded of this.#transcoded.values()) this.#startWriter(transcoded);
  }

  /** Ends the broadcast as the bus's `end` does. */
  end(): void {
    this.push({ kind: 'end' });
  }

  declare(plans: readonly RenditionPlan[]): void {
    const declared = new Map(plans.map((plan) => [String(plan.index), plan]));
    for (const [key, transcoded] of this.#transcoded) {
      if (declared.has(key)) continue;
      // Kept, as it may be declared again: its names must never stand for other bytes.
      transcoded.rendition.plan = null;
      transcoded.writer?.interrupt();
      this.#changed(key);
    }
    for (const [key, plan] of declared) {
      const transcoded = this.#transcoded.get(key) ?? { rendition: this.#newRendition(key), writer: null, early: [] };
      this.#transcoded.set(key, transcoded);
      transcoded.rendition.plan = plan;
      transcoded.rendition.video = null;
      transcoded.rendition.audio = this.#tracks.audio;
      if (transcoded.writer === null && this.#probe === null) this.#startWriter(transcoded);
      if (transcoded.rendition.window.position !== null) this.lose(plan.index);
    }
  }

  configure(index: number, config: VideoConfig): void {
    const transcoded = this.#transcoded.get(String(index));
    if (transcoded === undefined || this.hasEnded) return;
    transcoded.rendition.video = config;
    if (transcoded.writer === null) transcoded.early.push(config);
    else transcoded.writer.config(config);
  }

  video(index: number, packet: VideoPacket): void {
    const transcoded = this.#transcoded.get(String(index));
    if (transcoded === undefined || transcoded.rendition.plan === null || this.hasEnded) return;
    if (transcoded.writer !== null) {
      transcoded.writer.video(packet);
      this.#publish(transcoded.rendition);
    } else if (transcoded.early.length < mostEarlyPackets) transcoded.early.push(packet);
  }

  lose(index: number): void {
    const transcoded = this.#transcoded.get(String(index));
    if (transcoded === undefined || this.hasEnded) return;
    transcoded.writer?.interrupt();
    if (transcoded.rendition.isLost) return;
    transcoded.rendition.isLost = true;
    this.#changed(transcoded.rendition.key);
  }

  /** Takes the broadcast's files off the shelf, at once. */
  clear(): void {
    this.#cancelStraggle();
    for (const { rendition } of this.#transcoded.values()) rendition.window.clear();
    this.#source.window.clear();
    this.#audioOnly?.rendition.window.clear();
  }

  #take(item: MediaItem): void {
    switch (item.kind) {
      case 'video':
        this.#takeVideo(item);
        break;
      case 'audio':
        this.#takeAudio(item);
        break;
      case 'config':
        this.#configureTracks(item.tracks);
        break;
      case 'discontinuity':
        this.#breakOff();
        this.#audio.restart(this.#tracks.audio);
        this.isPaused = false;
        break;
      case 'pause':
        this.#breakOff();
        this.isPaused = true;
        break;
      case 'end':
        this.#finish();
        break;
    }
  }

  #takeVideo(packet: VideoPacket): void {
    if (!(this.#sourceWriter instanceof VideoWriter) || !this.#grid.video(packet, this.#tracks)) return;
    this.isPaused = false;
    this.#sourceWriter.video(packet);
    this.#audioOnly?.writer.catchUp();
    this.#publishAll();
  }

  #takeAudio(packet: Extract<MediaItem, { kind: 'audio' }>): void {
    const frame = this.#audio.append(packet);
    if (frame === null) return;
    if (this.#sourceWriter instanceof AudioWriter) {
      this.isPaused = false;
      this.#grid.audio(frame, this.#tracks);
      this.#sourceWriter.catchUp();
    }
    this.#audioOnly?.writer.catchUp();
    this.#publishAll();
  }

  #configureTracks(tracks: TrackConfig): void {
    this.#breakOff();
    this.#tracks = tracks;
    this.#audio.restart(tracks.audio);
    this.#source.video = tracks.video;
    for (const { rendition } of this.#transcoded.values()) rendition.audio = tracks.audio;
    this.#source.audio = tracks.audio;
    const needs = this.#writerNeeds(this.#source);
    if (tracks.video === null) this.#sourceWriter = new AudioWriter(needs);
    else {
      const writer = new VideoWriter({ ...needs, placement: 'dts' });
      writer.config(tracks.video);
      this.#sourceWriter = writer;
    }
    if (tracks.video !== null && tracks.audio !== null && this.#audioOnly === null) {
      const rendition = this.#newRendition(audioKey);
      this.#audioOnly = { rendition, writer: new AudioWriter(this.#writerNeeds(rendition)) };
    }
    if (this.#audioOnly !== null) this.#audioOnly.rendition.audio = tracks.audio;
  }

  /** Completes what the source has sent; the transcoder's last frames may still come. */
  #breakOff(): void {
    this.#grid.breakOff();
    if (this.#sourceWriter instanceof VideoWriter) this.#sourceWriter.finish();
    else this.#sourceWriter?.catchUp();
    this.#audioOnly?.writer.catchUp();
    this.#cancelStraggle();
    this.#cancelStraggle = this.#needs.clock.after(straggleMs, () => this.#finishTranscoded());
    this.#publishAll();
  }

  #finishTranscoded(): void {
    for (const { rendition, writer } of this.#transcoded.values()) {
      writer?.finish();
      if (!rendition.isLost) this.#publish(rendition);
    }
  }

  #finish(): void {
    // First of all, so that who is woken by the last part learns at once that it is the last.
    this.hasEnded = true;
    this.isPaused = false;
    this.#breakOff();
    this.#cancelStraggle();
    for (const { writer } of this.#transcoded.values()) writer?.finish();
    for (const { key } of this.renditions) this.#changed(key);
  }

  #startWriter(transcoded: Transcoded): void {
    const writer = new VideoWriter({ ...this.#writerNeeds(transcoded.rendition), placement: 'pts' });
    transcoded.writer = writer;
    for (const item of transcoded.early) {
      if ('kind' in item) writer.video(item);
      else writer.config(item);
    }
    transcoded.early = [];
    this.#publish(transcoded.rendition);
  }

  #publishAll(): void {
    this.#publish(this.#source);
    if (this.#audioOnly !== null) this.#publish(this.#audioOnly.rendition);
  }

  #publish(rendition: Rendition): void {
    if (!rendition.window.takeChanged()) return;
    rendition.isLost = false;
    this.#changed(rendition.key);
  }

  #changed(key: string): void {
    this.version += 1;
    this.#needs.onChange(key);
  }

  #variants(): Variant[] {
    const { frameRate } = this.#partTarget;
    const sourceRate = this.#source.bitRate?.peakBitsPerSecond ?? Infinity;
    // A rendition without media yet is no dearer than the source: players may sort by what is declared.
    return this.renditions.flatMap((rendition) => {
      if (rendition.isLost) return [];
      return rendition.variant({ frameRate, bandwidthCeiling: sourceRate * 0.9 }) ?? [];
    });
  }

  #writerNeeds(rendition: Rendition): WriterNeeds {
    return {
      grid: this.#grid,
      audio: this.#audio,
      window: rendition.window,
      partTargetMs: this.partTargetMs,
      epochWallMs: this.#needs.epochWallMs,
    };
  }

  #newRendition(key: string): Rendition {
    const { clock, broadcastId } = this.#needs;
    const window = new RenditionWindow({
      ...this.#needs,
      folder: `/hls/${key}/`,
      archiveFolder: `${broadcastId}/${key}/`,
      monotonicMs: () => clock.monotonicMs(),
    });
    return new Rendition({ key, window, surroundings: this, sessionPrefix: this.#needs.sessionPrefix });
  }
}
