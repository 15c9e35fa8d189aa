import { targetDurationSeconds } from './grid.ts';
import type { Segment } from './rendition-window.ts';
import type { ArchiveState } from './segment-archive.ts';

/** What the archive's playlist of one rendition is made of. */
export interface ArchivedRendition {
  /** Oldest first; the last may be open. */
  readonly segments: readonly Segment[];
  readonly hasEnded: boolean;
  /** State of a file by its name. */
  readonly stateOf: (name: string) => ArchiveState;
  /** Where the files lie, seen from the playlist. */
  readonly folder: string;
}

/**
 * Renders the playlist of the whole segments that the archive holds, for players that read there and know nothing of parts. It ends before the first
 * segment that is still to come, so that it never names what is not there; null while that is all of them.
 */
export function renderArchivePlaylist(rendition: ArchivedRendition): string | null {
  const finished = rendition.segments.filter(({ durationMs }) => durationMs !== null);
  const listed: { segment: Segment; isGap: boolean }[] = [];
  for (const segment of finished) {
    const state = stateOfSegment(rendition, segment);
    if (state === 'coming') break;
    // What will never be there has no place at the head, and is a hole further on (EXT-X-GAP).
    if (state === 'stored' || listed.length > 0) listed.push({ segment, isGap: state === 'absent' });
  }
  const first = listed[0]?.segment;
  if (first === undefined) return null;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:8',
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${first.mediaSequence}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first.discontinuityIndex - (first.isDiscontinuity ? 1 : 0)}`,
  ];
  let initName: string | null = null;
  for (const { segment, isGap } of listed) {
    if (segment.isDiscontinuity) lines.push('#EXT-X-DISCONTINUITY');
    if (!isGap && segment.init !== null && segment.init.name !== initName) {
      initName = segment.init.name;
      lines.push(`#EXT-X-MAP:URI="${rendition.folder}${initName}"`);
    }
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(Math.round(segment.startWallMs)).toISOString()}`);
    if (isGap) lines.push('#EXT-X-GAP');
    lines.push(`#EXTINF:${((segment.durationMs ?? 0) / 1000).toFixed(5)},`, `${rendition.folder}${segment.name}`);
  }
  if (rendition.hasEnded && listed.at(-1)?.segment === finished.at(-1)) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function stateOfSegment({ stateOf }: ArchivedRendition, segment: Segment): ArchiveState {
  if (segment.isGap || segment.init === null) return 'absent';
  const states = [stateOf(segment.init.name), stateOf(segment.name)];
  if (states.includes('absent')) return 'absent';
  return states.includes('coming') ? 'coming' : 'stored';
}
