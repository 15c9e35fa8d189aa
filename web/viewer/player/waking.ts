/** What tells whether the element waits although it has media in hand. */
export interface Waiting {
  /** `HTMLMediaElement.readyState`. */
  readonly readyState: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly bufferedAheadSeconds: number;
  readonly sinceWokenMs: number;
}

const haveFutureData = 3;
/** About one part: with less, playback would only stop again. */
const enoughAheadSeconds = 0.4;
const spacingMs = 1500;

/**
 * Whether to wake an element that ran dry and has been fed again, by a seek to where it stands. Chromium doubles the sound that it
 * wants in hand after each time it ran dry, up to seconds (`AudioRendererAlgorithm::IncreasePlaybackThreshold`): more than a
 * low-latency viewer has by design. Only a seek takes that back.
 */
export function shouldWake(waiting: Waiting): boolean {
  if (waiting.paused || waiting.seeking || waiting.readyState >= haveFutureData) return false;
  return waiting.bufferedAheadSeconds >= enoughAheadSeconds && waiting.sinceWokenMs >= spacingMs;
}
