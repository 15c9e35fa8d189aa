/** How far a viewer can go back, in seconds behind live. Both move with the broadcast. */
export interface Reach {
  /** Of the oldest media that the playlist has. */
  readonly oldestSeconds: number;
  /** Who is nearer than this is at live. */
  readonly liveSeconds: number;
}

/** With less there is nothing worth a bar: a broadcast has just begun. */
const worthwhileSeconds = 20;

/** Whether there is enough to go back to. */
export function canGoBack(reach: Reach | null): reach is Reach {
  return reach !== null && reach.oldestSeconds >= worthwhileSeconds && reach.oldestSeconds > reach.liveSeconds;
}

/** Where something stands on the bar, from 0 for the oldest to 1 for live. */
export function placeOf(behindSeconds: number, { oldestSeconds, liveSeconds }: Reach): number {
  return clamp((oldestSeconds - behindSeconds) / (oldestSeconds - liveSeconds));
}

/** How far behind live a place of the bar is, in seconds. */
export function behindAt(place: number, { oldestSeconds, liveSeconds }: Reach): number {
  return oldestSeconds - clamp(place) * (oldestSeconds - liveSeconds);
}

/** Whole seconds from the oldest to live: the steps of the slider that stands for the bar. */
export function stepsOf({ oldestSeconds, liveSeconds }: Reach): number {
  return Math.round(oldestSeconds - liveSeconds);
}

/** How far behind live a step of the slider is; the last one is live itself, whatever was rounded. */
export function behindAtStep(step: number, reach: Reach): number {
  return step >= stepsOf(reach) ? 0 : reach.oldestSeconds - step;
}

/** The place of the bar under a pointer: time runs from left to right, whatever the language. */
export function placeUnder(clientX: number, bar: { readonly left: number; readonly width: number }): number {
  return bar.width > 0 ? clamp((clientX - bar.left) / bar.width) : 1;
}

function clamp(place: number): number {
  return Math.min(1, Math.max(0, place));
}
