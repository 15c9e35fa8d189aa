/** How many whole frames a part of that length holds: one at the least, and one that sticks out by a tenth of itself. */
export function framesInPart(partMs: number, frameMs: number): number {
  return Math.max(1, Math.floor(partMs / frameMs + 0.1));
}
