import type { Recurrence } from './recurrence.ts';

const DAY_MS = 86_400_000;

/** A day of the calendar as the number of days since 1970-01-01. */
type Day = number;

interface Month {
  readonly year: number;
  /** From 0. */
  readonly month: number;
}

function dayOf({ year, month }: Month, dayOfMonth: number): Day {
  return Date.UTC(year, month, dayOfMonth) / DAY_MS;
}

function lengthOf({ year, month }: Month): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** 0 for Monday: the first day of 1970 was a Thursday. */
function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

function partsOf(day: Day): Month & { readonly dayOfMonth: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), dayOfMonth: date.getUTCDate() };
}

function daysOfMonth(month: Month): Day[] {
  return Array.from({ length: lengthOf(month) }, (_, index) => dayOf(month, index + 1));
}

/** Whether the day is one that BYDAY names, the numbers counted within its month. */
function isNamedDay(day: Day, { days }: Recurrence): boolean {
  const { dayOfMonth, ...month } = partsOf(day);
  const fromStart = Math.ceil(dayOfMonth / 7);
  const fromEnd = -Math.ceil((lengthOf(month) - dayOfMonth + 1) / 7);
  return days.some(
    ({ weekday, nth }) => weekday === weekdayOf(day) && (nth === null || nth === fromStart || nth === fromEnd),
  );
}

function isNamedMonthDay(day: Day, { monthDays }: Recurrence): boolean {
  const { dayOfMonth, ...month } = partsOf(day);
  return monthDays.includes(dayOfMonth) || monthDays.includes(dayOfMonth - lengthOf(month) - 1);
}

function isInNamedMonth(day: Day, { months }: Recurrence): boolean {
  return months.length === 0 || months.includes(partsOf(day).month + 1);
}

/** Days of a month that the rule names; those of the start where it names none. */
function choose(month: Month, rule: Recurrence, start: Day): Day[] {
  const { dayOfMonth } = partsOf(start);
  if (rule.days.length === 0 && rule.monthDays.length === 0)
    return dayOfMonth <= lengthOf(month) ? [dayOf(month, dayOfMonth)] : [];
  return daysOfMonth(month).filter(
    (day) =>
      (rule.days.length === 0 || isNamedDay(day, rule)) && (rule.monthDays.length === 0 || isNamedMonthDay(day, rule)),
  );
}

/** The days of one period, oldest first: a day, a week, a month or a year, `index` periods after that of the start. */
function daysOfPeriod(rule: Recurrence, start: Day, index: number): { readonly first: Day; readonly days: Day[] } {
  const steps = index * rule.interval;
  const from = partsOf(start);
  switch (rule.frequency) {
    case 'DAILY': {
      const day = start + steps;
      const isChosen =
        (rule.days.length === 0 || isNamedDay(day, rule)) &&
        (rule.monthDays.length === 0 || isNamedMonthDay(day, rule));
      return { first: day, days: isChosen ? [day] : [] };
    }
    case 'WEEKLY': {
      const first = start - ((weekdayOf(start) - rule.weekStart + 7) % 7) + steps * 7;
      const week = Array.from({ length: 7 }, (_, offset) => first + offset);
      const days = rule.days.length === 0 ? [start + steps * 7] : week.filter((day) => isNamedDay(day, rule));
      return { first, days };
    }
    case 'MONTHLY': {
      const at = from.year * 12 + from.month + steps;
      const month = { year: Math.floor(at / 12), month: at % 12 };
      return { first: dayOf(month, 1), days: choose(month, rule, start) };
    }
    case 'YEARLY': {
      const year = from.year + steps;
      const named = rule.months.length > 0 || rule.monthDays.length > 0;
      const months = named ? Array.from({ length: 12 }, (_, month) => month) : [from.month];
      return {
        first: dayOf({ year, month: 0 }, 1),
        days: months.flatMap((month) => choose({ year, month }, rule, start)),
      };
    }
  }
}

function atPositions(days: readonly Day[], { positions }: Recurrence): readonly Day[] {
  if (positions.length === 0) return days;
  const chosen = new Set(positions.map((position) => days.at(position > 0 ? position - 1 : position)));
  return days.filter((day, index) => chosen.has(day) && days.indexOf(day) === index);
}

/** A period that lies wholly before `day`, to begin with; without a count nothing before it has to be looked at. */
function firstIndex(rule: Recurrence, start: Day, day: Day): number {
  if (rule.count !== null || day <= start) return 0;
  const longest = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 }[rule.frequency];
  return Math.max(0, Math.floor((day - start) / (longest * rule.interval)) - 1);
}

/**
 * The local times at which a rule strikes, from that of its start on, oldest first, that of `fromMs` on until one is after `untilMs`. What
 * ends the rule itself is for whoever asks, but for its count.
 */
export function* ruleDates(
  rule: Recurrence,
  startMs: number,
  window: { readonly fromMs: number; readonly untilMs: number },
): Generator<number> {
  const start = Math.floor(startMs / DAY_MS);
  const timeMs = startMs - start * DAY_MS;
  const last = Math.floor(window.untilMs / DAY_MS);
  let struck = 0;
  for (let index = firstIndex(rule, start, Math.floor(window.fromMs / DAY_MS)); ; index += 1) {
    const period = daysOfPeriod(rule, start, index);
    if (period.first > last) return;
    const named = period.days.filter((day) => isInNamedMonth(day, rule));
    for (const day of atPositions(named, rule)) {
      if (day < start) continue;
      struck += 1;
      if (rule.count !== null && struck > rule.count) return;
      const localMs = day * DAY_MS + timeMs;
      if (localMs > window.untilMs) return;
      if (localMs >= window.fromMs) yield localMs;
    }
  }
}
