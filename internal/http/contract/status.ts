import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { time, timeOrNull } from './shapes.ts';

/** What is on air. `phase` is ours: an encoder that may come back (`away`) is still `online` to clients of Owncast. */
export const status = z
  .object({
    serverTime: time,
    lastConnectTime: timeOrNull,
    lastDisconnectTime: timeOrNull,
    versionNumber: z.string(),
    streamTitle: z.string(),
    /** Left out when it is hidden or zero. */
    viewerCount: z.number().int().optional(),
    online: z.boolean(),
    phase: z.enum(['offline', 'live', 'away']),
    /** Ours: what is on air has no picture. */
    audioOnly: z.boolean(),
    /** Ours: another number means other qualities to choose from. */
    ladderVersion: z.number().int(),
    /** What is on by plan, or the next that will be; left out for nothing. */
    scheduledEvent: z
      .object({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        startTime: time,
        durationMinutes: z.number().int(),
        /** Whether people may write in the chat for it by now. */
        chatOpen: z.boolean(),
      })
      .optional(),
  })
  .meta({ id: 'Status' });

export const statusEndpoints = defineEndpoints({
  getStatus: {
    method: 'GET',
    path: '/api/status',
    access: 'anyone',
    summary: 'What is on air, and since when.',
    group: 'Public',
    answer: { kind: 'json', schema: status },
    isShared: true,
  },
});
