/** Seconds of media in the buffer ahead of the playhead. */
export function bufferedAhead({ buffered, currentTime }: Pick<HTMLVideoElement, 'buffered' | 'currentTime'>): number {
  for (let index = 0; index < buffered.length; index++) {
    const end = buffered.end(index);
    if (buffered.start(index) <= currentTime + 0.1 && end > currentTime) return end - currentTime;
  }
  return 0;
}
