import { randomBytes } from 'node:crypto';
import { makeId } from '../chat/make-id.ts';
import type { Settings } from '../config/settings.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import type { scheduleEndpoints } from '../http/contract/schedule.ts';
import { scheduleHandlers } from '../http/handlers/schedule.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import { Herald } from '../schedule/herald.ts';
import type { Occurrence } from '../schedule/planned-broadcast.ts';
import { Schedule } from '../schedule/schedule.ts';
import type { Store } from '../store/store.ts';
import type { AerialEvents } from './events.ts';

export interface SchedulePartNeeds {
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly settings: Settings;
  readonly store: Pick<Store, 'plans' | 'notices' | 'onOutsideChange'>;
}

const MINUTE_MS = 60_000;

/** What people see of the next planned broadcast. */
export interface NextBroadcast extends Occurrence {
  /** Whether the chat is open for it by now, or would be if there is one. */
  readonly isChatOpen: boolean;
}

/** The calendar: what is planned, and that it is told in time. */
export class SchedulePart {
  readonly handlers: Handlers<typeof scheduleEndpoints>;
  readonly #needs: SchedulePartNeeds;
  readonly #schedule: Schedule;
  readonly #herald: Herald;

  constructor(needs: SchedulePartNeeds) {
    this.#needs = needs;
    const { clock, events, settings, store } = needs;
    const schedule = new Schedule({
      shelf: store.plans,
      wallMs: () => clock.wallMs(),
      newId: () => makeId(randomBytes),
      channelName: () => settings.get('channel-name'),
      onChange: () => this.#tellChange(),
    });
    this.#schedule = schedule;
    this.#herald = new Herald({
      clock,
      events,
      ledger: store.notices,
      coming: () => (settings.get('schedule') ? schedule.outlook.coming() : []),
      minutesBefore: () => settings.get('schedule-reminder-minutes'),
    });
    this.handlers = scheduleHandlers({
      wallMs: () => clock.wallMs(),
      isShown: () => settings.get('schedule'),
      schedule: {
        list: (window) => schedule.outlook.list(window),
        singlesFrom: (fromMs) => schedule.singlesFrom(fromMs),
        series: () => schedule.series(),
        plan: (wish) => schedule.planner.plan(wish),
        drop: (id, how) => schedule.planner.drop(id, how),
        preview: (recurrence, maxCount) => schedule.preview(recurrence, maxCount),
        writeCalendar: (found, origin) => schedule.writeCalendar(found, origin),
      },
    });
  }

  /** Reminds from now on; the returned function ends that. */
  start(): () => void {
    this.#schedule.planner.forgetOld();
    const endings = [
      this.#herald.start(),
      this.#needs.store.onOutsideChange(() => {
        this.#schedule.outlook.refresh();
        this.#tellChange();
      }),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  /** What is on by plan, or the next that will be; null for nothing, and while the schedule is not shown. */
  next(): NextBroadcast | null {
    const { clock, settings } = this.#needs;
    const next = settings.get('schedule') ? this.#schedule.outlook.next() : null;
    if (next === null) return null;
    const opensWallMs = next.startWallMs - settings.get('chat-open-before-minutes') * MINUTE_MS;
    return { ...next, isChatOpen: clock.wallMs() >= opensWallMs };
  }

  #tellChange(): void {
    const { clock, events } = this.#needs;
    events.publish('schedule.changed', { wallMs: clock.wallMs() });
  }

  /** Everything planned within a window, what is cancelled as well; null while people do not see it. */
  within(window: { readonly fromMs: number; readonly untilMs: number }): readonly Occurrence[] | null {
    return this.#needs.settings.get('schedule') ? this.#schedule.outlook.list(window) : null;
  }

  /** What comes within so many days, what is cancelled as well, without what is over. */
  coming(days: number): readonly Occurrence[] {
    const nowMs = this.#needs.clock.wallMs();
    return this.within({ fromMs: nowMs, untilMs: nowMs + days * 86_400_000 }) ?? [];
  }
}
