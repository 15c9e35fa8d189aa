/** Whether the picture starts by itself: never, always (silently where the browser insists), or only where it may have sound. */
export type Autoplay = 'off' | 'always' | 'sound-only';

export function readAutoplay(value: unknown): Autoplay {
  return value === 'off' || value === 'sound-only' ? value : 'always';
}
