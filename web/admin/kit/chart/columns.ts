/** A figure at a time, as the server tells it. */
export interface TimedFigure {
  readonly time: string;
  readonly value: number;
}

/** One curve of a chart. */
export interface Curve {
  readonly label: string;
  readonly figures: readonly TimedFigure[];
}

/** What a chart draws: times in seconds since 1970, and a column for each curve; null where a curve says nothing. */
export interface Columns {
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** A curve that says nothing for so many times its usual pace has a gap; one that ended at zero stays there. */
const gapPaces = 4;

/** Puts curves of their own times on one axis. Pure. */
export function toColumns(curves: readonly Curve[]): Columns {
  const maps = curves.map(({ figures }) => withGaps(figures));
  const times = [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted((one, other) => one - other);
  return { times, values: maps.map((map) => fill(times, map)) };
}

function withGaps(figures: readonly TimedFigure[]): Map<number, number | null> {
  const points = figures.map(({ time, value }) => [Date.parse(time) / 1000, value] as const);
  const paces = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  const pace = paces.toSorted((one, other) => one - other)[Math.floor(paces.length / 2)] ?? 60;
  const map = new Map<number, number | null>();
  for (const [index, [at, value]] of points.entries()) {
    map.set(at, value);
    const next = points[index + 1]?.[0];
    if (next !== undefined && value !== 0 && next - at > gapPaces * pace) map.set(at + pace, null);
  }
  return map;
}

/** Between its own times a curve holds what it said last, so that curves of different paces stand beside one another. */
function fill(times: readonly number[], map: ReadonlyMap<number, number | null>): (number | null)[] {
  let last: number | null = null;
  return times.map((time) => {
    const said = map.get(time);
    if (said !== undefined) last = said;
    return last;
  });
}

/** The columns as CSV (RFC 4180), times as ISO 8601; the unit, where there is one, stands beside the name of each. */
export function toCsv(curves: readonly Curve[], unit: string): string {
  const { times, values } = toColumns(curves);
  const head = ['time', ...curves.map(({ label }) => quoted(unit === '' ? label : `${label} (${unit})`))].join(',');
  const rows = times.map((time, index) =>
    [new Date(time * 1000).toISOString(), ...values.map((column) => column[index] ?? '')].join(','),
  );
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

/** A text as a field of CSV. */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
