/** A figure at a time, as the server gives it. */
export interface TimedValue {
  readonly time: string;
  readonly value: number;
}

export interface HourLine {
  /** For `points` of a polyline. */
  readonly points: string;
  readonly peak: number;
  readonly latest: number;
}

/** The last hour as a line in a box of `width` and `height`: now at its right edge, the peak at its top. Null without a figure. */
export function hourLine(
  values: readonly TimedValue[],
  box: { readonly width: number; readonly height: number; readonly nowMs: number; readonly spanMs: number },
): HourLine | null {
  const { width, height, nowMs, spanMs } = box;
  const shown = values
    .map(({ time, value }) => ({ atMs: Date.parse(time), value }))
    .filter(({ atMs }) => atMs >= nowMs - spanMs && atMs <= nowMs);
  const latest = shown.at(-1);
  if (latest === undefined) return null;
  const peak = Math.max(...shown.map(({ value }) => value));
  // The last figure holds until now.
  const points = [...shown, { atMs: nowMs, value: latest.value }].map(({ atMs, value }) => {
    const x = width * (1 - (nowMs - atMs) / spanMs);
    const y = peak === 0 ? height : height * (1 - value / peak);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return { points: points.join(' '), peak, latest: latest.value };
}
