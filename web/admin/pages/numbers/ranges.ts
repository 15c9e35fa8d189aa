const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How far back the charts look. */
export const ranges = [
  { value: '1h', label: 'The last hour', lengthMs: hourMs },
  { value: '6h', label: 'The last six hours', lengthMs: 6 * hourMs },
  { value: '1d', label: 'The last day', lengthMs: dayMs },
  { value: '7d', label: 'The last week', lengthMs: 7 * dayMs },
  { value: '30d', label: 'The last month', lengthMs: 30 * dayMs },
  { value: '365d', label: 'The last year', lengthMs: 365 * dayMs },
] as const;
export type RangeName = (typeof ranges)[number]['value'];

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  /** As the server is asked: whole seconds since 1970. */
  readonly windowStart: string;
}

/** The range that ends now. */
export function rangeUntil(name: RangeName, nowMs: number): Range {
  const lengthMs = ranges.find(({ value }) => value === name)?.lengthMs ?? dayMs;
  const fromMs = nowMs - lengthMs;
  return { fromMs, toMs: nowMs, windowStart: String(Math.floor(fromMs / 1000)) };
}
