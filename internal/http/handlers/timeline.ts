import type { Handlers } from '../contract/endpoint.ts';
import type { timelineEndpoints } from '../contract/timeline.ts';
import { toTime, toTimeOrNull } from '../times.ts';

interface Query {
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly offset: number;
  readonly limit: number;
}

interface Stretch {
  readonly id: number;
  readonly beganWallMs: number;
  readonly endedWallMs: number | null;
  readonly broadcastId: string;
  readonly source: string;
  readonly title: string;
  readonly renditions: readonly string[];
}

interface Segment extends Pick<Stretch, 'broadcastId' | 'source' | 'title'> {
  readonly stretchId: number;
  readonly mediaSequence: number;
  readonly startWallMs: number;
  readonly startMediaMs: number;
  readonly durationMs: number;
  readonly isDiscontinuity: boolean;
  readonly isGap: boolean;
}

export interface TimelineHandlersNeeds {
  readonly timeline: {
    listStretches(query: Query): { readonly total: number; readonly results: readonly Stretch[] };
    listSegments(query: Query): { readonly total: number; readonly results: readonly Segment[] };
  };
  /** What is on air; null while nothing is. */
  readonly readCurrent: () => Stretch | null;
}

const USUAL_LIMIT = 50;

/** Tells what was on air, and what is. */
export function timelineHandlers(needs: TimelineHandlersNeeds): Handlers<typeof timelineEndpoints> {
  const { timeline } = needs;
  return {
    listTimeline: ({ query }) => {
      const { total, results } = timeline.listStretches(queryOf(query));
      return {
        total,
        results: results.map(({ beganWallMs, endedWallMs, renditions, ...stretch }) => ({
          ...stretch,
          beganAt: toTime(beganWallMs),
          endedAt: toTimeOrNull(endedWallMs),
          renditions: [...renditions],
        })),
      };
    },
    listTimelineSegments: ({ query }) => {
      const { total, results } = timeline.listSegments(queryOf(query));
      return {
        total,
        results: results.map(({ startWallMs, startMediaMs, ...segment }) => ({
          ...segment,
          startsAt: toTime(startWallMs),
          mediaTimeMs: startMediaMs,
        })),
      };
    },
    getNowPlaying: () => {
      const current = needs.readCurrent();
      if (current === null) return { source: null, title: '', since: null };
      return { source: current.source, title: current.title, since: toTime(current.beganWallMs) };
    },
  };
}

function queryOf(query: {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}): Query {
  return {
    fromWallMs: query.from ?? null,
    untilWallMs: query.until ?? null,
    offset: query.offset ?? 0,
    limit: query.limit ?? USUAL_LIMIT,
  };
}
