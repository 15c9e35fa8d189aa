/** Whether the browser says that it has decoders for a media type; without media source extensions it is left to try. */
export function canDecode(type: string): boolean {
  const { ManagedMediaSource, MediaSource } = globalThis as {
    ManagedMediaSource?: typeof globalThis.MediaSource;
    MediaSource?: typeof globalThis.MediaSource;
  };
  return (ManagedMediaSource ?? MediaSource)?.isTypeSupported(type) ?? true;
}
