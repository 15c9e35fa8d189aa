import type {
  MediaItem,
  MediaPacket,
  MediaSink,
  TrackConfig,
  VideoConfig,
  VideoLayer,
  VideoPacket,
} from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';

/** What a broadcast takes in, of whatever is on air. */
export interface BroadcastInput extends MediaSink {
  declare(plans: readonly RenditionPlan[]): void;
  revise(plans: readonly RenditionPlan[]): void;
  configure(index: number, config: VideoConfig): void;
  video(index: number, packet: VideoPacket): void;
  lose(index: number): void;
}

/** The tracks of a source that steps in, for every rendition that there is. */
export interface InterludeTracks {
  readonly source: TrackConfig;
  readonly renditions: ReadonlyMap<number, VideoConfig>;
}

/** One of the two that a rendition's packets may come from. */
type SourceName = 'live' | 'interlude';

interface RenditionState {
  /** What the live source said last; null while the transcoder has nothing to give. */
  live: VideoConfig | null;
  /** Whose packets were the last. */
  speaker: SourceName;
}

/**
 * Decides which source a broadcast shows: the highest one that is ready. The encoder's own picture stands above whatever steps in while it is
 * away, and takes over with its first key frame. Both feed one timeline: each change is a discontinuity, and begins a segment.
 */
export class SourceSwitch implements BroadcastInput {
  readonly #broadcast: BroadcastInput;
  readonly #renditions = new Map<number, RenditionState>();
  #onAir: SourceName = 'live';
  /** With the layers that the encoder made itself, if any. */
  #liveTracks: Extract<MediaItem, { kind: 'config' }> | null = null;
  #interlude: InterludeTracks | null = null;
  /** The broadcast has not been told the live source's tracks since it came back. */
  #owesTracks = false;

  constructor(needs: { broadcast: BroadcastInput }) {
    this.#broadcast = needs.broadcast;
  }

  /** Renditions that the live source feeds, besides its own. */
  get fed(): readonly number[] {
    if (this.#layers.length > 0) return this.#layers.map(({ index }) => index);
    return [...this.#renditions].flatMap(([index, { live }]) => (live === null ? [] : [index]));
  }

  /** An item of the live source. */
  push(item: MediaItem): void {
    if (item.kind === 'config') this.#liveTracks = item;
    const isPacket =
      item.kind === 'video' || item.kind === 'audio' || item.kind === 'layer' || item.kind === 'sound-beside';
    if (this.#onAir === 'interlude') {
      // It announces its return with a discontinuity; until then nothing of it can be shown.
      if (isPacket || item.kind === 'config' || item.kind === 'pause') return;
      if (item.kind === 'discontinuity') this.#backToLive();
    }
    if (item.kind === 'config') this.#owesTracks = false;
    else if (isPacket) this.#payTracks();
    this.#broadcast.push(item);
  }

  declare(plans: readonly RenditionPlan[]): void {
    this.#renditions.clear();
    this.#broadcast.declare(plans);
  }

  revise(plans: readonly RenditionPlan[]): void {
    const kept = new Set(plans.map(({ index }) => index));
    for (const index of this.#renditions.keys()) if (!kept.has(index)) this.#renditions.delete(index);
    this.#broadcast.revise(plans);
  }

  configure(index: number, config: VideoConfig): void {
    const state = this.#renditions.get(index) ?? { live: null, speaker: 'live' };
    state.live = config;
    this.#renditions.set(index, state);
    if (state.speaker === 'live') this.#broadcast.configure(index, config);
  }

  /** A packet of the live source's rendition of that index. */
  video(index: number, packet: VideoPacket): void {
    const state = this.#renditions.get(index);
    if (state?.speaker === 'interlude') {
      // What the transcoder still had to give when the encoder went comes too late.
      if (this.#onAir === 'interlude' || state.live === null || !packet.isKey) return;
      state.speaker = 'live';
      this.#broadcast.configure(index, state.live);
    }
    this.#broadcast.video(index, packet);
  }

  lose(index: number): void {
    this.#renditions.delete(index);
    this.#broadcast.lose(index);
  }

  /** Another source steps in. Its first packet is a key frame; renditions that it says nothing of stand still. */
  begin(interlude: InterludeTracks): void {
    this.#onAir = 'interlude';
    this.#interlude = interlude;
    for (const state of this.#renditions.values()) if (state.speaker === 'interlude') state.speaker = 'live';
    this.#broadcast.push({ kind: 'discontinuity', reason: 'source-changed', atMs: 0 });
    this.#broadcast.push({ kind: 'config', tracks: interlude.source, layers: layersOf(this.#layers, interlude) });
  }

  /** It steps down, and nothing is on air until the live source is back. */
  end(): void {
    if (this.#onAir === 'interlude') this.#broadcast.push({ kind: 'pause' });
  }

  /** A packet of the source that stepped in; dropped when the live one is back. */
  interlude(packet: MediaPacket): void {
    if (this.#onAir === 'interlude') this.#broadcast.push(packet);
  }

  /** A packet of its rendition of that index. */
  interludeRendition(index: number, packet: VideoPacket): void {
    if (this.#layers.length > 0) {
      if (this.#onAir === 'interlude') this.#broadcast.push({ kind: 'layer', index, packet });
      return;
    }
    const state = this.#renditions.get(index);
    const config = this.#interlude?.renditions.get(index);
    if (this.#onAir !== 'interlude' || state === undefined || state.live === null || config === undefined) return;
    if (state.speaker === 'live') {
      state.speaker = 'interlude';
      this.#broadcast.configure(index, config);
    }
    this.#broadcast.video(index, packet);
  }

  /** Sizes of the picture that the encoder sends itself. */
  get #layers(): readonly VideoLayer[] {
    return this.#liveTracks?.layers ?? [];
  }

  #backToLive(): void {
    this.#onAir = 'live';
    this.#owesTracks = true;
  }

  #payTracks(): void {
    if (!this.#owesTracks || this.#liveTracks === null) return;
    this.#owesTracks = false;
    this.#broadcast.push(this.#liveTracks);
  }
}

/** The layers of the source that stepped in, in the order of the encoder's. */
function layersOf(live: readonly VideoLayer[], { renditions }: InterludeTracks): VideoLayer[] {
  return live.flatMap(({ index }) => {
    const config = renditions.get(index);
    return config === undefined ? [] : [{ index, config }];
  });
}
