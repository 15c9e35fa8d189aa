import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';

type Schedule = Pick<AnswerOf<'GET /api/admin/schedule'>, 'events' | 'later'>;

/** Broadcasts of series that are listed: they come again and again. */
const mostOfSeries = 100;

/** What has not ended yet, in order of time: all that is planned once, for nowhere else could it be changed, and the next of the series. */
export function comingOf({ events, later }: Schedule, nowMs: number): Schedule['events'] {
  let left = mostOfSeries;
  const coming = events.filter(({ startTime, durationMinutes, seriesId }) => {
    if (Date.parse(startTime) + durationMinutes * 60_000 <= nowMs) return false;
    if (seriesId !== undefined) left -= 1;
    return seriesId === undefined || left >= 0;
  });
  return [...coming, ...later];
}
