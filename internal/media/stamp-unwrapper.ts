const wrapMs = 2 ** 32;
const halfWrapMs = wrapMs / 2;

/**
 * Follows 32-bit stamps over their wrap: the stamp nearest to `referenceMs` (the one before it, unwrapped) is meant, so it may step
 * back over a wrap as well as on. Exact for 285,000 years.
 */
export function unwrapStamp(rawMs: number, referenceMs: number): number {
  const stamp = rawMs >>> 0;
  const turns = Math.floor(referenceMs / wrapMs);
  let unwrapped = turns * wrapMs + stamp;
  if (unwrapped - referenceMs > halfWrapMs) unwrapped -= wrapMs;
  else if (referenceMs - unwrapped > halfWrapMs) unwrapped += wrapMs;
  return unwrapped;
}
