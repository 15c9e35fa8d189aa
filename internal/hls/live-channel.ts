import type { MediaPacket, MediaSink, VideoConfig, VideoPacket } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { HlsRequest, HlsResponse } from './answers.ts';
import { FileShelf } from './file-shelf.ts';
import { targetDurationSeconds } from './grid.ts';
import { LiveBroadcast, type SegmentOnAir, type StoryboardSource } from './live-broadcast.ts';
import { type NumberBlocks, NumberSequence } from './number-sequence.ts';
import type { PlaylistBody } from './playlist-body.ts';
import { type InterludeTracks, SourceSwitch } from './source-switch.ts';
import { RequestHandler, type ServedChannel, type ServedRendition } from './request-handler.ts';
import type { SegmentArchive } from './segment-archive.ts';

export type { HlsRequest, HlsResponse } from './answers.ts';
export type { SegmentOnAir } from './live-broadcast.ts';
export type { SegmentArchive } from './segment-archive.ts';

export interface LiveChannelSettings {
  /** What PART-TARGET is to come near to, 200 to 1000 ms. Read at each broadcast's start. */
  readonly partTargetMs: number;
  /** Length of the live window, at least 24 s. Read at each broadcast's start. */
  readonly windowSeconds: number;
  /** Requests that may be held at a time; above it they get a 503. */
  readonly maxWaitingRequests: number;
}

export interface LiveChannelNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly counters: NumberBlocks;
  readonly archive: SegmentArchive;
  /** Told of each finished segment of the source; may neither block nor throw. */
  readonly onSegment?: (segment: SegmentOnAir) => void;
  readonly settings: LiveChannelSettings;
  /** Lower-case letters and digits, new for each process: every media file's name starts with it. */
  readonly sessionPrefix: string;
}

/** Where the transcoder puts one rendition's video. */
export interface RenditionInput {
  /** Codec data of the packets that follow; the first of them is a key frame. */
  config(config: VideoConfig): void;
  video(packet: VideoPacket): void;
  /** Gone until it sends video again: its playlist answers 404, and waiting requests at once. */
  lost(): void;
}

/** Where something steps in while the encoder is away. */
export interface InterludeInput {
  /** Pictures per second that parts are cut for; null for sound alone. */
  readonly frameRate: number | null;
  /** Indexes of the renditions that were fed until now, and are to be carried on. */
  readonly fed: readonly number[];
  begin(tracks: InterludeTracks): void;
  /** Nothing more comes. */
  end(): void;
  packet(packet: MediaPacket): void;
  rendition(index: number, packet: VideoPacket): void;
}

/** How one rendition stands, for status pages. */
export interface RenditionStatus {
  readonly key: string;
  readonly state: ServedRendition['state'];
  readonly bitsPerSecond: number | null;
  readonly lastMediaSequence: number | null;
}

export interface ChannelStatus {
  /** Null when no broadcast was on since the process's start, or its playlists have been taken away. */
  readonly broadcastId: string | null;
  readonly state: 'offline' | 'starting' | 'live' | 'paused';
  readonly renditions: readonly RenditionStatus[];
  readonly waitingRequests: number;
}

/** A segment's duration rounds to the target duration at most. */
const longestSegmentMs = targetDurationSeconds * 1000 + 500;
/** How long a finished broadcast's playlists are served on. */
const afterEndMs = 60_000;

/**
 * The channel's live window: takes in packets, cuts them into parts and segments in memory, and answers players. One per
 * process; broadcasts follow each other on it at the same URLs, with sequence numbers that never go back.
 */
export class LiveChannel {
  readonly #needs: LiveChannelNeeds;
  readonly #shelf = new FileShelf();
  readonly #mediaSequence: NumberSequence;
  readonly #discontinuities: NumberSequence;
  readonly #handler: RequestHandler;
  readonly #parts;
  #broadcast: LiveBroadcast | null = null;
  /** Its playlists are gone; its segments are there for who has one. */
  #leaving: LiveBroadcast | null = null;
  /** In front of the broadcast. */
  #switch: SourceSwitch | null = null;
  #cancelClearing: () => void = () => {};
  #isStopped = false;
  #ladderVersion = 0;

  constructor(needs: LiveChannelNeeds) {
    this.#needs = needs;
    const { log, counters: blocks } = needs;
    this.#mediaSequence = new NumberSequence({ blocks, log, name: 'hls.media-sequence' });
    this.#discontinuities = new NumberSequence({ blocks, log, name: 'hls.discontinuity-sequence' });
    this.#handler = new RequestHandler({
      ...needs,
      shelf: this.#shelf,
      channel: this.#served(),
      locate: (path) => needs.archive.locate(path),
      maxWaitingRequests: needs.settings.maxWaitingRequests,
    });
    this.#parts = needs.metrics.counter('aerial_hls_updates_total', 'Updates of playlists, over all renditions.');
  }

  /** The sink for a broadcast's source. A broadcast that is still open is ended first. `epochWallMs` is the wall clock of media time 0. */
  beginBroadcast(broadcast: { broadcastId: string; epochWallMs: number }): MediaSink {
    this.#broadcast?.end();
    this.#cancelClearing();
    this.#broadcast?.withdraw();
    this.#broadcast?.clear();
    this.#clearLeaving();
    const { settings } = this.#needs;
    const begun: LiveBroadcast = new LiveBroadcast({
      ...this.#needs,
      ...broadcast,
      shelf: this.#shelf,
      partTargetMs: settings.partTargetMs,
      windowMs: settings.windowSeconds * 1000,
      takeMediaSequence: () => this.#mediaSequence.take(),
      takeDiscontinuity: () => this.#discontinuities.take(),
      onChange: (key) => this.#onChange(begun, key),
      onLadder: () => (this.#ladderVersion += 1),
      onSegment: (segment) => this.#needs.onSegment?.(segment),
    });
    this.#broadcast = begun;
    const sources = new SourceSwitch({ broadcast: begun });
    this.#switch = sources;
    this.#handler.wakeAll();
    return { push: (item) => sources.push(item) };
  }

  /** Replaces the ladder of the broadcast on air; renditions no longer in it answer 404. */
  declareRenditions(plans: readonly RenditionPlan[]): void {
    this.#switch?.declare(plans);
  }

  /** Another ladder in mid-broadcast: renditions of an index that was there go on, new ones are shown once they have a segment. */
  reviseRenditions(plans: readonly RenditionPlan[]): void {
    this.#switch?.revise(plans);
  }

  /** Goes up whenever there are other renditions to choose from than before; never back, also over broadcasts. */
  get ladderVersion(): number {
    return this.#ladderVersion;
  }

  /** The input of the rendition with that index in the ladder; for an index that is not declared all is dropped. */
  rendition(index: number): RenditionInput {
    return {
      config: (config) => this.#switch?.configure(index, config),
      video: (packet) => this.#switch?.video(index, packet),
      lost: () => this.#switch?.lose(index),
    };
  }

  /** Where something else than the encoder may step in while that is away, in the broadcast on air; null when there is none. */
  interlude(): InterludeInput | null {
    const sources = this.#switch;
    const broadcast = this.#broadcast;
    if (sources === null || broadcast === null || broadcast.hasEnded) return null;
    return {
      frameRate: broadcast.frameRate,
      fed: sources.fed,
      begin: (tracks) => sources.begin(tracks),
      end: () => sources.end(),
      packet: (packet) => sources.interlude(packet),
      rendition: (index, packet) => sources.interludeRendition(index, packet),
    };
  }

  /**
   * How long what leaves the live window now has to stay where players read it, in milliseconds: for its own duration and the longest playlist's
   * that listed it (RFC 8216bis, 6.2.2), which is up to a segment longer than the window.
   */
  get stayMs(): number {
    const windowMs = (this.#broadcast ?? this.#leaving)?.windowMs ?? this.#needs.settings.windowSeconds * 1000;
    return windowMs + 2 * longestSegmentMs;
  }

  /** Answers a request whose path starts with `/hls/`. `query` is what follows the `?`, or empty. */
  handle(request: HlsRequest, response: HlsResponse, pathname: string, query: string): void {
    this.#handler.handle(request, response, pathname, query);
  }

  /** The newest of the source's pictures as fragmented MP4, `lengthMs` or a little more, from a key frame on; null while there is none. */
  newestPictures(lengthMs: number): ReturnType<LiveBroadcast['newestPictures']> {
    const broadcast = this.#broadcast;
    return broadcast === null || broadcast.hasEnded ? null : broadcast.newestPictures(lengthMs);
  }

  /** Key frames of the source over the live window, with times since the broadcast began; null while there are none. */
  storyboardSource(startedWallMs: number): StoryboardSource | null {
    const broadcast = this.#broadcast;
    return broadcast === null || broadcast.hasEnded ? null : broadcast.storyboardSource(startedWallMs);
  }

  /** What is on air, for status pages. */
  status(): ChannelStatus {
    const broadcast = this.#broadcast;
    const renditions = (broadcast?.renditions ?? []).map((rendition) => ({
      key: rendition.key,
      state: rendition.state,
      bitsPerSecond: rendition.bitRate?.averageBitsPerSecond ?? null,
      lastMediaSequence: rendition.window.position?.mediaSequence ?? null,
    }));
    const broadcastId = broadcast?.broadcastId ?? null;
    return { broadcastId, state: this.#state(), renditions, waitingRequests: this.#handler.waiting };
  }

  /** Ends the broadcast, answers every waiting request and gives unused numbers back. Twice is harmless. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#broadcast?.end();
    this.#cancelClearing();
    this.#handler.stop();
    this.#mediaSequence.release();
    this.#discontinuities.release();
  }

  #state(): ChannelStatus['state'] {
    const broadcast = this.#broadcast;
    if (broadcast === null || broadcast.hasEnded) return 'offline';
    if (broadcast.multivariant() === null) return 'starting';
    return broadcast.isPaused ? 'paused' : 'live';
  }

  /** As long as there are its media playlists: who asks only after the end gets the last of the broadcast. */
  #multivariant(): PlaylistBody | 'starting' | 'offline' {
    const broadcast = this.#broadcast;
    return broadcast?.multivariant() ?? (broadcast?.hasEnded === false ? 'starting' : 'offline');
  }

  #served(): ServedChannel {
    return {
      rendition: (key) => this.#broadcast?.rendition(key) ?? null,
      multivariant: () => this.#multivariant(),
      isPaused: () => this.#broadcast?.isPaused ?? false,
    };
  }

  #onChange(broadcast: LiveBroadcast, key: string): void {
    this.#parts.add();
    if (broadcast.hasEnded && this.#broadcast === broadcast) {
      this.#cancelClearing();
      this.#cancelClearing = this.#needs.clock.after(afterEndMs, () => this.#takeAway(broadcast));
    }
    this.#handler.wake(key);
  }

  #takeAway(broadcast: LiveBroadcast): void {
    if (this.#broadcast !== broadcast) return;
    broadcast.withdraw();
    this.#broadcast = null;
    this.#handler.wakeAll();
    // Who got a playlist a moment ago plays it from its beginning (RFC 8216bis, 6.2.2).
    this.#leaving = broadcast;
    this.#cancelClearing = this.#needs.clock.after(broadcast.windowMs, () => this.#clearLeaving());
  }

  #clearLeaving(): void {
    this.#leaving?.clear();
    this.#leaving = null;
  }
}
