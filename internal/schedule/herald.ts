import type { AerialEvents, PlannedStage } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import { endWallMs } from './plan.ts';
import type { Occurrence } from './planned-broadcast.ts';

export interface HeraldNeeds {
  readonly clock: Pick<Clock, 'wallMs' | 'every'>;
  readonly events: EventPublisher<AerialEvents>;
  /** In order of time, without what is cancelled. */
  readonly coming: () => readonly Occurrence[];
  /** Where it is kept what was told, so that a start soon afterwards tells no program again. */
  readonly ledger: {
    /** False when it was written down before. */
    note(entry: { readonly key: string; readonly event: string; readonly wallMs: number }): boolean;
  };
  /** How long before a broadcast is it told of. */
  readonly minutesBefore: () => readonly number[];
}

const LOOK_EVERY_MS = 15_000;
/** A reminder that was due while the server was not there is given by this much late; whoever was told before is not told again. */
const LATE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** Programs are told so long before it. */
const STAGE_BEFORE_MS = 10 * MINUTE_MS;

/** Says so when a planned broadcast is so many minutes away, and when it should begin and end. */
export class Herald {
  readonly #needs: HeraldNeeds;
  #lookedWallMs: number;

  constructor(needs: HeraldNeeds) {
    this.#needs = needs;
    this.#lookedWallMs = needs.clock.wallMs() - LATE_MS;
  }

  /** Looks at the clock from now on; the returned function ends that. */
  start(): () => void {
    return this.#needs.clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  #look(): void {
    const { clock, coming, events, ledger, minutesBefore } = this.#needs;
    const nowMs = clock.wallMs();
    const sinceMs = this.#lookedWallMs;
    this.#lookedWallMs = nowMs;
    const minutes = minutesBefore();
    for (const occurrence of coming()) {
      const { id, name, description, startWallMs, durationMinutes, timeZone, planId, isOfSeries } = occurrence;
      const facts = { id, name, description, startWallMs, durationMinutes, timeZone };
      for (const [stage, dueMs] of stagesOf(occurrence))
        if (
          isBetween(dueMs, sinceMs, nowMs) &&
          ledger.note({ key: `stage ${id} ${stage} ${dueMs}`, event: 'stage', wallMs: nowMs })
        )
          events.publish('schedule.stage', { ...facts, seriesId: isOfSeries ? planId : null, stage });
      // What has begun by now needs no reminder.
      if (occurrence.startWallMs <= nowMs) continue;
      const due = minutes.filter((before) => isBetween(occurrence.startWallMs - before * MINUTE_MS, sinceMs, nowMs));
      // Several that fell due together, such as after a sleep, are one: the nearest.
      if (due.length > 0) events.publish('schedule.reminder', { ...facts, minutesBefore: Math.min(...due) });
    }
  }
}

function stagesOf(occurrence: Occurrence): readonly (readonly [PlannedStage['stage'], number])[] {
  const { startWallMs } = occurrence;
  return [
    ['soon', startWallMs - STAGE_BEFORE_MS],
    ['begins', startWallMs],
    ['ends', endWallMs(occurrence)],
  ];
}

function isBetween(timeMs: number, afterMs: number, untilMs: number): boolean {
  return timeMs > afterMs && timeMs <= untilMs;
}
