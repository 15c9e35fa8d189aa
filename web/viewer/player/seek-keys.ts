/** What a key asks of the slider: a step in seconds (negative is back), one of its ends, or to let the browser have it. */
export type SeekWish = number | 'oldest' | 'live' | 'browser';

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

/** What a key asks of the slider; null where it is none of its keys. With Alt, Control or Command they are the browser's, such as Alt and an arrow. */
export function seekWishOf({ key, altKey, ctrlKey, metaKey }: SeekKey, isTelevision: boolean): SeekWish | null {
  // There up and down lead on to what stands above and below.
  if (isTelevision && (key === 'ArrowUp' || key === 'ArrowDown')) return null;
  const wish = wishes.get(key) ?? null;
  return wish !== null && (altKey || ctrlKey || metaKey) ? 'browser' : wish;
}

/**
 * Chromium and WebKit move a slider whatever is pressed together with the arrow, and then hold the key back from their own shortcuts. One
 * that is disabled for that moment does neither.
 */
export function leaveToBrowser(
  slider: Pick<HTMLInputElement, 'disabled' | 'focus'>,
  soon: (act: () => void) => void,
): void {
  slider.disabled = true;
  soon(() => {
    slider.disabled = false;
    slider.focus();
  });
}
