import { toTime } from '../platform/times.ts';

export { toTime };

export function toTimeOrNull(wallMs: number | null): string | null {
  return wallMs === null ? null : toTime(wallMs);
}
