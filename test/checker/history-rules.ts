import type { Findings } from './findings.ts';
import type { ParsedPlaylist, ParsedSegment } from './playlist-parser.ts';
import { lengthOf } from './playlist-rules.ts';

/** How far a playlist reaches. */
export interface Edge {
  readonly mediaSequence: number;
  /** -1 for a whole segment without parts. */
  readonly part: number;
}

export function edgeOf(playlist: ParsedPlaylist): Edge | null {
  const last = playlist.segments.at(-1);
  return last === undefined ? null : { mediaSequence: last.mediaSequence, part: last.parts.length - 1 };
}

export function isBefore(a: Edge, b: Edge): boolean {
  return a.mediaSequence < b.mediaSequence || (a.mediaSequence === b.mediaSequence && a.part < b.part);
}

/** Follows one rendition's playlist from reload to reload and knows what may not change (RFC 8216bis, 6.2.1 and 6.2.2). */
export class PlaylistHistory {
  readonly #where: string;
  readonly #findings: Findings;
  #previous: ParsedPlaylist | null = null;
  readonly #seen = new Map<number, ParsedSegment>();

  constructor(needs: { where: string; findings: Findings }) {
    this.#where = needs.where;
    this.#findings = needs.findings;
  }

  /** The last playlist, in full. */
  get last(): ParsedPlaylist | null {
    return this.#previous;
  }

  /** Forgets what was: after an end another presentation may start at the same URL. */
  reset(): void {
    this.#previous = null;
  }

  /** Takes the next answer in the order of requests; gives back the playlist with what a delta update left out. */
  observe(answer: ParsedPlaylist): ParsedPlaylist {
    const previous = this.#previous;
    const playlist = this.#merge(answer, previous);
    if (previous !== null) this.#compare(previous, playlist);
    for (const segment of playlist.segments) this.#checkSegment(segment);
    this.#previous = playlist;
    return playlist;
  }

  /** Puts the skipped segments back from the previous playlist (6.3.7). */
  #merge(answer: ParsedPlaylist, previous: ParsedPlaylist | null): ParsedPlaylist {
    if (answer.skipped === 0) return answer;
    const from = answer.mediaSequence;
    const until = from + answer.skipped;
    const kept = (previous?.segments ?? []).filter(
      (segment) => segment.mediaSequence >= from && segment.mediaSequence < until,
    );
    if (kept.length !== answer.skipped || kept.some((segment) => segment.uri === null)) {
      this.#add('skip-unknown', `the delta skips ${answer.skipped} segments from ${from}, not all of them were known`);
    }
    const toSkippedEnd = answer.segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
    if (toSkippedEnd < (answer.canSkipUntil ?? 0) - 0.001) {
      this.#add(
        'skip-too-far',
        `a segment is skipped that ends ${toSkippedEnd.toFixed(3)} s before the playlist's end`,
      );
    }
    // The discontinuities that the skipped segments carry count for those that follow.
    const skippedDiscontinuities = kept.filter((segment) => segment.isDiscontinuity).length;
    const segments = answer.segments.map((segment) => ({
      ...segment,
      discontinuitySequence: segment.discontinuitySequence + skippedDiscontinuities,
    }));
    return { ...answer, skipped: 0, segments: [...kept.map(withoutParts), ...segments] };
  }

  #compare(previous: ParsedPlaylist, next: ParsedPlaylist): void {
    if (previous.targetDuration !== next.targetDuration) {
      this.#add('target-duration-changed', `from ${previous.targetDuration} to ${next.targetDuration}`);
    }
    if (previous.partTarget !== next.partTarget) {
      this.#add('part-target-changed', `from ${previous.partTarget} to ${next.partTarget}`);
    }
    if (next.mediaSequence < previous.mediaSequence) {
      this.#add('media-sequence-back', `from ${previous.mediaSequence} to ${next.mediaSequence}`);
    }
    if (next.discontinuitySequence < previous.discontinuitySequence) {
      this.#add(
        'discontinuity-sequence-back',
        `from ${previous.discontinuitySequence} to ${next.discontinuitySequence}`,
      );
    }
    if (previous.hasEndList && !next.hasEndList) this.#add('end-list-gone', 'EXT-X-ENDLIST was there before');
    const before = edgeOf(previous);
    const after = edgeOf(next);
    if (before !== null && after !== null && isBefore(after, before)) {
      this.#add('edge-back', `from ${describe(before)} to ${describe(after)}`);
    }
    this.#checkRemovals(previous, next);
    this.#checkHint(previous, next);
  }

  #checkRemovals(previous: ParsedPlaylist, next: ParsedPlaylist): void {
    const removed = previous.segments.filter((segment) => segment.mediaSequence < next.mediaSequence);
    const left = next.segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
    if (removed.length > 0 && left < 3 * (next.targetDuration ?? 0) - 0.01) {
      this.#add('removed-too-early', `only ${left.toFixed(3)} s are left after a removal`);
    }
    if (removed.length === 0) return;
    const gone = removed.filter((segment) => segment.isDiscontinuity).length;
    const expected = previous.discontinuitySequence + gone;
    if (next.mediaSequence <= (edgeOf(previous)?.mediaSequence ?? 0) && next.discontinuitySequence !== expected) {
      this.#add(
        'discontinuity-sequence',
        `${gone} discontinuities left, so ${expected} was due, not ${next.discontinuitySequence}`,
      );
    }
  }

  /** What was hinted has to be what came (4.4.5.3), unless a gap came in between. */
  #checkHint(previous: ParsedPlaylist, next: ParsedPlaylist): void {
    const edge = edgeOf(previous);
    if (previous.preloadHint === null || edge === null) return;
    const added = next.segments
      .filter((segment) => segment.mediaSequence >= edge.mediaSequence)
      .flatMap((segment) => {
        const isNewPart = (index: number): boolean => segment.mediaSequence > edge.mediaSequence || index > edge.part;
        return segment.parts.filter((_, index) => isNewPart(index));
      });
    const first = added[0];
    const holdsGap = next.segments.some((segment) => segment.isGap && segment.mediaSequence >= edge.mediaSequence);
    const sameSegment = next.segments.find((segment) => segment.mediaSequence === edge.mediaSequence);
    // After a long while the parts that came next are too old to be listed.
    if (holdsGap || sameSegment === undefined || sameSegment.parts.length <= edge.part) return;
    if (first !== undefined && !first.isGap && first.uri !== previous.preloadHint) {
      this.#add('hint-wrong', `${previous.preloadHint} was hinted, ${first.uri} came`);
    }
  }

  /** A segment or part once published stays as it is (6.2.1). */
  #checkSegment(segment: ParsedSegment): void {
    const before = this.#seen.get(segment.mediaSequence);
    const merged =
      before === undefined || segment.parts.length >= before.parts.length
        ? segment
        : { ...segment, parts: before.parts };
    this.#seen.set(segment.mediaSequence, merged);
    if (before === undefined) return;
    const name = `segment ${segment.mediaSequence}`;
    const changes: string[] = [];
    if (before.uri !== null && before.uri !== segment.uri) changes.push(`URI ${before.uri} became ${segment.uri}`);
    if (before.duration !== null && before.duration !== segment.duration) changes.push('EXTINF changed');
    if (before.uri !== null && before.isGap !== segment.isGap) changes.push('EXT-X-GAP changed');
    if (before.programDateTimeMs !== segment.programDateTimeMs) changes.push('PROGRAM-DATE-TIME changed');
    if (before.isDiscontinuity !== segment.isDiscontinuity) changes.push('EXT-X-DISCONTINUITY changed');
    if (before.discontinuitySequence !== segment.discontinuitySequence) {
      changes.push(`discontinuity sequence ${before.discontinuitySequence} became ${segment.discontinuitySequence}`);
    }
    if (before.map !== segment.map) changes.push('EXT-X-MAP changed');
    for (const [index, part] of before.parts.entries()) {
      const now = segment.parts[index];
      if (segment.parts.length === 0 && segment.uri !== null) break;
      if (now === undefined || now.uri !== part.uri || now.duration !== part.duration || now.isGap !== part.isGap) {
        changes.push(`part ${index} changed`);
      }
    }
    if (changes.length > 0) this.#add('segment-changed', `${name}: ${changes.join(', ')}`);
  }

  #add(rule: string, message: string): void {
    this.#findings.add(rule, this.#where, message);
  }
}

function withoutParts(segment: ParsedSegment): ParsedSegment {
  return { ...segment, parts: [] };
}

function describe(edge: Edge): string {
  return `${edge.mediaSequence}.${edge.part}`;
}
