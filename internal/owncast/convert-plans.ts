import type { ForeignRow } from '../store/foreign-database.ts';
import type { ImportRow } from '../store/import-writer.ts';
import type { Converted } from './convert-rows.ts';
import { isTrue, text, word } from './foreign-values.ts';
import { parseTimestamp } from './timestamp.ts';

/** The calendar, as far as plans are read by it. Local times are milliseconds that a clock's date and hour would be in UTC. */
export interface PlanReader {
  /** Of DTSTART and RRULE of RFC 5545; null for what is no series. */
  readSeries(
    recurrence: string,
  ): { readonly timeZone: string; readonly startLocalMs: number; readonly recurrence: string } | null;
  /** Null where there is no such zone. */
  toLocal(timeZone: string, wallMs: number): number | null;
}

export interface PlanNeeds {
  readonly nowMs: number;
  readonly plans: PlanReader;
}

const MAX = { id: 60, name: 200, description: 5_000, recurrence: 8_000, minutes: 10_080 } as const;
const USUAL_MINUTES = 60;

/** A series of broadcasts. */
export function convertSeries(row: ForeignRow, needs: PlanNeeds): Converted<'plans'> {
  const common = commonOf(row, needs);
  if (typeof common === 'string') return common;
  const series = needs.plans.readSeries((text(row['recurrence']) ?? '').slice(0, MAX.recurrence));
  if (series === null) return 'their rule is not understood';
  return { ...common, ...series, isActive: isTrue(row['active']) };
}

/** A broadcast that is planned by itself. */
export function convertSinglePlan(row: ForeignRow, needs: PlanNeeds): Converted<'plans'> {
  const common = commonOf(row, needs);
  if (typeof common === 'string') return common;
  const startWallMs = parseTimestamp(row['start_time']);
  const timeZone = word(row['timezone'], MAX.id) ?? 'UTC';
  const startLocalMs = startWallMs === null ? null : needs.plans.toLocal(timeZone, startWallMs);
  if (startLocalMs === null) return 'they have no time, or are in no zone that is known';
  return { ...common, timeZone, startLocalMs, recurrence: null, isActive: row['status'] !== 'cancelled' };
}

/** What is different about one broadcast of a series; null for nothing, and where it cannot be told. */
export function convertException(
  row: ForeignRow,
  series: ImportRow<'plans'>,
  { nowMs, plans }: PlanNeeds,
): ImportRow<'planExceptions'> | null {
  const original = parseTimestamp(row['original_start']);
  const start = parseTimestamp(row['start_time']);
  const localMs = original === null ? null : plans.toLocal(series.timeZone, original);
  if (localMs === null || start === null) return null;
  const startLocalMs = plans.toLocal(series.timeZone, start);
  const { name, description, durationMinutes } = fieldsOf(row);
  const isCancelled = row['status'] === 'cancelled';
  const changes = {
    startLocalMs: startLocalMs === localMs ? null : startLocalMs,
    name: name === series.name ? null : name,
    description: description === series.description ? null : description,
    durationMinutes: durationMinutes === series.durationMinutes ? null : durationMinutes,
  };
  if (!isCancelled && Object.values(changes).every((change) => change === null)) return null;
  const updatedWallMs = parseTimestamp(row['updated_at']) ?? nowMs;
  return { planId: series.id, localMs, status: isCancelled ? 'cancelled' : 'changed', ...changes, updatedWallMs };
}

function fieldsOf(row: ForeignRow): { name: string | null; description: string; durationMinutes: number } {
  const minutes = Number(row['duration_minutes'] ?? USUAL_MINUTES);
  return {
    name: word(row['name'], MAX.name),
    description: (text(row['description']) ?? '').trim().slice(0, MAX.description),
    durationMinutes: Number.isInteger(minutes) && minutes >= 1 ? Math.min(minutes, MAX.minutes) : USUAL_MINUTES,
  };
}

function commonOf(row: ForeignRow, { nowMs }: PlanNeeds) {
  const id = word(row['id'], MAX.id);
  const { name, ...fields } = fieldsOf(row);
  if (id === null || name === null) return 'they have no id or no name';
  const createdWallMs = parseTimestamp(row['created_at']) ?? nowMs;
  return { id, name, ...fields, createdWallMs, updatedWallMs: parseTimestamp(row['updated_at']) ?? createdWallMs };
}
