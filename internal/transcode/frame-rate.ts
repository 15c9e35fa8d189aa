const slowest = 4;
const fastest = 250;

/**
 * The frame rate that a source claims, or null when it claims none that can be true: encoders that count time in
 * milliseconds write 500 or 1,000 into their parameter sets.
 */
export function believableFrameRate(claimed: number | null): number | null {
  return claimed !== null && claimed >= slowest && claimed <= fastest ? claimed : null;
}
