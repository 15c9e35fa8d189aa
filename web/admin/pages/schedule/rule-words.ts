import { studioLanguage } from '../../kit/times.ts';
import { weekdays } from './wish.ts';

/** `DTSTART;TZID=Europe/Berlin:20270302T200000`. */
const start = /DTSTART;TZID=([^:]+):(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/;
/** The rules that the form makes; others stay as they are written. */
const simpleRule =
  /RRULE:FREQ=(DAILY|WEEKLY|MONTHLY)(?:;BYDAY=([A-Z,]+))?(?:;UNTIL=(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?)?\s*$/;

/** How often a series comes, for people: `Every Tuesday and Friday at 20:00, Europe/Berlin`; null for a rule that no sentence is kept for. */
export function ruleWords(recurrence: string): string | null {
  const [, zone = '', year, month, day, hour = '', minute = ''] = start.exec(recurrence) ?? [];
  const [whole, frequency, days, ...until] = simpleRule.exec(recurrence) ?? [];
  if (whole === undefined || year === undefined) return null;
  const first = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const end = until[0] === undefined ? '' : `, until ${format(dateOf(until), { dateStyle: 'medium' })}`;
  const often = oftenWords(frequency, days?.split(','), first);
  return often === null ? null : `${often} at ${hour}:${minute}, ${zone}${end}`;
}

function oftenWords(frequency: string | undefined, days: readonly string[] | undefined, first: Date): string | null {
  if (frequency === 'WEEKLY') {
    const chosen = days?.map((day) => weekdays.indexOf(day as (typeof weekdays)[number])) ?? [
      (first.getUTCDay() + 6) % 7,
    ];
    if (chosen.includes(-1)) return null;
    // The first of January 2024 was a Monday.
    const names = chosen.map((at) => format(new Date(Date.UTC(2024, 0, 1 + at)), { weekday: 'long' }));
    return `Every ${new Intl.ListFormat(studioLanguage).format(names)}`;
  }
  if (days !== undefined) return null;
  return frequency === 'DAILY' ? 'Every day' : `On day ${first.getUTCDate()} of every month`;
}

function dateOf([year, month, day]: readonly (string | undefined)[]): Date {
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}

function format(date: Date, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(studioLanguage, { ...how, timeZone: 'UTC' }).format(date);
}
