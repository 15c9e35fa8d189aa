import { s3Words } from '../../config/s3-setting.ts';
import * as shapes from '../../config/shapes.ts';
import { isStreamKey, streamKeyAllowed } from '../../config/kinds.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done } from './shapes.ts';

const group = 'Settings';
const changed = { kind: 'json', schema: done } as const;
const message = z.string().max(500);

/** How a form asks for the text of a setting; `word` may stand in place of a number. */
const form = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), max: z.number().int().optional() }),
  z.object({ kind: z.literal('text'), max: z.number().int() }),
  z.object({
    kind: z.literal('number'),
    min: z.number().int(),
    max: z.number().int(),
    word: z.string().optional(),
  }),
  z.object({ kind: z.literal('choice'), choices: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('toggle') }),
  z.object({ kind: z.literal('list') }),
  z.object({ kind: z.literal('json') }),
]);

const takesEffect = z.enum(['at once', 'next broadcast', 'restart']);
const settingName = z.string().max(80);

/** One setting of the table, as text; of secrets only whether there is one. */
const setting = z.object({
  name: z.string(),
  group: z.string(),
  help: z.string(),
  /** What is allowed, in words. */
  allowed: z.string(),
  form,
  /** Null for secrets. */
  value: z.string().nullable(),
  defaultValue: z.string(),
  isSet: z.boolean(),
  /** Where it comes from; what flags and the environment say cannot be changed here. */
  source: z.enum(['flag', 'environment', 'database', 'default']),
  /** When a change is heeded, as the settings are now: the ladder is when `ladder-applies` says. */
  takesEffect,
  /** Given at the start and never changed while the server runs. */
  isStartOnly: z.boolean(),
});

/** What became of a change of several settings: all were stored, or, with `faults`, none. */
const changes = z.object({
  success: z.boolean(),
  message: z.string(),
  /** When each holds; `overriddenBy` names what was given at the start and goes on holding instead. */
  changed: z.array(z.object({ name: z.string(), takesEffect, overriddenBy: z.string().nullable() })),
  faults: z.array(z.object({ name: z.string(), message: z.string() })),
});

const newStreamKeys = z
  .array(
    z.object({
      key: z.string().refine(isStreamKey, `must be ${streamKeyAllowed}`),
      comment: z.string().trim().max(200).default(''),
    }),
  )
  .min(1)
  .max(100)
  .refine((keys) => new Set(keys.map(({ key }) => key)).size === keys.length, 'must not hold a key twice');

/** Setters that are more than one setting, and the settings as they are. */
export const settingsEndpoints = defineEndpoints({
  listSettings: {
    method: 'GET',
    path: '/api/admin/settings',
    access: 'admin',
    summary: 'Every setting: what it is, where it comes from and what is allowed.',
    group,
    answer: { kind: 'json', schema: z.array(setting) },
  },
  changeSettings: {
    method: 'POST',
    path: '/api/admin/settings',
    access: 'admin',
    summary:
      'Sets several settings of the table, each as text: all of them, or none where one is not allowed. What is wrong stands in `faults`.',
    group,
    body: z.object({ values: z.record(settingName, z.string()) }),
    answer: { kind: 'json', schema: changes },
  },
  changeSetting: {
    method: 'POST',
    path: '/api/admin/settings/{name}',
    access: 'admin',
    summary: 'Sets one setting of the table, as text.',
    group,
    params: z.object({ name: settingName }),
    body: z.object({ value: z.string() }),
    answer: changed,
  },
  resetSetting: {
    method: 'DELETE',
    path: '/api/admin/settings/{name}',
    access: 'admin',
    summary: 'Takes one setting back to its default.',
    group,
    params: z.object({ name: settingName }),
    answer: changed,
  },
  setStreamKeys: {
    method: 'POST',
    path: '/api/admin/config/streamkeys',
    access: 'admin',
    summary: 'Makes these the only stream keys. An encoder that is on air stays there.',
    group,
    body: z.object({ value: newStreamKeys }),
    answer: changed,
  },
  setFfmpegPath: {
    method: 'POST',
    path: '/api/admin/config/ffmpegpath',
    access: 'admin',
    summary:
      'Always refused, unless it is the ffmpeg that is used: which program runs is said at the start, with --ffmpeg.',
    group,
    body: z.object({ value: z.string().max(4096) }),
    answer: changed,
  },
  setVideoCodec: {
    method: 'POST',
    path: '/api/admin/config/video/codec',
    access: 'admin',
    summary:
      'Chooses the encoder of the smaller renditions. It holds from the next broadcast; where it fails, libx264 takes over.',
    group,
    body: z.object({ value: z.enum(shapes.videoEncoders) }),
    answer: changed,
  },
  setLatencyLevel: {
    method: 'POST',
    path: '/api/admin/config/video/streamlatencylevel',
    access: 'admin',
    summary:
      'Sets the latency level, 0 for the shortest delay to 4 for the fewest requests. It holds from the next broadcast.',
    group,
    body: z.object({ value: z.number().int().min(0).max(4) }),
    answer: changed,
  },
  setOutputVariants: {
    method: 'POST',
    path: '/api/admin/config/video/streamoutputvariants',
    access: 'admin',
    summary: 'Sets the renditions. The picture as the encoder sends it is always among them.',
    group,
    body: z.object({ value: shapes.outputVariants }),
    answer: changed,
  },
  setVideoAddress: {
    method: 'POST',
    path: '/api/admin/config/videoservingendpoint',
    access: 'admin',
    summary: 'Sets where viewers read the S3 bucket, such as a CDN before it, unless the bucket itself says.',
    group,
    body: z.object({ value: z.string().trim().max(2048) }),
    answer: changed,
  },
  setS3: {
    method: 'POST',
    path: '/api/admin/config/s3',
    access: 'admin',
    summary:
      'Sets the S3 bucket that the live window is also written to. An empty secret stands for the one that is stored with the same access key.',
    group,
    body: z.object({ value: s3Words }),
    answer: changed,
  },
  setDiscordNotices: {
    method: 'POST',
    path: '/api/admin/config/notifications/discord',
    access: 'admin',
    summary: 'Sets whether and how a Discord channel is told of a broadcast.',
    group,
    body: z.object({
      value: z.object({
        enabled: z.boolean(),
        webhook: z.string().max(2048).default(''),
        goLiveMessage: message.default(''),
      }),
    }),
    answer: changed,
  },
  setBrowserNotices: {
    method: 'POST',
    path: '/api/admin/config/notifications/browser',
    access: 'admin',
    summary: 'Sets whether and how browsers are told of a broadcast.',
    group,
    body: z.object({ value: z.object({ enabled: z.boolean(), goLiveMessage: message.default('') }) }),
    answer: changed,
  },
});
