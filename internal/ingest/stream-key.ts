import { createHash, timingSafeEqual } from 'node:crypto';

/** One key that may publish; `comment` says whose it is. */
export interface StreamKey {
  readonly id: string;
  readonly key: string;
  readonly comment: string;
  /** Of the station's own test picture, which makes way for everybody. */
  readonly isTest?: true;
}

/** Longer names are no keys; the bound keeps hashing cheap. */
const MAX_KEY_LENGTH = 1024;

/**
 * The texts that may be the stream key, given the app of `connect` and the name of `publish`; null when the app is not
 * `live`. Encoders differ: the key may stand at the end of the address with an empty name (OBS), and a key with a slash is cut in
 * two (ffmpeg).
 */
export function streamKeyCandidates(app: string, name: string): readonly string[] | null {
  const match = /^\/*live(?:\/+(.*?))?(\?.*)?$/su.exec(app);
  if (match === null) return null;
  const rest = match[1] ?? '';
  const query = match[2] ?? '';
  const path = withoutSlashesAtEnd(rest);
  const candidates = path === '' ? [name, name.trim()] : [];
  if (path !== '' && name === '') candidates.push(`${rest}${query}`, path);
  if (path !== '' && name !== '') candidates.push(`${path}/${name}`);
  return [...new Set(candidates)].filter((text) => text !== '' && text.length <= MAX_KEY_LENGTH);
}

/** Character by character: a pattern would begin anew at each slash of what a stranger sends. */
function withoutSlashesAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

/** The app that encoders must name, for messages. */
export const appName = 'live';

/**
 * The stream key that equals one of the candidates, or null. Takes the same time wherever and whether a key matches: digests of
 * equal length are compared, and all of them.
 */
export function findStreamKey(keys: readonly StreamKey[], candidates: readonly string[]): StreamKey | null {
  const digests = candidates.map(digest);
  let found: StreamKey | null = null;
  for (const key of keys) {
    const expected = digest(key.key);
    for (const offered of digests) {
      const isEqual = timingSafeEqual(expected, offered);
      if (isEqual && key.key !== '') found = key;
    }
  }
  return found;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
