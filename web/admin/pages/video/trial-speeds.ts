import type { RungText } from './ladder-text.ts';

/** What of a trial says which quality is which. */
export interface TriedLadder {
  readonly source: { readonly width: number; readonly height: number };
  readonly renditions: readonly {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly videoBitrateKbps: number;
    readonly speed: number | null;
  }[];
}

/**
 * How fast each quality of a list was made alone, in the list's order; null where it was not made, or there was no time for it. Two of one
 * size are told apart by their bit rates, and by their place where only the pictures a second differ: the trial has them in the list's order.
 */
export function trialSpeeds(
  rungs: readonly RungText[],
  { source, renditions }: TriedLadder,
): readonly (number | null)[] {
  const kindOf = ({ codec, height, bitrate }: RungText): string =>
    [codec, height === 'full' ? shortSide(source) : height, Number(bitrate)].join(' ');
  return rungs.map((rung) => {
    const kind = kindOf(rung);
    const rates = new Set(rungs.filter((one) => kindOf(one) === kind).map(({ fps }) => fps.trim()));
    const made = renditions.filter((one) => [one.codec, shortSide(one), one.videoBitrateKbps].join(' ') === kind);
    return made[[...rates].indexOf(rung.fps.trim())]?.speed ?? null;
  });
}

function shortSide({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(width, height);
}
