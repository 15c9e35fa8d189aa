import { z } from '../../platform/schema.ts';
import { figureNames } from '../../viewers/figures.ts';
import { defineEndpoints } from './endpoint.ts';
import { place, time, timedValue } from './shapes.ts';

const group = 'Viewers and health';

/** Size of one report of a player, in bytes. */
const MAX_REPORT_BYTES = 65_536;

/** What a player measured, if anything: JSON has null for what is no number. */
const amount = z.number().min(0).max(1e9).nullish();
const tally = z.number().min(0).max(10_000).nullish();
const series = z.array(timedValue);
const window = z.object({
  windowStart: z
    .string()
    .regex(/^-?\d{1,12}$/, 'must be a whole number of seconds')
    .transform(Number)
    .optional(),
});
const numberOrNull = z.number().nullable();
const fields = z.record(z.string(), z.unknown());

/** What a browser, its system and its device are called; null where the user agent does not tell. */
const software = z.object({
  browser: z.string().nullable(),
  system: z.string().nullable(),
  device: z.string().nullable(),
});

const viewer = z.object({
  clientID: z.string(),
  firstSeen: time,
  userAgent: z.string(),
  ipAddress: z.string(),
  geo: place.nullable(),
  /** Ours: the user agent, parsed. */
  software,
});

const playback = z.object({
  source: z.enum(['client', 'server']),
  lastUpdate: time,
  playerState: z.string().nullable(),
  bandwidthKbps: numberOrNull,
  latencySeconds: numberOrNull,
  downloadSeconds: numberOrNull,
  bitrateKbps: numberOrNull,
  errorCount: numberOrNull,
  qualityVariantChanges: numberOrNull,
});

const viewerPlayback = viewer.extend({ viewerID: z.string(), playback: playback.nullable() });

const hardware = z.object({ cpu: series, memory: series, disk: series });

const videoMetrics = z.object({
  errors: series,
  qualityVariantChanges: series,
  highestLatency: series,
  medianLatency: series,
  lowestLatency: series,
  medianSegmentDownloadDuration: series,
  maximumSegmentDownloadDuration: series,
  minimumSegmentDownloadDuration: series,
  minPlayerBitrate: series,
  medianPlayerBitrate: series,
  maxPlayerBitrate: series,
  availableBitrates: z.array(z.number().int()),
  segmentLength: z.number().int(),
  representation: z.number().int(),
});

/** Prometheus' text. */
const exposition = { kind: 'raw', mediaType: 'text/plain; version=0.0.4; charset=utf-8' } as const;

/** Who watches and how well, told by players and asked by the admin. */
export const viewerEndpoints = defineEndpoints({
  ping: {
    method: 'GET',
    path: '/api/ping',
    access: 'anyone',
    summary: 'Says that somebody is watching; a viewer counts for 15 s after it.',
    group,
    answer: { kind: 'empty' },
  },
  reportPlayback: {
    method: 'POST',
    path: '/api/metrics/playback',
    access: 'anyone',
    summary: 'How playback went in a player over the last seconds.',
    group,
    body: z.object({
      bandwidth: amount,
      latency: amount,
      downloadDuration: amount,
      errors: tally,
      qualityVariantChanges: tally,
    }),
    maxBodyBytes: MAX_REPORT_BYTES,
    answer: { kind: 'empty' },
    deprecated:
      'It knows no sessions, so that players behind one address overwrite one another: POST /api/metrics/cmcd.',
  },
  reportCmcd: {
    method: 'POST',
    path: '/api/metrics/cmcd',
    access: 'anyone',
    summary: "A player's report as Common Media Client Data (CTA-5004): a JSON object, or an array of them.",
    group,
    body: z.union([fields, z.array(fields).min(1).max(100)]),
    maxBodyBytes: MAX_REPORT_BYTES,
    answer: { kind: 'empty' },
    isShared: true,
  },
  reportCmcdByQuery: {
    method: 'GET',
    path: '/api/metrics/cmcd',
    access: 'anyone',
    summary: 'The same as a dictionary in the query, as players send that can only ask for addresses.',
    group,
    query: z.object({ CMCD: z.string().min(1).max(4096) }),
    answer: { kind: 'empty' },
    isShared: true,
  },
  listViewers: {
    method: 'GET',
    path: '/api/admin/viewers',
    access: 'admin',
    summary: 'Who watches now, by address and user agent.',
    group,
    answer: { kind: 'json', schema: z.array(viewer) },
  },
  listViewerPlayback: {
    method: 'GET',
    path: '/api/admin/viewers/playback',
    access: 'admin',
    summary:
      'Who watches now, player by player, with what each last reported; `playback` is null for players that report nothing.',
    group,
    answer: { kind: 'json', schema: z.array(viewerPlayback) },
  },
  readViewersOverTime: {
    method: 'GET',
    path: '/api/admin/viewersOverTime',
    access: 'admin',
    summary: 'How many watched, since `windowStart` (seconds since 1970; a day ago where it is left out).',
    group,
    query: window,
    answer: { kind: 'json', schema: series },
  },
  readChatClientsOverTime: {
    method: 'GET',
    path: '/api/admin/chat/clientsOverTime',
    access: 'admin',
    summary: 'How many were connected to the chat, since `windowStart` as above, on air or not.',
    group,
    query: window,
    answer: { kind: 'json', schema: series },
  },
  readFigureOverTime: {
    method: 'GET',
    path: '/api/admin/figuresOverTime',
    access: 'admin',
    summary:
      'One figure of the station, `name`, minute by minute, since `windowStart` as above: kbit/s, seconds, percent or how many a minute; where it stays at zero there are no entries.',
    group,
    query: window.extend({ name: z.enum(figureNames) }),
    answer: { kind: 'json', schema: series },
  },
  listCountries: {
    method: 'GET',
    path: '/api/admin/viewers/countries',
    access: 'admin',
    summary:
      'Where viewers are: how many watch now, and how many minutes were watched since `windowStart` as above, to the hour; the longest first.',
    group,
    query: window,
    answer: {
      kind: 'json',
      schema: z.array(
        z.object({
          /** Two letters (ISO 3166-1); empty where it is not known. */
          countryCode: z.string(),
          now: z.number(),
          minutes: z.number(),
        }),
      ),
    },
  },
  readHardware: {
    method: 'GET',
    path: '/api/admin/hardwarestats',
    access: 'admin',
    summary: 'How much of processor, memory and disk is in use, in percent, minute by minute for the last five hours.',
    group,
    answer: { kind: 'json', schema: hardware },
  },
  readVideoMetrics: {
    method: 'GET',
    path: '/api/admin/metrics/video',
    access: 'admin',
    summary: 'How playback went over all players that report, in windows of two minutes.',
    group,
    answer: { kind: 'json', schema: videoMetrics },
  },
  readPrometheus: {
    method: 'GET',
    path: '/api/admin/prometheus',
    access: 'admin',
    summary: "Aerial's figures, and Owncast's names for them, as Prometheus text.",
    group,
    answer: exposition,
  },
  postPrometheus: {
    method: 'POST',
    path: '/api/admin/prometheus',
    access: 'admin',
    summary: 'The same, for collectors that ask with POST.',
    group,
    answer: exposition,
  },
});
