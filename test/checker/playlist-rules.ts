import type { Findings } from './findings.ts';
import type { ParsedPart, ParsedPlaylist, ParsedSegment } from './playlist-parser.ts';

/** What five decimals can lose. */
const rounding = 0.0002;

/** What a presentation is to be: with parts and held requests, or of whole segments alone, as plain files on a store can be. */
export type PlaylistForm = 'low-latency' | 'plain';

/** The rules that one media playlist can break by itself (RFC 8216bis, 4.4). */
export function checkPlaylist(
  playlist: ParsedPlaylist,
  where: string,
  findings: Findings,
  form: PlaylistForm = 'low-latency',
): void {
  for (const fault of playlist.faults) findings.add('syntax', where, fault);
  checkHeader(playlist, where, findings);
  checkForm(playlist, where, findings, form);
  for (const segment of playlist.segments) checkSegment(segment, playlist, where, findings);
  checkAgeOfParts(playlist, where, findings);
  checkEnd(playlist, where, findings);
}

function checkHeader(playlist: ParsedPlaylist, where: string, findings: Findings): void {
  const { targetDuration, partTarget, partHoldBack, holdBack, canSkipUntil, version } = playlist;
  const hasParts = playlist.segments.some((segment) => segment.parts.length > 0);
  if (targetDuration === null || !Number.isInteger(targetDuration)) {
    findings.add('target-duration', where, 'EXT-X-TARGETDURATION is missing or no integer');
    return;
  }
  if (hasParts && partTarget === null) findings.add('part-inf', where, 'there are parts but no EXT-X-PART-INF');
  const leastVersion = playlist.skipped > 0 ? 9 : 6;
  if ((version ?? 1) < leastVersion)
    findings.add('version', where, `EXT-X-VERSION ${version} is below ${leastVersion}`);
  if (partTarget !== null && (partHoldBack === null || partHoldBack < 3 * partTarget - rounding)) {
    findings.add('part-hold-back', where, `PART-HOLD-BACK ${partHoldBack} is below 3 x ${partTarget}`);
  }
  if (holdBack !== null && holdBack < 3 * targetDuration) {
    findings.add('hold-back', where, `HOLD-BACK ${holdBack} is below 3 x ${targetDuration}`);
  }
  if (canSkipUntil !== null && canSkipUntil < 6 * targetDuration) {
    findings.add('can-skip-until', where, `CAN-SKIP-UNTIL ${canSkipUntil} is below 6 x ${targetDuration}`);
  }
}

/** Who serves plain files can hold no request, and has nothing to say of parts. */
function checkForm(playlist: ParsedPlaylist, where: string, findings: Findings, form: PlaylistForm): void {
  if (form === 'low-latency') {
    if (!playlist.canBlockReload) findings.add('server-control', where, 'CAN-BLOCK-RELOAD=YES is missing');
    return;
  }
  const { canBlockReload, canSkipUntil, partTarget, preloadHint, reports, segments } = playlist;
  const hasParts = partTarget !== null || preloadHint !== null || segments.some(({ parts }) => parts.length > 0);
  if (hasParts || reports.length > 0) findings.add('not-plain', where, 'it speaks of parts, of which there are none');
  if (canBlockReload || canSkipUntil !== null) findings.add('not-plain', where, 'it promises answers of a server');
}

function checkSegment(segment: ParsedSegment, playlist: ParsedPlaylist, where: string, findings: Findings): void {
  const name = `segment ${segment.mediaSequence}`;
  const { targetDuration, partTarget } = playlist;
  if (segment.duration !== null && targetDuration !== null && Math.round(segment.duration) > targetDuration) {
    findings.add('segment-too-long', where, `${name} lasts ${segment.duration} s, target ${targetDuration} s`);
  }
  if (segment.programDateTimeMs === null) findings.add('program-date-time', where, `${name} has none`);
  if (segment.map === null && !segment.isGap) findings.add('map', where, `${name} has no EXT-X-MAP in force`);
  for (const [index, part] of segment.parts.entries()) {
    if (partTarget !== null) checkPart(segment, index, part, { partTarget, where, findings });
  }
  const partsTotal = segment.parts.reduce((sum, part) => sum + part.duration, 0);
  if (segment.duration !== null && segment.parts.length > 0 && Math.abs(partsTotal - segment.duration) > 0.005) {
    findings.add('parts-sum', where, `${name}: parts last ${partsTotal.toFixed(5)} s, EXTINF says ${segment.duration}`);
  }
}

function checkPart(
  segment: ParsedSegment,
  index: number,
  part: ParsedPart,
  how: { partTarget: number; where: string; findings: Findings },
): void {
  const { partTarget, where, findings } = how;
  const name = `part ${segment.mediaSequence}.${index}`;
  if (part.duration > partTarget + rounding) {
    findings.add('part-too-long', where, `${name} lasts ${part.duration} s, PART-TARGET is ${partTarget} s`);
  }
  const next = segment.parts[index + 1];
  // The last listed part of an open segment may yet turn out to be its final one.
  const isExempt = part.isIndependent || part.isGap || next === undefined || next.isGap;
  if (!isExempt && part.duration < 0.85 * partTarget - rounding) {
    findings.add(
      'part-too-short',
      where,
      `${name} lasts ${part.duration} s, 85 % of PART-TARGET is ${0.85 * partTarget} s`,
    );
  }
}

/** Parts of segments that begin more than three target durations before the end are to be gone (4.4.4.9). */
function checkAgeOfParts(playlist: ParsedPlaylist, where: string, findings: Findings): void {
  let fromEnd = playlist.segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
  for (const segment of playlist.segments) {
    const toItsEnd = fromEnd - lengthOf(segment);
    if (segment.parts.length > 0 && toItsEnd > 3 * (playlist.targetDuration ?? 0) + rounding) {
      findings.add('old-parts', where, `segment ${segment.mediaSequence} still lists its parts`);
    }
    fromEnd = toItsEnd;
  }
}

function checkEnd(playlist: ParsedPlaylist, where: string, findings: Findings): void {
  if (playlist.hasEndList && playlist.preloadHint !== null) {
    findings.add('hint-after-end', where, 'EXT-X-PRELOAD-HINT stands beside EXT-X-ENDLIST');
  }
  if (!playlist.hasEndList && playlist.partTarget !== null && playlist.preloadHint === null) {
    findings.add('hint-missing', where, 'there is no EXT-X-PRELOAD-HINT');
  }
}

/** Seconds of a segment, or of an open segment's parts. */
export function lengthOf(segment: ParsedSegment): number {
  return segment.duration ?? segment.parts.reduce((sum, part) => sum + part.duration, 0);
}
