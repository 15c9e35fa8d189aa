/** Where the slider of the delay may stand, from the shortest on; the lengths of parts are those of Owncast's five levels here. */
export const delayStops = [
  {
    partMs: 200,
    title: 'Shortest delay',
    text: 'For talking with viewers. It takes good lines on both sides, and most requests.',
  },
  { partMs: 333, title: 'Short delay', text: 'For chat that keeps up with the picture.' },
  { partMs: 500, title: 'Balanced', text: 'Right for most channels: short, and kind to slow lines.' },
  { partMs: 750, title: 'Calm', text: 'Fewer requests, for many viewers of a small machine.' },
  { partMs: 1000, title: 'Calmest', text: 'Fewest requests, for the slowest lines and the largest crowds.' },
] as const;

/** The stop whose parts are nearest to that length. */
export function nearestStop(partMs: number): number {
  const distances = delayStops.map((stop) => Math.abs(stop.partMs - partMs));
  return Math.max(0, distances.indexOf(Math.min(...distances)));
}
