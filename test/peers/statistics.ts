/** The value below which `share` (0..1) of the sample lies, by the nearest rank; NaN for no sample. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** How far the rounds lie apart: (highest - lowest) / median, as a share; 0 for fewer than two, and where all are the same. */
export function spread(sample: readonly number[]): number {
  const apart = Math.max(...sample) - Math.min(...sample);
  return sample.length < 2 || apart === 0 ? 0 : apart / median(sample);
}
