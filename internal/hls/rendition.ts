import type { AudioConfig, VideoConfig } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import { type BitRate, bitsPerSecond } from './bit-rate-meter.ts';
import type { PlaylistEdge } from './delivery-directives.ts';
import { PlaylistBody } from './playlist-body.ts';
import { renderArchivePlaylist } from './playlist-archive.ts';
import { countSkippable, renderMediaPlaylist } from './playlist-media.ts';
import type { Variant } from './playlist-multivariant.ts';
import type { Position, RenditionWindow } from './rendition-window.ts';
import type { ServedRendition } from './request-handler.ts';
import type { ArchiveState } from './segment-archive.ts';

/** What a rendition has to know of the broadcast that it is part of. */
export interface RenditionSurroundings {
  readonly partTargetMs: number;
  /** Goes up with every part of any rendition. */
  readonly version: number;
  readonly hasEnded: boolean;
  /** The other renditions that have something to report. */
  reports(key: string): readonly { readonly key: string; readonly position: Position }[];
}

/** What viewers are told of a rendition before its first frame exists; a bit rate of zero is not known. */
export type DeclaredRendition = Pick<
  RenditionPlan,
  'index' | 'givenName' | 'width' | 'height' | 'frameRate' | 'videoBitrateKbps' | 'codecString' | 'hasSoundBeside'
>;

interface RenditionNeeds {
  /** `0` for the source, `1` and on for the ladder, `audio`. */
  readonly key: string;
  readonly window: RenditionWindow;
  readonly surroundings: RenditionSurroundings;
  /** Of the broadcast, for its playlists' entity tags: versions begin anew with each. */
  readonly broadcastId: string;
}

/** One rendition: its window, its state and its playlist, rendered once for all who ask between two parts. */
export class Rendition implements ServedRendition {
  readonly key: string;
  readonly window: RenditionWindow;
  /** What it was declared as; null for the source and the audio. */
  plan: DeclaredRendition | null = null;
  video: VideoConfig | null = null;
  audio: AudioConfig | null = null;
  isLost = false;
  /** Came in mid-broadcast, and is lost until it has a whole segment: a player that moves to it had better find something. */
  isYoung = false;
  readonly #needs: RenditionNeeds;
  readonly #bodies = new Map<boolean, { version: number; body: PlaylistBody }>();

  constructor(needs: RenditionNeeds) {
    this.key = needs.key;
    this.window = needs.window;
    this.#needs = needs;
  }

  get state(): ServedRendition['state'] {
    if (this.isLost) return 'lost';
    if (this.#needs.surroundings.hasEnded) return 'ended';
    return this.window.position === null ? 'starting' : 'running';
  }

  get edge(): PlaylistEdge | null {
    const last = this.window.position;
    if (last === null) return null;
    const isLastComplete = this.window.open?.mediaSequence !== last.mediaSequence;
    return { last, isLastComplete, partTargetMs: this.#needs.surroundings.partTargetMs };
  }

  get hasSegment(): boolean {
    return this.window.segments.some((segment) => segment.durationMs !== null);
  }

  get nextPartPath(): string | null {
    const name = this.window.nextPartName;
    return name === null ? null : this.window.path(name);
  }

  playlist(isDelta: boolean): PlaylistBody {
    const { version } = this.#needs.surroundings;
    const rendered = this.#bodies.get(isDelta);
    if (rendered?.version === version) return rendered.body;
    const body = this.#render(isDelta);
    this.#bodies.set(isDelta, { version, body });
    return body;
  }

  /** The playlist for who reads in the archive; null while there is no segment. */
  archivePlaylist(stateOf: (path: string) => ArchiveState): string | null {
    const { window } = this;
    return renderArchivePlaylist({
      segments: window.segments,
      hasEnded: this.#needs.surroundings.hasEnded,
      stateOf: (name) => stateOf(window.archivePath(name)),
      folder: `../${window.archivePath('')}`,
    });
  }

  /** The measured bit rate; before a measurement that of the parts there are, or null without any. */
  get bitRate(): BitRate | null {
    const { bitRate } = this.window;
    const measured = this.#needs.surroundings.hasEnded ? bitRate.rateOfAll : bitRate.rate;
    if (measured !== null) return measured;
    let bytes = 0;
    let durationMs = 0;
    for (const part of this.window.segments.flatMap((segment) => segment.parts)) {
      bytes += part.bytes?.length ?? 0;
      durationMs += part.bytes === null ? 0 : part.durationMs;
    }
    const estimate = bitsPerSecond(bytes, durationMs);
    return estimate === 0 ? null : { peakBitsPerSecond: estimate, averageBitsPerSecond: estimate };
  }

  /** Its line in the multivariant playlist; null while neither media nor a plan says what it is. */
  variant(how: { frameRate: number | null; bandwidthCeiling: number }): Variant | null {
    const { plan, video, audio } = this;
    const videoCodec = video?.codecString ?? plan?.codecString;
    const codecs = [videoCodec, audio?.codecString].filter((codec) => codec !== undefined);
    const planned = Math.min((plan?.videoBitrateKbps ?? 0) * 1000, how.bandwidthCeiling);
    const rate = this.bitRate ?? { peakBitsPerSecond: planned, averageBitsPerSecond: planned };
    if (codecs.length === 0 || rate.peakBitsPerSecond === 0) return null;
    const size = video ?? plan;
    return {
      uri: `${this.key}/stream.m3u8`,
      bandwidth: rate.peakBitsPerSecond,
      averageBandwidth: rate.averageBitsPerSecond,
      codecs,
      name: plan?.givenName ?? null,
      resolution: size === null ? null : { width: size.width, height: size.height },
      frameRate: size === null ? null : (plan?.frameRate ?? how.frameRate),
    };
  }

  #render(isDelta: boolean): PlaylistBody {
    const { surroundings, key, broadcastId } = this.#needs;
    const { segments } = this.window;
    const skipped = isDelta ? countSkippable(segments) : 0;
    const text = renderMediaPlaylist(
      {
        partTargetMs: surroundings.partTargetMs,
        segments,
        nextPartName: this.window.nextPartName,
        reports: surroundings
          .reports(key)
          .map((report) => ({ uri: `../${report.key}/stream.m3u8`, position: report.position })),
        hasEnded: surroundings.hasEnded,
      },
      skipped,
    );
    const entityTag = `W/"${broadcastId}-${key}-${surroundings.version}-${skipped}"`;
    return new PlaylistBody({ text, entityTag });
  }
}

/** Whether both ladders have the same pictures at the same places, whatever their codec data. */
export function sameSizes(left: readonly DeclaredRendition[], right: readonly DeclaredRendition[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ index, width, height }, position) => {
      const other = right[position];
      return other?.index === index && other.width === width && other.height === height;
    })
  );
}
