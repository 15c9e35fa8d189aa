import * as shapes from '../../config/shapes.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, time } from './shapes.ts';

const group = 'Broadcast and server';
const changed = { kind: 'json', schema: done } as const;
const count = z.number().int().min(0);

const broadcaster = z.object({
  time,
  remoteAddr: z.string(),
  streamDetails: z.object({
    videoCodec: z.string(),
    audioCodec: z.string(),
    encoder: z.string(),
    width: count,
    height: count,
    /** Of picture and sound together, in kbit/s, as they arrive. */
    videoBitrate: count,
    /** 0: the encoder does not say. */
    audioBitrate: count,
    framerate: z.number(),
  }),
});

const health = z.object({
  message: z.string(),
  healthPercentage: z.number(),
  representation: z.number(),
  healthy: z.boolean(),
});

export const adminStatus = z
  .object({
    /** Ours, as `/api/status` has it. */
    serverTime: time,
    broadcaster: broadcaster.nullable(),
    currentBroadcast: z
      .object({
        outputSettings: z.array(shapes.outputVariant),
        latencyLevel: z.object({ level: z.number().int() }),
      })
      .nullable(),
    health: health.nullable(),
    streamTitle: z.string(),
    versionNumber: z.string(),
    viewerCount: count,
    overallPeakViewerCount: count,
    sessionPeakViewerCount: count,
    online: z.boolean(),
  })
  .meta({ id: 'AdminStatus' });

const logLines = z.array(z.object({ time, message: z.string(), level: z.string() }));

const byGet = (post: string) =>
  `A call that changes something should be a POST; this is for clients of Owncast 0.2 and older. Call ${post}.`;

/** What the studio asks of the server, and what it can do to a broadcast. */
export const adminEndpoints = defineEndpoints({
  getAdminStatus: {
    method: 'GET',
    path: '/api/admin/status',
    access: 'admin',
    summary: 'What is on air, from whom, and how well.',
    group,
    answer: { kind: 'json', schema: adminStatus },
  },
  disconnect: {
    method: 'POST',
    path: '/api/admin/disconnect',
    access: 'admin',
    summary: 'Ends the broadcast that is on air.',
    group,
    answer: changed,
  },
  disconnectByGet: {
    method: 'GET',
    path: '/api/admin/disconnect',
    access: 'admin',
    summary: 'Ends the broadcast that is on air.',
    group,
    answer: changed,
    hasEffect: true,
    deprecated: byGet('POST /api/admin/disconnect'),
  },
  listLogs: {
    method: 'GET',
    path: '/api/admin/logs',
    access: 'admin',
    summary: 'The newest 500 lines of the log, newest first; as much as log-level lets through.',
    group,
    answer: { kind: 'json', schema: logLines },
  },
  listWarnings: {
    method: 'GET',
    path: '/api/admin/logs/warnings',
    access: 'admin',
    summary: 'The newest 500 warnings and errors of the log, newest first.',
    group,
    answer: { kind: 'json', schema: logLines },
  },
  resetDirectory: {
    method: 'POST',
    path: '/api/admin/yp/reset',
    access: 'admin',
    summary: 'Forgets the key that a directory of streams gave to this one.',
    group,
    answer: changed,
  },
  resetDirectoryByGet: {
    method: 'GET',
    path: '/api/admin/yp/reset',
    access: 'admin',
    summary: 'Forgets the key that a directory of streams gave to this one.',
    group,
    answer: changed,
    hasEffect: true,
    deprecated: byGet('POST /api/admin/yp/reset'),
  },
  getUpdateOptions: {
    method: 'GET',
    path: '/api/admin/update/options',
    access: 'admin',
    summary: 'Whether the server can replace itself: it never can.',
    group,
    answer: { kind: 'json', schema: z.object({ supportsUpdate: z.boolean(), canRestart: z.boolean() }) },
    deprecated: 'Owncast 0.3 has no such call any more.',
  },
});
