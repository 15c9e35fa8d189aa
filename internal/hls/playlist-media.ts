import { targetDurationSeconds } from './grid.ts';
import type { Part, Position, Segment } from './rendition-window.ts';

/** What a rendition's playlist says; the names of its files are relative to it. */
export interface MediaPlaylist {
  readonly partTargetMs: number;
  /** Oldest first; the last may be open. */
  readonly segments: readonly Segment[];
  readonly nextPartName: string | null;
  /** The other renditions: where their playlists are, and how far they have come. */
  readonly reports: readonly { readonly uri: string; readonly position: Position }[];
  readonly hasEnded: boolean;
}

/** CAN-SKIP-UNTIL: the least that is allowed, six target durations (RFC 8216bis, 4.4.3.8). */
export const skipBoundarySeconds = 6 * targetDurationSeconds;
/** Parts further from the end than this leave the playlist (4.4.4.9). */
const partsMs = 3 * targetDurationSeconds * 1000;

/** How many segments at the playlist's head a delta update may leave out (RFC 8216bis, 6.2.5.1). */
export function countSkippable(segments: readonly Segment[]): number {
  let leftMs = totalMs(segments);
  let count = 0;
  for (const segment of segments) {
    leftMs -= durationMs(segment);
    if (leftMs < skipBoundarySeconds * 1000) break;
    count += 1;
  }
  return count;
}

/** Renders the playlist, or a delta update of it that skips `skipped` segments. */
export function renderMediaPlaylist(playlist: MediaPlaylist, skipped = 0): string {
  const lines = header(playlist);
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`);
  let fromEndMs = totalMs(playlist.segments.slice(skipped));
  let initName: string | null = null;
  for (const segment of playlist.segments.slice(skipped)) {
    if (segment.durationMs === null && segment.parts.length === 0) break;
    addSegment(lines, segment, { showsParts: fromEndMs <= partsMs || segment.durationMs === null, initName });
    initName = segment.init?.name ?? initName;
    fromEndMs -= durationMs(segment);
  }
  if (playlist.hasEnded) lines.push('#EXT-X-ENDLIST');
  else if (playlist.nextPartName !== null) {
    lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${playlist.nextPartName}"`);
  }
  for (const { uri, position } of playlist.reports) {
    const lastPart = position.part < 0 ? '' : `,LAST-PART=${position.part}`;
    lines.push(`#EXT-X-RENDITION-REPORT:URI="${uri}",LAST-MSN=${position.mediaSequence}${lastPart}`);
  }
  return `${lines.join('\n')}\n`;
}

function header(playlist: MediaPlaylist): string[] {
  const first = playlist.segments[0];
  const partTarget = playlist.partTargetMs / 1000;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(playlist.partTargetMs)}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${(3 * partTarget).toFixed(3)}` +
      `,HOLD-BACK=${(3 * targetDurationSeconds).toFixed(1)},CAN-SKIP-UNTIL=${skipBoundarySeconds.toFixed(1)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.mediaSequence ?? 0}`,
  ];
  if (first !== undefined) {
    const discontinuitySequence = first.discontinuityIndex - (first.isDiscontinuity ? 1 : 0);
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}`);
  }
  if (playlist.segments.every(startsIndependently)) lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  return lines;
}

function addSegment(lines: string[], segment: Segment, how: { showsParts: boolean; initName: string | null }): void {
  if (segment.isDiscontinuity) lines.push('#EXT-X-DISCONTINUITY');
  if (segment.init !== null && segment.init.name !== how.initName) lines.push(`#EXT-X-MAP:URI="${segment.init.name}"`);
  lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(Math.round(segment.startWallMs)).toISOString()}`);
  if (how.showsParts) for (const part of segment.parts) lines.push(partLine(part));
  if (segment.durationMs === null) return;
  if (segment.isGap) lines.push('#EXT-X-GAP');
  lines.push(`#EXTINF:${seconds(segment.durationMs)},`, segment.name);
}

function partLine(part: Part): string {
  const independent = part.isIndependent ? ',INDEPENDENT=YES' : '';
  const gap = part.bytes === null ? ',GAP=YES' : '';
  return `#EXT-X-PART:DURATION=${seconds(part.durationMs)},URI="${part.name}"${independent}${gap}`;
}

/** A gap holds no samples at all, so it does not contradict EXT-X-INDEPENDENT-SEGMENTS. */
function startsIndependently(segment: Segment): boolean {
  return segment.isGap || segment.parts[0] === undefined || segment.parts[0].isIndependent;
}

function durationMs(segment: Segment): number {
  return segment.durationMs ?? segment.parts.reduce((sum, part) => sum + part.durationMs, 0);
}

function totalMs(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + durationMs(segment), 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(5);
}
