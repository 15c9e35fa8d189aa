/** Smallest, middle and largest of some figures. */
export interface Spread {
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
}

/** Null when there are none. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? highest;
  const lower = sorted[Math.ceil(middle) - 1] ?? lowest;
  return { lowest, median: (lower + upper) / 2, highest };
}

/** How much of a whole, in whole percent; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100);
}
