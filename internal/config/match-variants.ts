import type { OutputVariant } from './shapes.ts';

type Sameness = (
  variant: OutputVariant,
  told: OutputVariant,
  places: { readonly at: number; readonly was: number },
) => boolean;

function sameSize(left: OutputVariant, right: OutputVariant): boolean {
  return left.scaledHeight === right.scaledHeight && left.scaledWidth === right.scaledWidth;
}

function sameNumbers(left: OutputVariant, right: OutputVariant): boolean {
  return sameSize(left, right) && left.videoBitrate === right.videoBitrate && left.framerate === right.framerate;
}

function sameName(left: OutputVariant, right: OutputVariant): boolean {
  return left.name.trim() === right.name;
}

/**
 * Which of the variants that a client was told of each of those is that it writes, by position; null for a new one. One of the same name is
 * the same, whatever else was changed; then one with the same numbers; then, in a list as long as before, one of the same size at the same place.
 */
export function matchVariants(
  written: readonly OutputVariant[],
  told: readonly OutputVariant[],
): readonly (number | null)[] {
  const isAsLong = written.length === told.length;
  const rules: readonly Sameness[] = [
    (one, other) => sameName(one, other) && sameNumbers(one, other),
    sameName,
    sameNumbers,
    (one, other, { at, was }) => isAsLong && at === was && sameSize(one, other),
  ];
  const matched: (number | null)[] = written.map(() => null);
  for (const isSame of rules) {
    for (const [at, one] of written.entries()) {
      if (one.videoPassthrough || matched[at] !== null) continue;
      const was = told.findIndex(
        (other, index) => !other.videoPassthrough && !matched.includes(index) && isSame(one, other, { at, was: index }),
      );
      if (was >= 0) matched[at] = was;
    }
  }
  return matched;
}
