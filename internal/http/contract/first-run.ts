import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';

const firstRun = z.object({
  /** Where the person is who sets the station up; the password has been set by then. */
  step: z.enum(['name', 'key', 'picture', 'links', 'done']),
});

/** The first steps of a new station, which can be left and gone on with, from any browser. */
export const firstRunEndpoints = defineEndpoints({
  getFirstRun: {
    method: 'GET',
    path: '/api/admin/firstrun',
    access: 'admin',
    summary: 'How far setting the station up has come.',
    group: 'Signing in',
    answer: { kind: 'json', schema: firstRun },
  },
  setFirstRun: {
    method: 'POST',
    path: '/api/admin/firstrun',
    access: 'admin',
    summary: 'Notes how far setting the station up has come; `done` is for good.',
    group: 'Signing in',
    body: firstRun,
    answer: { kind: 'json', schema: firstRun },
  },
});

export type FirstRunStep = z.output<typeof firstRun>['step'];
