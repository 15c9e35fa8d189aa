import { linesOf, type Variant } from './qualities.ts';

/** The source, with its own sound and with one that every player knows. */
const sourceIds = ['0', '100'];

/**
 * What a viewer who chose `wish` in one ladder is shown in another: the source or the sound alone where that was chosen, else what has the
 * same name or the same size, else the next smaller size, else the smallest one. Undefined where there is nothing of its kind.
 */
export function nearestQuality(wish: Variant, variants: readonly Variant[]): Variant | undefined {
  const ofKind = variants.filter(({ hasVideo }) => hasVideo === wish.hasVideo);
  const alike = wish.hasVideo ? alikeIn(wish, ofKind) : ofKind;
  const codecOf = ({ codecs }: Variant) => codecs.split('.')[0];
  return (
    alike.find(({ id }) => id === wish.id) ?? alike.find((variant) => codecOf(variant) === codecOf(wish)) ?? alike[0]
  );
}

function alikeIn(wish: Variant, pictures: readonly Variant[]): readonly Variant[] {
  const sources = sourceIds.includes(wish.id) ? pictures.filter(({ id }) => sourceIds.includes(id)) : [];
  if (sources.length > 0) return sources;
  const namesakes = pictures.filter(({ name }) => name !== '' && name === wish.name);
  if (namesakes.length > 0) return namesakes;
  const sizes = pictures.map(linesOf);
  const smaller = sizes.filter((lines) => lines <= linesOf(wish));
  const nearest = smaller.length > 0 ? Math.max(...smaller) : Math.min(...sizes);
  return pictures.filter((variant) => linesOf(variant) === nearest);
}
