import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { page, pageOf, time, timeOrNull } from './shapes.ts';

const group = 'Timeline';

const range = page.extend({
  /** Included. */
  from: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
  /** Not included. */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
});

const stretch = z
  .object({
    id: z.number().int(),
    beganAt: time,
    /** Null for what is on air. */
    endedAt: timeOrNull,
    broadcastId: z.string(),
    /** `live` for the encoder, `test` for a test picture, `slate` for what stands in while the encoder is away. */
    source: z.string(),
    title: z.string(),
    /** The renditions that could be chosen. */
    renditions: z.array(z.string()),
  })
  .meta({ id: 'Stretch' });

const segment = z
  .object({
    mediaSequence: z.number().int(),
    startsAt: time,
    /** Place on the broadcast's own clock. */
    mediaTimeMs: z.number().int(),
    durationMs: z.number().int(),
    isDiscontinuity: z.boolean(),
    /** Whether media is missing in it. */
    isGap: z.boolean(),
    stretchId: z.number().int(),
    broadcastId: z.string(),
    source: z.string(),
    title: z.string(),
  })
  .meta({ id: 'TimelineSegment' });

/** What was on air, and what is. */
export const timelineEndpoints = defineEndpoints({
  listTimeline: {
    method: 'GET',
    path: '/api/admin/timeline',
    access: 'admin',
    summary:
      'What was on air in a range of time, newest first: a stretch goes from one change of source, title or renditions to the next.',
    group,
    query: range,
    answer: { kind: 'json', schema: pageOf(stretch) },
  },
  listTimelineSegments: {
    method: 'GET',
    path: '/api/admin/timeline/segments',
    access: 'admin',
    summary: 'The segments that began in a range of time, oldest first.',
    group,
    query: range,
    answer: { kind: 'json', schema: pageOf(segment) },
  },
  getNowPlaying: {
    method: 'GET',
    path: '/api/nowplaying',
    access: 'anyone',
    summary: 'What is on air at this moment, and since when; `source` is null while nothing is.',
    group,
    answer: {
      kind: 'json',
      schema: z
        .object({ source: z.string().nullable(), title: z.string(), since: timeOrNull })
        .meta({ id: 'NowPlaying' }),
    },
    isShared: true,
  },
});
