import type { Failure } from './supervisor.ts';
import type { QualityChoice, Variant } from './qualities.ts';

/** What an engine reports; every call is made from the page's own thread. */
export interface EngineListener {
  onVariants(variants: readonly Variant[]): void;
  /** The rendition that is on screen from now on. */
  onCurrent(variantId: string): void;
  /** Media went into the buffer. */
  onMedia(): void;
  /** Playback stood still for want of media. */
  onStall(): void;
  /** A rendition is not there any more. */
  onMissing(): void;
  /** What was loaded comes after a break in the timeline, as after an encoder's return. */
  onBreak(): void;
  /** The playlist has ended: nothing will follow what is buffered. */
  onEnd(): void;
  /** What was in hand has been played; what follows has a picture where there was none, or none any more, and needs a fresh engine. */
  onOtherTracks(): void;
  onFailure(failure: Omit<Failure, 'atMs'>): void;
}

/** Where the playhead is on the live timeline; null where the engine cannot know. */
export interface LivePosition {
  readonly latencySeconds: number;
  readonly holdBackSeconds: number;
  /** How far behind live the oldest media is that can be gone back to. */
  readonly oldestSeconds: number;
}

/** Something that plays one live HLS stream in one video element until it is destroyed. */
export interface Engine {
  readonly name: 'hls.js' | 'native';
  position(): LivePosition | null;
  /** Whether the engine can move to this choice by itself; others need a fresh engine. */
  knows(choice: QualityChoice): boolean;
  choose(choice: QualityChoice): void;
  /** Leaves alone from now on what is not among these; another rendition is taken where that was on screen. */
  keepOnly(variants: readonly Variant[]): void;
  /** Seeks to this distance behind live. */
  jumpToLive(targetSeconds: number): void;
  /**
   * Seeks by `seconds` (negative is back) within what the playlist still has. A step forward that ends near live goes there: then the
   * answer is true.
   */
  seekBy(seconds: number): boolean;
  /** Seeks to this distance behind live, or as near as there is media. */
  seekTo(behindSeconds: number): void;
  /** The server's wall clock, in milliseconds since 1970, when that was on air; null where it is not known. */
  wallMsAt(behindSeconds: number): number | null;
  /** Stops loading while the viewer pauses for long, and goes on at the live edge. */
  suspend(): void;
  resume(): void;
  /** The measured bandwidth in bit/s, to start well next time; null when unknown. */
  bandwidth(): number | null;
  /** How long the latest piece of media took to come over the line; null when unknown. */
  transferMs(): number | null;
  destroy(): void;
}

export interface EngineNeeds {
  readonly video: HTMLVideoElement;
  readonly playlistUrl: string;
  readonly choice: QualityChoice;
  /** Begins with the tracks that the broadcast has now, not with those that it had a moment ago. */
  readonly skipsOlderTracks: boolean;
  /** What an earlier visit measured, in bit/s. */
  readonly bandwidth: number | null;
  readonly listener: EngineListener;
}
