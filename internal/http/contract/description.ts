import { defineEndpoints } from './endpoint.ts';

export const descriptionEndpoints = defineEndpoints({
  getDescription: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'anyone',
    summary: 'This description of the API (OpenAPI 3.1).',
    group: 'Public',
    answer: { kind: 'raw', mediaType: 'application/json' },
    isShared: true,
  },
});
