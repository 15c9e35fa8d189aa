/** An event of a calendar, as a program that subscribes to it reads it. Times in wall-clock milliseconds. */
export interface CalendarEvent {
  readonly uid: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly summary: string;
  readonly description: string;
  readonly status: string;
}

interface Line {
  readonly name: string;
  readonly value: string;
}

/** Reads a calendar of RFC 5545 whose times are in UTC; throws at the first line that breaks a rule of it. Events in order of time. */
export function readCalendar(text: string): { readonly name: string; readonly events: readonly CalendarEvent[] } {
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end');
  const raw = text.slice(0, -2).split('\r\n');
  for (const line of raw)
    if (Buffer.byteLength(line) > 75 || /[\r\n]/.test(line)) throw new Error(`no line of a calendar: ${line}`);
  const lines = raw.join('\r\n').replaceAll('\r\n ', '').split('\r\n').map(readLine);
  const events: CalendarEvent[] = [];
  const open: { readonly kind: string; readonly lines: Map<string, string> }[] = [];
  let calendar: ReadonlyMap<string, string> | null = null;
  for (const { name, value } of lines) {
    if (name === 'BEGIN') open.push({ kind: value, lines: new Map() });
    else if (name === 'END') {
      const closed = open.pop();
      if (closed?.kind !== value) throw new Error(`END:${value} closes ${closed?.kind ?? 'nothing'}`);
      if (value === 'VEVENT') events.push(readEvent(closed.lines));
      if (value === 'VCALENDAR') calendar = closed.lines;
    } else open.at(-1)?.lines.set(name, value);
  }
  if (calendar?.get('VERSION') !== '2.0' || !calendar.has('PRODID')) throw new Error('this is no calendar');
  return { name: words(calendar.get('NAME')), events: events.toSorted((one, other) => one.startMs - other.startMs) };
}

function readLine(line: string): Line {
  const [, name = '', value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/s.exec(line) ?? [];
  if (value === undefined) throw new Error(`no line of a calendar: ${line}`);
  return { name, value };
}

function readEvent(lines: ReadonlyMap<string, string>): CalendarEvent {
  const given = (name: string): string => lines.get(name) ?? '';
  for (const name of ['UID', 'DTSTAMP']) if (given(name) === '') throw new Error(`an event without ${name}`);
  return {
    uid: given('UID'),
    startMs: readTime(given('DTSTART')),
    endMs: readTime(given('DTEND')),
    summary: words(given('SUMMARY')),
    description: words(given('DESCRIPTION')),
    status: given('STATUS'),
  };
}

function readTime(value: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value) ?? [];
  if (year === undefined) throw new Error(`no time in UTC: ${value}`);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Text of RFC 5545, 3.3.11. */
function words(value = ''): string {
  return value.replaceAll(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));
}
