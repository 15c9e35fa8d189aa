/** A step forward that ends this near to live is meant to go there. */
const nearLiveSeconds = 2;

/** What can be sought, on the media timeline: from `earliestSeconds` on, to the place where a viewer at live is. */
export interface SeekRange {
  readonly earliestSeconds: number;
  readonly liveSeconds: number;
}

/** Where a step of `seconds` (negative is back) from a place on the media timeline ends, and whether the viewer is at live then. */
export function stepFrom(
  fromSeconds: number,
  seconds: number,
  { earliestSeconds, liveSeconds }: SeekRange,
): { readonly toSeconds: number; readonly reachesLive: boolean } {
  const wanted = fromSeconds + seconds;
  const reachesLive = seconds > 0 && wanted > liveSeconds - nearLiveSeconds;
  return { toSeconds: Math.max(earliestSeconds, reachesLive ? liveSeconds : wanted), reachesLive };
}
