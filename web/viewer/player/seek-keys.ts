/** What a key asks of the slider: a step in seconds (negative is back), or one of its ends. */
export type SeekWish = number | 'oldest' | 'live';

export interface SeekKey {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const keySeconds = 5;
const pageSeconds = 30;

const wishes: ReadonlyMap<string, SeekWish> = new Map<string, SeekWish>([
  ['ArrowLeft', -keySeconds],
  ['ArrowDown', -keySeconds],
  ['ArrowRight', keySeconds],
  ['ArrowUp', keySeconds],
  ['PageDown', -pageSeconds],
  ['PageUp', pageSeconds],
  ['Home', 'oldest'],
  ['End', 'live'],
]);

/** What a key asks of the slider; null where it is none of its keys, or one of the browser's own, such as Alt and an arrow. */
export function seekWishOf({ key, altKey, ctrlKey, metaKey }: SeekKey, isTelevision: boolean): SeekWish | null {
  if (altKey || ctrlKey || metaKey) return null;
  // There up and down lead on to what stands above and below.
  if (isTelevision && (key === 'ArrowUp' || key === 'ArrowDown')) return null;
  return wishes.get(key) ?? null;
}
