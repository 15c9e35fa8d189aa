/** What the tests of planned broadcasts share: a shelf in memory, and a reader of calendars that lets nothing pass. */
import type { Plan, PlanException } from './plan.ts';
import type { PlanShelf } from './planner.ts';
import { readLocal } from './time-zone.ts';

/** Plans in memory. */
export class MemoryPlans implements PlanShelf {
  readonly #plans = new Map<string, Plan>();
  readonly #exceptions = new Map<string, PlanException>();

  list(): readonly Plan[] {
    return [...this.#plans.values()];
  }

  exceptions(): readonly PlanException[] {
    return [...this.#exceptions.values()];
  }

  get(id: string): Plan | null {
    return this.#plans.get(id) ?? null;
  }

  put(plan: Plan): void {
    this.#plans.set(plan.id, plan);
  }

  remove(id: string): void {
    this.#plans.delete(id);
  }

  putException(exception: PlanException): void {
    this.#exceptions.set(`${exception.planId} ${exception.localMs}`, exception);
  }

  removeException(planId: string, localMs: number): void {
    this.#exceptions.delete(`${planId} ${localMs}`);
  }

  forgetBefore(localMs: number): void {
    for (const plan of this.list()) if (plan.recurrence === null && plan.startLocalMs < localMs) this.remove(plan.id);
  }
}

/** A weekly plan in Berlin, or what is said to be different. */
export function planOf(changes: Partial<Plan> & { readonly start?: string } = {}): Plan {
  const { start = '2027-03-02T20:00', ...rest } = changes;
  return {
    id: 'late',
    name: 'Late show',
    description: '',
    timeZone: 'Europe/Berlin',
    startLocalMs: readLocal(start) ?? Number.NaN,
    durationMinutes: 90,
    recurrence: 'FREQ=WEEKLY;BYDAY=TU',
    isActive: true,
    createdWallMs: 0,
    updatedWallMs: 0,
    ...rest,
  };
}

export interface CalendarComponent {
  readonly name: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly parts: readonly CalendarComponent[];
}

/**
 * Reads a calendar by the letter of RFC 5545: ends of lines, lengths of lines, names, escapes, what each component must have and may have
 * once. Throws at the first fault.
 */
export function readStrictly(text: string): CalendarComponent {
  const bytes = Buffer.from(text);
  if (!text.endsWith('\r\n')) throw new Error('The last line has no end.');
  if (/(?<!\r)\n|\r(?!\n)/.test(text)) throw new Error('A line ends in something else than CRLF.');
  for (const line of text.slice(0, -2).split('\r\n'))
    if (Buffer.byteLength(line) > 75) throw new Error(`A line is too long: ${line}`);
  if (bytes.toString() !== text || text.includes('\uFFFD')) throw new Error('A character was cut.');
  const lines = text.slice(0, -2).replaceAll('\r\n ', '').split('\r\n');
  const calendar = readComponent(lines);
  if (lines.length > 0 || calendar.name !== 'VCALENDAR') throw new Error('There is more than one calendar.');
  if (calendar.parts.length === 0) throw new Error('A calendar needs at least one component (3.6).');
  requireOnce(calendar, ['VERSION', 'PRODID'], ['CALSCALE', 'METHOD']);
  for (const part of calendar.parts.filter(({ name }) => name === 'VEVENT')) {
    requireOnce(part, ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY', 'STATUS'], ['DESCRIPTION', 'URL', 'TRANSP']);
    for (const [name, value] of part.properties) {
      const isTime = ['DTSTAMP', 'DTSTART', 'DTEND', 'LAST-MODIFIED'].includes(name);
      if (isTime && !/^\d{8}T\d{6}Z$/.test(value)) throw new Error(`${name} is no time in UTC: ${value}`);
    }
  }
  return calendar;
}

function readComponent(lines: string[]): CalendarComponent {
  const name = /^BEGIN:([A-Z]+)$/.exec(lines.shift() ?? '')?.[1];
  if (name === undefined) throw new Error('A component has no beginning.');
  const properties: (readonly [string, string])[] = [];
  const parts: CalendarComponent[] = [];
  for (;;) {
    const [line] = lines;
    if (line === undefined) throw new Error(`${name} has no end.`);
    if (line === `END:${name}`) {
      lines.shift();
      return { name, properties, parts };
    }
    if (line.startsWith('BEGIN:')) parts.push(readComponent(lines));
    else properties.push(readProperty(lines.shift() ?? ''));
  }
}

function readProperty(line: string): readonly [string, string] {
  const match = /^([A-Z-]+)(?:;[A-Z-]+=[A-Z0-9/_-]+)*:([^\p{Cc}]*)$/u.exec(line);
  if (match === null) throw new Error(`This is no property: ${line}`);
  const [, name = '', value = ''] = match;
  const isText = ['SUMMARY', 'DESCRIPTION', 'NAME', 'X-WR-CALNAME'].includes(name);
  if (!isText) return [name, value];
  if (/(?<!\\)(?:\\\\)*[;,]/.test(value) || /(?<!\\)(?:\\\\)*\\(?![\\;,nN])/.test(value))
    throw new Error(`The text of ${name} is not escaped: ${value}`);
  return [
    name,
    value.replaceAll(/\\([\\;,nN])/g, (_whole, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign)),
  ];
}

function requireOnce({ name, properties }: CalendarComponent, needed: string[], optional: string[]): void {
  const countOf = (wanted: string): number => properties.filter(([found]) => found === wanted).length;
  for (const one of needed) if (countOf(one) !== 1) throw new Error(`${name} has ${countOf(one)} of ${one}.`);
  for (const one of optional) if (countOf(one) > 1) throw new Error(`${name} has more than one ${one}.`);
}
