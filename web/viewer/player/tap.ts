import { canGoBack, type Reach } from './reach.ts';

/** What a second tap at the same place within a moment means. */
export type DoubleTap = 'back' | 'forward' | 'fullscreen';

interface Directions {
  readonly goBack: boolean;
  readonly goForward: boolean;
}

/** How far a double tap leads, in seconds. */
export const skipSeconds = 10;

/** In which directions there is any time to go through. While the viewer pauses live leaves them behind, wherever the playhead was. */
export function directionsOf(place: {
  readonly reach: Reach | null;
  readonly atLive: boolean;
  readonly isPaused: boolean;
}): Directions {
  const goBack = canGoBack(place.reach);
  return { goBack, goForward: goBack && (!place.atLive || place.isPaused) };
}

/** In the outer thirds of the picture a double tap goes through time, where there is any in that direction; else it means full screen. */
export function meaningOf(
  clientX: number,
  picture: { readonly left: number; readonly width: number },
  can: Directions,
): DoubleTap {
  const third = Math.floor((3 * (clientX - picture.left)) / picture.width);
  if (third <= 0 && can.goBack) return 'back';
  return third >= 2 && can.goForward ? 'forward' : 'fullscreen';
}
