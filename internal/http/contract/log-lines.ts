import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { time, wholeNumberText } from './shapes.ts';

const logLine = z.object({
  /** Goes up with every line since the server's start. */
  id: z.number().int(),
  time,
  level: z.string(),
  component: z.string(),
  sentence: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

/** The log as a list that can be filtered and followed. */
export const logLineEndpoints = defineEndpoints({
  findLogLines: {
    method: 'GET',
    path: '/api/admin/logs/lines',
    access: 'admin',
    summary:
      'The newest lines of the log that fit, oldest first, out of the 500 that are kept: from a level on, of a component, with some words, and to follow the log, after the line of an id.',
    group: 'Broadcast and server',
    query: z.object({
      level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
      component: z.string().max(80).optional(),
      search: z.string().max(200).optional(),
      after: wholeNumberText(999_999_999).optional(),
      limit: wholeNumberText(500).optional(),
    }),
    answer: {
      kind: 'json',
      schema: z.object({
        lines: z.array(logLine),
        /** Of the newest line, whether it fits or not. After a new start of the server it is smaller than before. */
        lastId: z.number().int(),
      }),
    },
  },
});
