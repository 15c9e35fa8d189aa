import { GobError } from './gob-reader.ts';

/** Seconds from the first of January of year 1 to 1970, both UTC. */
const UNIX_EPOCH_SECONDS = 62_135_596_800n;

/**
 * Reads what Go's `time.Time` encodes itself as, and returns milliseconds since 1970; null for Go's zero time. Version 2 has seconds in its zone's offset
 * beside; a zone changes how a time is shown, not when it is. Throws `GobError`.
 */
export function decodeGoTime(bytes: Uint8Array): number | null {
  const version = bytes[0];
  const length = version === 1 ? 15 : version === 2 ? 16 : 0;
  if (length === 0 || bytes.length !== length) throw new GobError('a time in a form that is not known');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigInt64(1);
  const nanoseconds = view.getInt32(9);
  if (seconds === 0n && nanoseconds === 0) return null;
  const wallMs = Number(seconds - UNIX_EPOCH_SECONDS) * 1000 + Math.floor(nanoseconds / 1e6);
  if (Math.abs(wallMs) > 8.64e15) throw new GobError('a time beyond all calendars');
  return wallMs;
}
