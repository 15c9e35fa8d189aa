import type { Position } from './rendition-window.ts';

/** The query of a playlist request (RFC 8216bis, 6.2.5); `mediaSequence` null asks for the playlist as it is. */
export interface DeliveryDirectives {
  readonly mediaSequence: number | null;
  /** Null asks for the whole segment. */
  readonly part: number | null;
  readonly skip: boolean;
}

const decimalInteger = /^\d{1,15}$/;
/** Longer queries are nobody's directives, nor the report that some players add to them (CTA-5004). */
const longestQuery = 2048;

/** Reads the directives; null for a query that deserves a 400. Parameters that are not directives are ignored. */
export function parseDirectives(query: string): DeliveryDirectives | null {
  if (query === '') return { mediaSequence: null, part: null, skip: false };
  if (query.length > longestQuery) return null;
  const parameters = new URLSearchParams(query);
  const mediaSequence = readNumber(parameters.get('_HLS_msn'));
  const part = readNumber(parameters.get('_HLS_part'));
  const skip = parameters.get('_HLS_skip');
  if (mediaSequence === 'malformed' || part === 'malformed') return null;
  if (part !== null && mediaSequence === null) return null;
  if (skip !== null && skip !== 'YES' && skip !== 'v2') return null;
  return { mediaSequence, part, skip: skip !== null };
}

/** Reads directives as `parseDirectives` does: once where many viewers, who all wait for the same part, ask the same one after the other. */
export class DirectivesReader {
  #query = '';
  #directives = parseDirectives('');

  read(query: string): DeliveryDirectives | null {
    if (query !== this.#query) {
      this.#directives = parseDirectives(query);
      this.#query = query;
    }
    return this.#directives;
  }
}

function readNumber(text: string | null): number | null | 'malformed' {
  if (text === null) return null;
  return decimalInteger.test(text) ? Number(text) : 'malformed';
}

/** What a playlist holds, as far as blocking requests are concerned. */
export interface PlaylistEdge {
  readonly last: Position;
  /** Whether the segment of `last` is complete. */
  readonly isLastComplete: boolean;
  readonly partTargetMs: number;
}

/** `too-far` asks for what no client that has read the playlist would, and deserves a 400. */
export type Readiness = 'ready' | 'wait' | 'too-far';

/** Whether the playlist may be sent now for these directives. */
export function judgeDirectives(directives: DeliveryDirectives, edge: PlaylistEdge): Readiness {
  const { mediaSequence, part } = directives;
  const { last, isLastComplete } = edge;
  if (mediaSequence === null || mediaSequence < last.mediaSequence) return 'ready';
  if (mediaSequence > last.mediaSequence + 2) return 'too-far';
  if (mediaSequence > last.mediaSequence) return 'wait';
  if (part === null) return isLastComplete ? 'ready' : 'wait';
  if (part <= last.part) return 'ready';
  // A part past the end of a complete segment stands for the first one of the next (6.2.5.2).
  return part > last.part + advancePartLimit(edge.partTargetMs) ? 'too-far' : 'wait';
}

/** Parts ahead of the last one that a client may ask for (6.2.5.2): three, or three seconds of shorter ones. */
export function advancePartLimit(partTargetMs: number): number {
  const partTargetSeconds = partTargetMs / 1000;
  return partTargetSeconds < 1 ? Math.ceil(3 / partTargetSeconds) : 3;
}
