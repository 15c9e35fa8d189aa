import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { timeOrNull } from './shapes.ts';

const group = 'Broadcast and server';

const testPicture = z
  .object({
    state: z.enum(['off', 'starting', 'on']),
    /** When it ends by itself; null while it is off. */
    endsAt: timeOrNull,
    /** Why it is off, when it did not end as was asked. */
    note: z.string().nullable(),
  })
  .meta({ id: 'TestPicture' });

const answer = { kind: 'json', schema: testPicture } as const;

/** The station's own picture, for trying everything out before anybody streams. */
export const testPictureEndpoints = defineEndpoints({
  getTestPicture: {
    method: 'GET',
    path: '/api/admin/testpicture',
    access: 'admin',
    summary: 'Whether the test picture is on air.',
    group,
    answer,
  },
  startTestPicture: {
    method: 'POST',
    path: '/api/admin/testpicture/start',
    access: 'admin',
    summary:
      'Puts a test picture on air: the name of the channel, a clock and a tone. It ends by itself after ten minutes, or when an encoder comes; nobody is told of it.',
    group,
    answer,
  },
  stopTestPicture: {
    method: 'POST',
    path: '/api/admin/testpicture/stop',
    access: 'admin',
    summary: 'Takes the test picture off air.',
    group,
    answer,
  },
});
