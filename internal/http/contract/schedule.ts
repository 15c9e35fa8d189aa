import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { time } from './shapes.ts';

const group = 'Schedule';

/** A broadcast that is planned; `seriesId` is there for one of a series. */
export const scheduledEvent = z
  .object({
    id: z.string(),
    seriesId: z.string().optional(),
    name: z.string(),
    description: z.string(),
    startTime: time,
    durationMinutes: z.number().int(),
    timezone: z.string(),
    status: z.enum(['scheduled', 'cancelled']),
  })
  .meta({ id: 'ScheduledEvent' });

const schedule = z
  .object({
    series: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        /** DTSTART and RRULE of RFC 5545. */
        recurrence: z.string(),
        durationMinutes: z.number().int(),
        active: z.boolean(),
      }),
    ),
    events: z.array(scheduledEvent),
    /** Planned once, for after that. */
    later: z.array(scheduledEvent),
  })
  .meta({ id: 'Schedule' });

const id = z.string().min(1).max(60);
/** An instant, or seconds since 1970. */
const instant = z
  .string()
  .max(40)
  .transform((text) => (/^-?\d{1,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text)))
  .pipe(z.number());
const answer = { kind: 'json', schema: schedule } as const;
const plain = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'must have no control characters');

/** What is planned, in the shapes of Owncast. */
export const scheduleEndpoints = defineEndpoints({
  getSchedule: {
    method: 'GET',
    path: '/api/schedule',
    access: 'anyone',
    summary:
      'What is planned from `from` until `to`, 400 days apart at most: RFC 3339, or seconds since 1970. From a week ago for three months, where they are left out.',
    group,
    query: z.object({ from: instant.optional(), to: instant.optional() }),
    answer: { kind: 'json', schema: z.array(scheduledEvent) },
    isShared: true,
  },
  getScheduleCalendar: {
    method: 'GET',
    path: '/api/schedule.ics',
    access: 'anyone',
    summary: 'What is planned, as a calendar to subscribe to (RFC 5545): from a week ago for a year.',
    group,
    answer: { kind: 'raw', mediaType: 'text/calendar' },
    isShared: true,
  },
  getScheduleAsAdmin: {
    method: 'GET',
    path: '/api/admin/schedule',
    access: 'admin',
    summary:
      'The series, and what is planned from three months ago for two months to come; `later` is what is planned once for after that.',
    group,
    answer,
  },
  planEvent: {
    method: 'POST',
    path: '/api/admin/schedule/event',
    access: 'admin',
    summary:
      'Plans a broadcast at `start`, or a series by `recurrence` (DTSTART, RRULE, EXDATE of RFC 5545, a line each); with `id` it changes a plan or one broadcast. `cancelled` cancels, or takes that back.',
    group,
    body: z.object({
      id: id.optional(),
      name: plain(200).optional(),
      description: plain(5_000).optional(),
      start: z.string().trim().max(40).optional(),
      timezone: z.string().trim().max(64).optional(),
      durationMinutes: z.number().int().min(1).max(10_080).optional(),
      recurrence: z.string().max(8_000).optional(),
      cancelled: z.boolean().optional(),
    }),
    answer,
  },
  dropEvent: {
    method: 'POST',
    path: '/api/admin/schedule/event/delete',
    access: 'admin',
    summary: 'Removes a plan or one broadcast of a series; with `cancel` it stays, as cancelled.',
    group,
    body: z.object({ id, cancel: z.boolean().optional() }),
    answer,
  },
  previewRecurrence: {
    method: 'POST',
    path: '/api/admin/schedule/preview',
    access: 'admin',
    summary: 'The first five broadcasts to come of a series that could be planned.',
    group,
    body: z.object({ recurrence: z.string().max(8_000) }),
    answer: { kind: 'json', schema: z.object({ occurrences: z.array(time) }) },
  },
});
