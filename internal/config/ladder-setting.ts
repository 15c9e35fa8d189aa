/** One smaller rendition that somebody asks for by name. */
export interface LadderRung {
  /** Of the shorter side's picture lines: 720 in `720p`. */
  readonly heightPixels: number;
  readonly bitrateKbps: number;
}

/** What is asked of the transcoder: choose by the machine, nothing, or exactly these, tallest first. */
export type LadderSetting = 'auto' | 'off' | readonly LadderRung[];

const HEIGHT_PIXELS = { min: 144, max: 2160 } as const;
const BITRATE_KBPS = { min: 100, max: 20_000 } as const;
const MAX_RUNGS = 5;

export const ladderAllowed =
  `auto, off, or up to ${MAX_RUNGS} renditions such as 720p:2500,480p:1200 (height in even lines from ${HEIGHT_PIXELS.min} to ` +
  `${HEIGHT_PIXELS.max}, bitrate in kbit/s from ${BITRATE_KBPS.min} to ${BITRATE_KBPS.max})`;

/** Reads `auto`, `off` or a list such as `720p:2500,480p:1200`; null when it is none of these. */
export function parseLadder(text: string): LadderSetting | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'auto' || trimmed === 'off') return trimmed;
  const rungs = trimmed.split(',').map(parseRung);
  if (rungs.length > MAX_RUNGS || !rungs.every((rung) => rung !== null)) return null;
  const heights = new Set(rungs.map((rung) => rung.heightPixels));
  if (heights.size !== rungs.length) return null;
  return rungs.toSorted((left, right) => right.heightPixels - left.heightPixels);
}

function parseRung(text: string): LadderRung | null {
  const match = /^\s*(\d{3,4})p:(\d{3,5})k?\s*$/.exec(text);
  if (match === null) return null;
  const rung = { heightPixels: Number(match[1]), bitrateKbps: Number(match[2]) };
  const heightFits = rung.heightPixels % 2 === 0 && within(rung.heightPixels, HEIGHT_PIXELS);
  return heightFits && within(rung.bitrateKbps, BITRATE_KBPS) ? rung : null;
}

function within(value: number, bounds: { readonly min: number; readonly max: number }): boolean {
  return value >= bounds.min && value <= bounds.max;
}
