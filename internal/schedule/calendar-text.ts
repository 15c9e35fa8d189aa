import { endWallMs } from './plan.ts';
import type { Occurrence } from './planned-broadcast.ts';

/** Longest line in octets, without its end (RFC 5545, 3.1). */
const LINE_OCTETS = 75;
/** How often programs may look again. */
const REFRESH = 'PT1H';

const worldTime = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

export interface CalendarFacts {
  readonly channelName: string;
  /** Such as `https://tv.example.org`; null when it is not known. */
  readonly origin: string | null;
  readonly nowWallMs: number;
  readonly occurrences: readonly Occurrence[];
}

/**
 * The planned broadcasts as a calendar (RFC 5545), each an event of its own with its time in UTC: no program can get a time zone or a rule
 * wrong that is not there.
 */
export function writeCalendar({ channelName, origin, nowWallMs, occurrences }: CalendarFacts): string {
  const host = origin === null ? 'aerial' : new URL(origin).hostname;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Aerial//Schedule//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escape(channelName)}`,
    `X-WR-CALNAME:${escape(channelName)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    ...occurrences.flatMap((occurrence) => [
      'BEGIN:VEVENT',
      `UID:${occurrence.id}@${host}`,
      `DTSTAMP:${writeInstant(nowWallMs)}`,
      `LAST-MODIFIED:${writeInstant(occurrence.updatedWallMs)}`,
      `DTSTART:${writeInstant(occurrence.startWallMs)}`,
      `DTEND:${writeInstant(endWallMs(occurrence))}`,
      `SUMMARY:${escape(occurrence.name)}`,
      ...(occurrence.description === '' ? [] : [`DESCRIPTION:${escape(occurrence.description)}`]),
      ...(origin === null ? [] : [`URL:${origin}/`]),
      `STATUS:${occurrence.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    // A calendar without a part is none (RFC 5545, 3.6).
    ...(occurrences.length === 0 ? worldTime : []),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function writeInstant(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Text of RFC 5545, 3.3.11; controls other than line breaks and tabs have no place in it. */
function escape(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Long lines go on in the next one, after a space; no character is cut in two. */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
