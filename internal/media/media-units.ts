/** Ticks per second of every video track written: 90 kHz holds 24, 25, 30, 50 and 60 frames per second exactly. */
export const videoTimescale = 90_000;

/** A time on the broadcast's timeline in ticks of 90 kHz, rounded. */
export function toVideoTicks(timeMs: number): number {
  return Math.round((timeMs * videoTimescale) / 1000);
}

/** A time on the broadcast's timeline in audio samples, rounded. */
export function toAudioTicks(timeMs: number, sampleRate: number): number {
  return Math.round((timeMs * sampleRate) / 1000);
}

/** The time of an audio sample on the broadcast's timeline, in ms with its fraction. */
export function audioTicksToMs(ticks: number, sampleRate: number): number {
  return (ticks * 1000) / sampleRate;
}
