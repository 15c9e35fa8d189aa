import { type Notice, subjectOf } from './notice.ts';

/** What a template may name, and what that is. */
export const placeholders: Readonly<Record<string, (notice: Notice) => string>> = {
  id: ({ id }) => id,
  event: ({ event }) => event,
  channel: ({ channel }) => channel,
  title: ({ title }) => title,
  message: ({ messages }) => messages.hook,
  when: ({ when }) => when ?? '',
  start: ({ startWallMs }) => (startWallMs === null ? '' : new Date(startWallMs).toISOString()),
  url: ({ url }) => url,
  text: (notice) => [notice.messages.hook, subjectOf(notice), notice.url].filter((line) => line !== '').join('\n'),
};

const pattern = /\{\{\s*([a-z]+)\s*\}\}/g;

/** Where a text goes: as it is, into a string of JSON, into an address, or into a header. */
export type Place = 'text' | 'json' | 'address' | 'header';

const writers: Readonly<Record<Place, (text: string) => string>> = {
  text: (text) => text,
  json: (text) => JSON.stringify(text).slice(1, -1),
  address: (text) => encodeURIComponent(text.toWellFormed()),
  // Headers are single lines of ASCII; what is more is left out rather than garbled.
  header: (text) => text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim(),
};

/** Puts a notice into a template. What the template names and is not known stays as it stands. */
export function fillTemplate(template: string, notice: Notice, place: Place): string {
  return template.replaceAll(pattern, (whole, name: string) => {
    const read = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
    return read === undefined ? whole : writers[place](read(notice));
  });
}

/** Names in a template that stand for nothing. */
export function unknownNames(template: string): string[] {
  return [...template.matchAll(pattern)].flatMap(([, name = '']) => (Object.hasOwn(placeholders, name) ? [] : [name]));
}
