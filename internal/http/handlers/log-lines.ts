import type { LogFilter, LogLine } from '../../platform/recent-lines.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { logLineEndpoints } from '../contract/log-lines.ts';
import { toTime } from '../times.ts';

const USUAL_LIMIT = 200;

export function logLineHandlers(needs: {
  readonly log: { find(filter: LogFilter): readonly LogLine[]; readonly lastId: number };
}): Handlers<typeof logLineEndpoints> {
  return {
    findLogLines: ({ query }) => {
      const lines = needs.log.find({
        least: query.level ?? 'debug',
        component: query.component ?? '',
        text: query.search ?? '',
        afterId: query.after ?? 0,
        limit: query.limit ?? USUAL_LIMIT,
      });
      return {
        lines: lines.map(({ wallMs, fields, ...line }) => ({ ...line, fields: { ...fields }, time: toTime(wallMs) })),
        lastId: needs.log.lastId,
      };
    },
  };
}
