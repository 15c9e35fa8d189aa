import type { Occurrence } from './planned-broadcast.ts';

/** Something that is planned: one broadcast, or a series of them. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Of the IANA database. */
  readonly timeZone: string;
  /** The first start as a clock there shows it, see `TimeZone`. */
  readonly startLocalMs: number;
  readonly durationMinutes: number;
  /** A rule of RFC 5545; null for one broadcast. */
  readonly recurrence: string | null;
  /** A series that was cancelled is not: what was planned of it is shown as cancelled. */
  readonly isActive: boolean;
  readonly createdWallMs: number;
  /** Goes with every change. */
  readonly updatedWallMs: number;
}

/** What is different about one occurrence of a plan. */
export interface PlanException {
  readonly planId: string;
  /** The start that the plan itself gives it. */
  readonly localMs: number;
  /** `removed`: as if it never had been. */
  readonly status: 'changed' | 'cancelled' | 'removed';
  /** Each null where it is as in the plan. */
  readonly startLocalMs: number | null;
  readonly durationMinutes: number | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly updatedWallMs: number;
}

export function endWallMs({
  startWallMs,
  durationMinutes,
}: Pick<Occurrence, 'startWallMs' | 'durationMinutes'>): number {
  return startWallMs + durationMinutes * 60_000;
}
