import type {
  AudioConfig,
  MediaItem,
  MediaSink,
  TrackConfig,
  VideoConfig,
  VideoLayer,
  VideoPacket,
} from '../media/packet.ts';
import { silentTrack } from '../media/silent-frame.ts';
import type { Clock } from '../platform/clock.ts';
import { ArchiveMultivariant } from './archive-multivariant.ts';
import { AudioLog } from './audio-log.ts';
import { AudioWriter } from './audio-writer.ts';
import type { FileShelf } from './file-shelf.ts';
import { Grid, type Placement } from './grid.ts';
import { GridBeside } from './grid-beside.ts';
import { LayerFeed } from './layer-feed.ts';
import type { PartTarget } from './part-target.ts';
import { PlaylistBody } from './playlist-body.ts';
import { renderMultivariantPlaylist, type Variant } from './playlist-multivariant.ts';
import { type DeclaredRendition, Rendition, type RenditionSurroundings, sameSizes } from './rendition.ts';
import { type Position, RenditionWindow, type Segment } from './rendition-window.ts';
import type { SegmentArchive } from './segment-archive.ts';
import { SourceTwin, sourceTwinKey } from './source-twin.ts';
import { StartProbe } from './start-probe.ts';
import { VideoWriter, type WriterNeeds } from './video-writer.ts';

export interface BroadcastNeeds {
  readonly clock: Clock;
  readonly shelf: FileShelf;
  readonly archive: SegmentArchive;
  readonly sessionPrefix: string;
  readonly broadcastId: string;
  readonly epochWallMs: number;
  readonly partTargetMs: number;
  readonly windowMs: number;
  readonly takeMediaSequence: () => number;
  readonly takeDiscontinuity: () => number;
  /** Called whenever a rendition has a new part, or changed its state. */
  readonly onChange: (key: string) => void;
  /** Called whenever there are other renditions to choose from. */
  readonly onLadder: () => void;
  /** Called with each finished segment of the source. */
  readonly onSegment: (segment: SegmentOnAir) => void;
}

/** A finished segment of the source rendition, as it was on air. */
export interface SegmentOnAir {
  readonly mediaSequence: number;
  /** Wall clock of its first sample, and its place on the broadcast's own clock. */
  readonly startWallMs: number;
  readonly startMediaMs: number;
  readonly durationMs: number;
  readonly isDiscontinuity: boolean;
  /** Whether media is missing in it. */
  readonly isGap: boolean;
}

/** See `storyboardSource`. */
export interface StoryboardSource {
  readonly init: Buffer;
  readonly media: Buffer;
  readonly timesMs: readonly number[];
  readonly endMs: number;
  readonly width: number;
  readonly height: number;
}

/** A rendition that the transcoder feeds, or the encoder itself; without a plan it is not declared any more. */
interface Transcoded {
  readonly rendition: Rendition;
  /** Transcoded packets have the PTS of the source's, the encoder's own have DTS of their own. */
  placement: Placement;
  writer: VideoWriter | null;
  /** What came before the part target was known. */
  early: (VideoConfig | VideoPacket)[];
}

/** After the source breaks off: how long the transcoder's last frames are waited for. */
const straggleMs = 1000;
const mostEarlyPackets = 600;
const mostStoryboardPictures = 36;
const usualFrameRate = 30;
const sourceKey = '0';
const audioKey = 'audio';
const multivariantName = 'stream.m3u8';

/** One broadcast on the channel: its grid, its audio and all its renditions. */
export class LiveBroadcast implements MediaSink, RenditionSurroundings {
  readonly #needs: BroadcastNeeds;
  readonly #grid: Grid;
  readonly #audio = new AudioLog();
  /** The same sound in a codec that every player knows, for the renditions that are declared with it. */
  readonly #audioBeside = new AudioLog();
  readonly #gridBeside: GridBeside;
  #soundBeside: AudioConfig | null = null;
  readonly #source: Rendition;
  /** There once the sound was one that not every player knows. */
  #twin: SourceTwin | null = null;
  #audioOnly: { rendition: Rendition; writer: AudioWriter } | null = null;
  readonly #transcoded = new Map<string, Transcoded>();
  /** What is declared, best first. */
  #ladder: readonly DeclaredRendition[] = [];
  readonly #layers = new LayerFeed({ onPacket: (index, packet) => this.video(index, packet) });
  #hasLayers = false;
  #probe: StartProbe | null;
  #partTarget: PartTarget;
  #tracks: TrackConfig = { video: null, audio: null };
  /** Whether the sound is ours, because the encoder sends none. */
  #isSilent = false;
  #sourceWriter: VideoWriter | AudioWriter | null = null;
  #cancelStraggle: () => void = () => {};
  readonly #cancelForgetting = new Set<() => void>();
  #multivariant: { version: number; body: PlaylistBody } | null = null;
  readonly #archiveMultivariant = new ArchiveMultivariant();
  version = 0;
  isPaused = false;
  hasEnded = false;

  constructor(needs: BroadcastNeeds) {
    this.#needs = needs;
    this.#partTarget = { partTargetMs: needs.partTargetMs, frameRate: null };
    this.#probe = new StartProbe(needs);
    this.#grid = new Grid({ ...needs, audio: this.#audio });
    this.#gridBeside = new GridBeside({
      grid: this.#grid,
      audio: this.#audioBeside,
      readConfig: () => this.#soundBeside,
    });
    this.#source = this.#newRendition(sourceKey);
    needs.archive.playlist(multivariantName, (stateOf) => {
      const stored = this.#variants().filter(({ uri }) => stateOf(uri) === 'stored');
      return this.#archiveMultivariant.render(stored, this.#source.window.position?.mediaSequence ?? 0);
    });
  }

  get broadcastId(): string {
    return this.#needs.broadcastId;
  }

  get partTargetMs(): number {
    return this.#partTarget.partTargetMs;
  }

  /** Pictures per second of the source, as parts are cut for; null for sound alone. */
  get frameRate(): number | null {
    return this.#partTarget.frameRate;
  }

  /** All renditions there are to choose from, the source first. */
  get renditions(): readonly Rendition[] {
    const declared = this.#ladder.flatMap(({ index }) => this.#transcoded.get(String(index))?.rendition ?? []);
    const twin = this.#twin?.rendition ?? [];
    const audio = this.#audioOnly?.rendition ?? [];
    return [this.#source, twin, declared, audio].flat();
  }

  /** The newest of the source's pictures, `lengthMs` or a little more, from a key frame on; null while there is none. */
  newestPictures(
    lengthMs: number,
  ): { readonly init: Buffer; readonly media: Buffer; readonly interlacing: VideoConfig['interlacing'] } | null {
    const { video } = this.#tracks;
    const pictures = video === null ? null : this.#source.window.newestPictures(lengthMs);
    return pictures === null ? null : { ...pictures, interlacing: video?.interlacing };
  }

  /** Key frames of the source over the live window, for small pictures of it; times since `startedWallMs`, the start of the broadcast. */
  storyboardSource(startedWallMs: number): StoryboardSource | null {
    const { video } = this.#tracks;
    const pictures = video === null ? null : this.#source.window.keyPictures(mostStoryboardPictures);
    if (video === null || pictures === null) return null;
    const timesMs = pictures.startsWallMs.map((wallMs) => wallMs - startedWallMs);
    const { init, media, endWallMs } = pictures;
    return { init, media, timesMs, endMs: endWallMs - startedWallMs, width: video.width, height: video.height };
  }

  rendition(key: string): Rendition | null {
    if (key === sourceKey) return this.#source;
    if (key === audioKey) return this.#audioOnly?.rendition ?? null;
    if (key === sourceTwinKey) return this.#twin?.rendition ?? null;
    const rendition = this.#transcoded.get(key)?.rendition ?? null;
    return rendition?.plan === null ? null : rendition;
  }

  /** The multivariant playlist; null until the source has a part. */
  multivariant(): PlaylistBody | null {
    if (this.#source.window.position === null) return null;
    if (this.#multivariant?.version !== this.version) {
      const text = renderMultivariantPlaylist(this.#variants());
      const entityTag = `W/"${this.#needs.broadcastId}-${this.version}"`;
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
    for (const transcoded of this.#transcoded.values()) if (transcoded.writer === null) this.#startWriter(transcoded);
  }

  /** Ends the broadcast as the bus's `end` does. */
  end(): void {
    this.push({ kind: 'end' });
  }

  /** A whole new ladder; its renditions begin again. */
  declare(plans: readonly DeclaredRendition[], placement: Placement = 'pts'): void {
    this.#omitAllBut(plans);
    for (const plan of plans) {
      const transcoded = this.#transcoded.get(String(plan.index)) ?? this.#addTranscoded(plan, placement);
      if (transcoded.placement !== placement) this.#restartWriter(transcoded, placement);
      transcoded.rendition.plan = plan;
      transcoded.rendition.video = null;
      if (transcoded.rendition.window.position !== null) this.lose(plan.index);
    }
    this.#needs.onLadder();
  }

  /** Another ladder in mid-broadcast: renditions of an index that was there go on, new ones are not shown before they have a segment. */
  revise(plans: readonly DeclaredRendition[]): void {
    this.#omitAllBut(plans);
    for (const plan of plans) {
      const existing = this.#transcoded.get(String(plan.index));
      const { rendition } = existing ?? this.#addTranscoded(plan, 'pts');
      rendition.plan = plan;
      rendition.audio = this.#soundOf(plan);
      if (existing !== undefined || this.#source.window.position === null) continue;
      rendition.isLost = true;
      rendition.isYoung = true;
    }
    this.version += 1;
    this.#needs.onLadder();
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

  get windowMs(): number {
    return this.#needs.windowMs;
  }

  /** Takes the playlists out of the archive; the files of who still has one stay. Twice is harmless, unless another broadcast began in between. */
  withdraw(): void {
    this.#cancelStraggle();
    for (const cancel of this.#cancelForgetting) cancel();
    this.#needs.archive.playlist(multivariantName, null);
    for (const { key } of this.#all) this.#needs.archive.playlist(playlistOf(key), null);
  }

  /** Takes the broadcast's files off the shelf, at once. */
  clear(): void {
    for (const { window } of this.#all) window.clear();
  }

  #take(item: MediaItem): void {
    switch (item.kind) {
      case 'video':
        this.#takeVideo(item);
        break;
      case 'audio':
        this.#takeAudio(item);
        break;
      case 'layer':
        this.#layers.push(item);
        break;
      case 'sound-beside':
        this.#audioBeside.append(item.packet);
        this.#twin?.catchUp();
        this.#publishAll();
        break;
      case 'config':
        // What steps in has none; it is silent there.
        if (!this.#grid.isInterlude) this.#soundBeside = item.soundBeside ?? null;
        this.#configureTracks(item.tracks);
        this.#declareLayers(item.layers ?? []);
        break;
      case 'discontinuity':
        this.#breakOff();
        this.#grid.isInterlude = item.reason === 'source-changed';
        this.#audio.restart(this.#tracks.audio, this.#isSilent);
        this.#audioBeside.restart(this.#soundBeside, this.#grid.isInterlude);
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
    if (!(this.#sourceWriter instanceof VideoWriter)) return;
    const { runStartMs } = this.#grid;
    if (runStartMs !== null) {
      this.#audio.keepUp(runStartMs, packet.dtsMs);
      this.#audioBeside.keepUp(runStartMs, packet.dtsMs);
    }
    if (!this.#grid.video(packet, this.#tracks)) return;
    this.isPaused = false;
    this.#sourceWriter.video(packet);
    this.#twin?.video(packet);
    if (this.#grid.last !== null) this.#layers.release(packet.dtsMs, this.#grid.last);
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

  /**
   * Pictures without sound get a silent track: players set up what they decode once, and stand still for good when sound comes
   * later, as it does when an encoder's microphone is switched on.
   */
  #configureTracks(sent: TrackConfig): void {
    this.#breakOff();
    this.#isSilent = sent.video !== null && sent.audio === null;
    const tracks = this.#isSilent ? { ...sent, audio: silentTrack } : sent;
    this.#tracks = tracks;
    this.#audio.restart(tracks.audio, this.#isSilent);
    this.#audioBeside.restart(this.#soundBeside, this.#grid.isInterlude);
    this.#source.video = tracks.video;
    for (const { rendition } of this.#transcoded.values()) rendition.audio = this.#soundOf(rendition.plan);
    this.#source.audio = tracks.audio;
    const needs = this.#writerNeeds(this.#source);
    if (tracks.video === null) this.#sourceWriter = new AudioWriter(needs);
    else {
      const writer = new VideoWriter({ ...needs, placement: 'dts' });
      writer.config(tracks.video);
      this.#sourceWriter = writer;
    }
    if (sent.video !== null && sent.audio !== null && this.#audioOnly === null) {
      const rendition = this.#newRendition(audioKey);
      this.#audioOnly = { rendition, writer: new AudioWriter(this.#writerNeeds(rendition)) };
    }
    if (this.#audioOnly !== null) this.#audioOnly.rendition.audio = tracks.audio;
    this.#configureTwin(tracks.video);
  }

  #configureTwin(video: VideoConfig | null): void {
    if (this.#twin === null) {
      if (video === null || this.#soundBeside === null) return;
      const rendition = this.#newRendition(sourceTwinKey);
      // It is nothing new while nobody watches yet.
      rendition.isLost = this.#source.window.position !== null;
      this.#twin = new SourceTwin({ rendition, writer: this.#besideNeeds(rendition) });
    }
    if (this.#twin.configure(video, this.#soundBeside)) this.#changed(sourceTwinKey);
  }

  /**
   * The sizes that the encoder sends itself take the place of a ladder; whoever makes one may do so again when they go. Other codec data of the
   * same sizes, such as those of a slate, are no other ladder.
   */
  #declareLayers(layers: readonly VideoLayer[]): void {
    if (layers.length === 0 && !this.#hasLayers) return;
    const plans = layers.map(({ index, config }) => {
      const { width, height, codecString } = config;
      const frameRate = config.frameRate ?? this.#partTarget.frameRate ?? usualFrameRate;
      return { index, width, height, frameRate, codecString, givenName: null, videoBitrateKbps: 0 };
    });
    const isSame = this.#hasLayers && sameSizes(plans, this.#ladder);
    this.#hasLayers = layers.length > 0;
    if (!isSame) this.declare(plans, 'dts');
    for (const { index, config } of layers) this.configure(index, config);
  }

  /** Completes what the source has sent; the transcoder's last frames may still come. */
  #breakOff(): void {
    this.#grid.breakOff();
    this.#layers.clear();
    if (this.#sourceWriter instanceof VideoWriter) this.#sourceWriter.finish();
    else this.#sourceWriter?.catchUp();
    this.#twin?.finish();
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
    for (const rendition of this.renditions) {
      this.#changed(rendition.key);
      this.#archivePlaylist(rendition);
    }
  }

  #omitAllBut(plans: readonly DeclaredRendition[]): void {
    this.#ladder = plans;
    const kept = new Set(plans.map((plan) => String(plan.index)));
    for (const [key, transcoded] of this.#transcoded) {
      if (kept.has(key) || transcoded.rendition.plan === null) continue;
      transcoded.rendition.plan = null;
      transcoded.writer?.interrupt();
      this.#changed(key);
      this.#forgetLater(key, transcoded);
    }
  }

  /** Kept for a while, as it may be declared again: its names must never stand for other bytes. */
  #forgetLater(key: string, transcoded: Transcoded): void {
    const cancel = this.#needs.clock.after(2 * this.#needs.windowMs, () => {
      this.#cancelForgetting.delete(cancel);
      if (transcoded.rendition.plan !== null || this.#transcoded.get(key) !== transcoded) return;
      this.#needs.archive.playlist(playlistOf(key), null);
      transcoded.rendition.window.clear();
      this.#transcoded.delete(key);
    });
    this.#cancelForgetting.add(cancel);
  }

  #addTranscoded(plan: DeclaredRendition, placement: Placement): Transcoded {
    const key = String(plan.index);
    const transcoded: Transcoded = { rendition: this.#newRendition(key), placement, writer: null, early: [] };
    transcoded.rendition.plan = plan;
    transcoded.rendition.audio = this.#soundOf(plan);
    this.#transcoded.set(key, transcoded);
    if (this.#probe === null) this.#startWriter(transcoded);
    return transcoded;
  }

  #restartWriter(transcoded: Transcoded, placement: Placement): void {
    transcoded.placement = placement;
    transcoded.writer?.finish();
    transcoded.early = [];
    if (this.#probe === null) this.#startWriter(transcoded);
  }

  #startWriter(transcoded: Transcoded): void {
    const { rendition, placement } = transcoded;
    const hasSoundBeside = rendition.plan?.hasSoundBeside === true;
    const needs = hasSoundBeside ? this.#besideNeeds(rendition) : this.#writerNeeds(rendition);
    const writer = new VideoWriter({ ...needs, placement });
    transcoded.writer = writer;
    for (const item of transcoded.early) {
      if ('kind' in item) writer.video(item);
      else writer.config(item);
    }
    transcoded.early = [];
    this.#publish(transcoded.rendition);
  }

  #soundOf(plan: DeclaredRendition | null): AudioConfig | null {
    return plan?.hasSoundBeside === true ? this.#soundBeside : this.#tracks.audio;
  }

  #publishAll(): void {
    for (const rendition of this.#own) this.#publish(rendition);
  }

  get #all(): readonly Rendition[] {
    return [...this.#own, ...[...this.#transcoded.values()].map(({ rendition }) => rendition)];
  }

  /** The renditions that need no transcoder, the source first. */
  get #own(): readonly Rendition[] {
    return [this.#source, this.#twin?.rendition, this.#audioOnly?.rendition].filter((one) => one !== undefined);
  }

  #publish(rendition: Rendition): void {
    if (!rendition.window.takeChanged()) return;
    if (rendition.isYoung) {
      if (!rendition.window.hasWholeSegment) return;
      rendition.isYoung = false;
    }
    // Players that were left without a picture by its loss learn by this that there is one.
    if (rendition.isLost) this.#needs.onLadder();
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
      const hasNothing = this.hasEnded && rendition.window.position === null;
      if (rendition.isLost || hasNothing) return [];
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

  #besideNeeds(rendition: Rendition): WriterNeeds {
    return { ...this.#writerNeeds(rendition), grid: this.#gridBeside, audio: this.#audioBeside };
  }

  #newRendition(key: string): Rendition {
    const { clock, broadcastId } = this.#needs;
    const window = new RenditionWindow({
      ...this.#needs,
      folder: `/hls/${key}/`,
      archiveFolder: `${broadcastId}/${key}/`,
      monotonicMs: () => clock.monotonicMs(),
      ...(key === sourceKey ? { onFinished: (segment: Segment) => this.#tellOf(segment) } : {}),
    });
    const rendition = new Rendition({ key, window, surroundings: this, broadcastId });
    this.#archivePlaylist(rendition);
    return rendition;
  }

  #tellOf({ mediaSequence, startWallMs, durationMs, isDiscontinuity, isGap }: Segment): void {
    const { epochWallMs, onSegment } = this.#needs;
    const startMediaMs = startWallMs - epochWallMs;
    onSegment({ mediaSequence, startWallMs, startMediaMs, durationMs: durationMs ?? 0, isDiscontinuity, isGap });
  }

  #archivePlaylist(rendition: Rendition): void {
    this.#needs.archive.playlist(playlistOf(rendition.key), (stateOf) => rendition.archivePlaylist(stateOf));
  }
}

/** Name of a rendition's playlist, seen from the multivariant one. */
function playlistOf(key: string): string {
  return `${key}/stream.m3u8`;
}
