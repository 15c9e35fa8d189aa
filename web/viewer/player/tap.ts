/** What a second tap at the same place within a moment means. */
export type DoubleTap = 'back' | 'forward' | 'fullscreen';

/** How far a double tap leads, in seconds. */
export const skipSeconds = 10;

/** In the outer thirds of the picture a double tap goes through time, where there is any in that direction; else it means full screen. */
export function meaningOf(
  clientX: number,
  picture: { readonly left: number; readonly width: number },
  can: { readonly goBack: boolean; readonly goForward: boolean },
): DoubleTap {
  const third = Math.floor((3 * (clientX - picture.left)) / picture.width);
  if (third <= 0 && can.goBack) return 'back';
  return third >= 2 && can.goForward ? 'forward' : 'fullscreen';
}
