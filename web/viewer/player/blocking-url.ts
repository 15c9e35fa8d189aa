/** What is known of a playlist that has stopped growing. */
export interface StalePlaylist {
  readonly url: string;
  /** Seconds since it last grew. */
  readonly age: number;
  readonly endSN: number;
  readonly lastPartSn: number;
  readonly lastPartIndex: number;
}

const staleAfterSeconds = 2;

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/**
 * The address that asks for the next part of a stale playlist and is held until there is one (rfc8216bis 6.2.5.2); null where `url` is
 * another resource, blocks already, or the playlist is fresh.
 */
export function blockingUrl(url: string, playlist: StalePlaylist): string | null {
  if (playlist.age < staleAfterSeconds || pathOf(url) !== pathOf(playlist.url) || url.includes('_HLS_msn')) return null;
  const segmentComplete = playlist.lastPartIndex < 0 || playlist.lastPartSn === playlist.endSN;
  const sequence = segmentComplete ? playlist.endSN + 1 : playlist.lastPartSn;
  const part = segmentComplete ? 0 : playlist.lastPartIndex + 1;
  return `${url}${url.includes('?') ? '&' : '?'}_HLS_msn=${sequence}&_HLS_part=${part}`;
}
