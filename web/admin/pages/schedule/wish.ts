import { studioLanguage } from '../../kit/times.ts';

/** How often a planned broadcast comes again. `custom` is a rule of RFC 5545 that somebody writes. */
export type Repeats = 'never' | 'daily' | 'weekly' | 'monthly' | 'custom';

/** What stands in the form, as it was typed. */
export interface PlanForm {
  readonly name: string;
  readonly description: string;
  /** `2027-03-02T20:00`, as the browser's field has it; empty while it is not chosen. */
  readonly start: string;
  readonly timeZone: string;
  readonly minutes: string;
  readonly repeats: Repeats;
  /** For `weekly`: `MO` to `SU`; none for the day of the start. */
  readonly days: readonly string[];
  /** The last day, `2027-06-30`; empty for no end. */
  readonly until: string;
  /** For `custom`, without `RRULE:`. */
  readonly rule: string;
}

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** What the API is sent. */
export interface PlanWish {
  readonly name: string;
  readonly description: string;
  readonly durationMinutes: number;
  readonly start?: string;
  readonly timezone?: string;
  readonly recurrence?: string;
}

/** The rule that the form's choices make; null for a single broadcast. */
export function ruleOf({ repeats, days, until, rule }: PlanForm): string | null {
  const end = until === '' || repeats === 'custom' ? '' : `;UNTIL=${until.replaceAll('-', '')}`;
  switch (repeats) {
    case 'never':
      return null;
    case 'daily':
      return `FREQ=DAILY${end}`;
    case 'weekly': {
      const chosen = weekdays.filter((day) => days.includes(day));
      return `FREQ=WEEKLY${chosen.length === 0 ? '' : `;BYDAY=${chosen.join(',')}`}${end}`;
    }
    case 'monthly':
      return `FREQ=MONTHLY${end}`;
    case 'custom':
      return rule.trim().replace(/^RRULE:/i, '');
  }
}

/** DTSTART and RRULE of the form; null for a single broadcast, and while no start was chosen. */
export function recurrenceOf(form: PlanForm): string | null {
  const rule = ruleOf(form);
  if (rule === null || form.start === '') return null;
  const start = `${form.start.replaceAll(/[-:]/g, '')}00`.slice(0, 15);
  return `DTSTART;TZID=${form.timeZone}:${start}\nRRULE:${rule}`;
}

/** What is sent of a form; a sentence where something is missing. */
export function wishOf(form: PlanForm): PlanWish | string {
  const name = form.name.trim();
  const durationMinutes = Number(form.minutes);
  if (name === '') return 'Give it a name.';
  if (form.start === '') return 'Choose when it begins.';
  if (!Number.isInteger(durationMinutes) || durationMinutes < 1) return 'Its length is a whole number of minutes.';
  const common = { name, description: form.description.trim(), durationMinutes };
  const recurrence = recurrenceOf(form);
  return recurrence === null ? { ...common, start: form.start, timezone: form.timeZone } : { ...common, recurrence };
}

export function emptyForm(timeZone: string): PlanForm {
  return {
    name: '',
    description: '',
    start: '',
    timeZone,
    minutes: '60',
    repeats: 'never',
    days: [],
    until: '',
    rule: '',
  };
}

/** Times of a planned broadcast in words, where it is planned. */
export function timeWords(startTime: string, timeZone: string): string {
  const when = new Intl.DateTimeFormat(studioLanguage, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return when.format(Date.parse(startTime));
}

/** When a planned broadcast begins as a clock shows it where it is planned, as the browser's field has it. */
export function localStart(startTime: string, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return clock.format(Date.parse(startTime)).replace(' ', 'T');
}
