import { toOneLine } from '../../platform/one-line.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { status } from './status.ts';
import { done } from './shapes.ts';

const group = 'Integrations';

/** What bots do with an access token. */
export const integrationEndpoints = defineEndpoints({
  setStreamTitleByToken: {
    method: 'POST',
    path: '/api/integrations/streamtitle',
    access: 'HAS_ADMIN_ACCESS',
    summary: 'Sets the title of the stream.',
    group,
    body: z.object({ value: z.string().transform(toOneLine) }),
    answer: { kind: 'json', schema: done },
  },
  getStatusByToken: {
    method: 'GET',
    path: '/api/integrations/status',
    access: 'HAS_ADMIN_ACCESS',
    summary: 'What is on air, and since when.',
    group,
    answer: { kind: 'json', schema: status },
  },
});
