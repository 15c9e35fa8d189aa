import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { Occurrence } from '../../schedule/planned-broadcast.ts';
import { type Handlers, RawReply } from '../contract/endpoint.ts';
import type { scheduleEndpoints } from '../contract/schedule.ts';
import { toTime } from '../times.ts';

const DAY_MS = 86_400_000;
const usualWindow = { beforeMs: 7 * DAY_MS, afterMs: 90 * DAY_MS };
const adminWindow = { beforeMs: 92 * DAY_MS, afterMs: 62 * DAY_MS };
const calendarWindow = { beforeMs: 7 * DAY_MS, afterMs: 366 * DAY_MS };
const LONGEST_WINDOW_MS = 400 * DAY_MS;
/** In one answer. */
const MAX_LISTED = 2_000;

interface SeriesFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly recurrence: string;
  readonly durationMinutes: number;
  readonly isActive: boolean;
}

type Planned =
  | { readonly kind: 'planned' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface ScheduleNeeds {
  readonly wallMs: () => number;
  /** Whether people see what is planned. */
  readonly isShown: () => boolean;
  readonly schedule: {
    /** In order of time, what is cancelled as well. */
    list(window: { readonly fromMs: number; readonly untilMs: number }): readonly Occurrence[];
    /** What is planned once and begins at that time or later, in order of time. */
    singlesFrom(fromMs: number): readonly Occurrence[];
    series(): readonly SeriesFacts[];
    plan(wish: z.infer<(typeof scheduleEndpoints)['planEvent']['body']>): Planned;
    drop(id: string, how: 'cancel' | 'remove'): Planned;
    /** Starts in wall-clock milliseconds. */
    preview(recurrence: string, maxCount: number): Planned | readonly number[];
    /** RFC 5545. */
    writeCalendar(events: readonly Occurrence[], origin: string | null): string;
  };
}

/** What is planned: for everybody to see, and for the admin to change. */
export function scheduleHandlers(needs: ScheduleNeeds): Handlers<typeof scheduleEndpoints> {
  const { isShown, schedule, wallMs } = needs;
  const around = ({ beforeMs, afterMs }: { beforeMs: number; afterMs: number }) => ({
    fromMs: wallMs() - beforeMs,
    untilMs: wallMs() + afterMs,
  });
  const whole = () => ({
    series: schedule.series().map(({ isActive, ...series }) => ({ ...series, active: isActive })),
    events: schedule.list(around(adminWindow)).slice(0, MAX_LISTED).map(describe),
    later: schedule.singlesFrom(around(adminWindow).untilMs).map(describe),
  });
  return {
    getSchedule: ({ query }) => {
      const usual = around(usualWindow);
      const fromMs = query.from ?? usual.fromMs;
      const untilMs = query.to ?? Math.max(usual.untilMs, fromMs + usualWindow.afterMs);
      if (untilMs <= fromMs || untilMs - fromMs >= LONGEST_WINDOW_MS || Math.abs(fromMs) > 1e14) {
        throw new AerialError('REQUEST_INVALID', {
          message: 'The time from `from` to `to` has to be longer than nothing and shorter than 400 days.',
          hint: 'Both are times of RFC 3339, or seconds since 1970.',
        });
      }
      return isShown() ? schedule.list({ fromMs, untilMs }).slice(0, MAX_LISTED).map(describe) : [];
    },
    getScheduleCalendar: ({ caller }) => {
      const events = isShown() ? schedule.list(around(calendarWindow)).slice(0, MAX_LISTED) : [];
      return new RawReply({
        headers: {
          'content-type': 'text/calendar; charset=utf-8',
          'content-disposition': 'inline; filename="schedule.ics"',
        },
        body: schedule.writeCalendar(events, caller.origin),
      });
    },
    getScheduleAsAdmin: whole,
    planEvent: ({ body }) => {
      requirePlanned(schedule.plan(body));
      return whole();
    },
    dropEvent: ({ body }) => {
      requirePlanned(schedule.drop(body.id, body.cancel === true ? 'cancel' : 'remove'));
      return whole();
    },
    previewRecurrence: ({ body }) => {
      const found = schedule.preview(body.recurrence, 5);
      if ('kind' in found) throw refusal(found);
      return { occurrences: found.map(toTime) };
    },
  };
}

export function describe(event: Occurrence) {
  const { id, isOfSeries, planId, startWallMs, timeZone, name, description, durationMinutes, status } = event;
  return {
    id,
    ...(isOfSeries && { seriesId: planId }),
    name,
    description,
    startTime: toTime(startWallMs),
    durationMinutes,
    timezone: timeZone,
    status,
  };
}

function requirePlanned(outcome: Planned): void {
  if (outcome.kind !== 'planned') throw refusal(outcome);
}

function refusal(outcome: Planned): AerialError {
  if (outcome.kind === 'missing')
    return new AerialError('NOT_FOUND', {
      message: 'Nothing of that id is planned.',
      hint: 'See /api/admin/schedule.',
    });
  const reason = outcome.kind === 'refused' ? outcome.reason : '';
  return new AerialError('REQUEST_INVALID', { message: reason, hint: 'Nothing was changed.' });
}
