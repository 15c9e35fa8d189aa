/** A rung that could be made; `shortSide` is the smaller of width and height before they were made even. */
export interface Rung {
  readonly shortSide: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitrateKbps: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/**
 * Cores for one pixel per second, measured with ffmpeg 5.1 on moving, noisy pictures: game footage costs about twice a test
 * card. Encoding is x264 veryfast with its share of scaling.
 */
const decodeCoresPerPixelRate = 3.5e-9;
const encodeCoresPerPixelRate = 20e-9;

/** What the transcoder may take and still leave room to serve: about half of two cores, a third of many. */
const budgetBaseCores = 0.32;
const budgetShareOfCores = 0.32;

/** Pixels per second, the measure of what a rendition costs. */
export function pixelRate(picture: Picture): number {
  return picture.width * picture.height * picture.frameRate;
}

function mostRungs(cores: number): number {
  if (cores >= 8) return 4;
  if (cores >= 4) return 3;
  return cores >= 2 ? 2 : 1;
}

/**
 * The choice of rungs that `cores` cores hold: as many as they may be, and among those the best on top. At most one
 * rung of each size; best first; empty when decoding the source alone is too much.
 */
export function bestAffordable(source: Picture, rungs: readonly Rung[], cores: number): Rung[] {
  const ordered = rungs.toSorted((a, b) => b.shortSide - a.shortSide || b.frameRate - a.frameRate);
  const budgetCores = budgetBaseCores + budgetShareOfCores * cores - pixelRate(source) * decodeCoresPerPixelRate;
  for (let count = mostRungs(cores); count > 0; count -= 1) {
    const choice = firstChoice(ordered, count, budgetCores);
    if (choice !== null) return choice;
  }
  return [];
}

/** Depth first over rungs ordered from the best: the first choice that fits is the best of its length. */
function firstChoice(ordered: readonly Rung[], count: number, budgetCores: number): Rung[] | null {
  if (count === 0) return [];
  for (const [position, rung] of ordered.entries()) {
    const left = budgetCores - pixelRate(rung) * encodeCoresPerPixelRate;
    if (left < 0) continue;
    const smaller = ordered.slice(position + 1).filter((other) => other.shortSide < rung.shortSide);
    const rest = firstChoice(smaller, count - 1, left);
    if (rest !== null) return [rung, ...rest];
  }
  return null;
}
