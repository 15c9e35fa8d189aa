/** Where a live playlist ends: the next part to ask for, and where the parts that it names lie. */
export interface PlaylistPosition {
  readonly nextMsn: number;
  readonly nextPart: number;
  /** URI of each part by `msn.part`. */
  readonly partUris: ReadonlyMap<string, string>;
}

/** Reads only what a load generator needs of a media playlist (RFC 8216bis, 4.4). */
export function readPosition(playlist: string): PlaylistPosition {
  let msn = 0;
  let part = 0;
  const partUris = new Map<string, string>();
  for (const line of playlist.split('\n')) {
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) msn = Number(line.slice(22));
    else if (line.startsWith('#EXT-X-SKIP:')) msn += Number(/SKIPPED-SEGMENTS=(\d+)/.exec(line)?.[1] ?? 0);
    else if (line.startsWith('#EXT-X-PART:')) {
      partUris.set(`${msn}.${part}`, /URI="([^"]+)"/.exec(line)?.[1] ?? '');
      part += 1;
    } else if (line !== '' && !line.startsWith('#')) {
      msn += 1;
      part = 0;
    }
  }
  return { nextMsn: msn, nextPart: part, partUris };
}
