import type english from '../../static/locales/en.json';

/** Everything that a page says has a name; English has them all, and a test holds the other languages to it. */
export type WordKey = keyof typeof english;

/** A sentence with `{places}`, or one for each plural category of the language (CLDR, as `Intl.PluralRules` names them). */
type Entry = string | Readonly<Record<string, string>>;

/** One language, as the server wrote it into the page. */
export interface Catalogue {
  /** BCP 47. */
  readonly locale: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** A page speaks one language from its load on. */
let spoken: Catalogue = { locale: 'en', entries: {} };

/** Sets the language of everything that is said from now on. */
export function speak(catalogue: Catalogue): void {
  spoken = catalogue;
}

/** The language of the page. */
export function locale(): string {
  return spoken.locale;
}

/** How to write numbers and times: as this device is used to, where it speaks the page's language. */
export function formats(): string {
  const [language = ''] = spoken.locale.split('-');
  const own = typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
  return own.find((tag) => tag.split('-')[0] === language) ?? spoken.locale;
}

function isRightToLeft(): boolean {
  return spoken.entries['language.direction'] === 'rtl';
}

/** Reads a page's catalogue; without one, every sentence is its name, and the page still works. */
export function readCatalogue(json: string): Catalogue {
  try {
    const { locale: tag, entries } = JSON.parse(json) as Partial<Catalogue>;
    // Asked for a language that it does not know the name of, Intl throws.
    if (typeof tag === 'string' && entries && Intl.NumberFormat.supportedLocalesOf(tag))
      return { locale: tag, entries };
  } catch {
    // Altered on its way.
  }
  return spoken;
}

function sentence(key: WordKey, count: unknown): string {
  const entry = spoken.entries[key] ?? key;
  if (typeof entry === 'string') return entry;
  const form = typeof count === 'number' ? new Intl.PluralRules(spoken.locale).select(count) : 'other';
  return entry[form] ?? entry['other'] ?? key;
}

/** A sentence of the server's in the page's language, told by its name; null for one that this page does not know. */
export function sayTold(told: unknown): string | null {
  if (typeof told !== 'object' || told === null || !('key' in told)) return null;
  const key = String(told.key);
  if (!Object.hasOwn(spoken.entries, key)) return null;
  const given = 'values' in told && typeof told.values === 'object' ? Object.entries(told.values ?? {}) : [];
  const values = given.filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return say(key as WordKey, Object.fromEntries(values) as Readonly<Record<string, string | number>>);
}

/** `in 5 minutes`; never less than is left of a time to wait. */
function sayWhen(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(formats());
  if (seconds <= 90) return format.format(Math.ceil(seconds), 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return format.format(minutes, 'minute');
  const hours = Math.ceil(minutes / 60);
  return hours <= 48 ? format.format(hours, 'hour') : format.format(Math.ceil(hours / 24), 'day');
}

/** What stands at `key`, with its places filled; `count` chooses the plural and is written as the language writes numbers. */
export function say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(key, values).join('');
}

/** As `say`, in pieces: what is filled in may be an element. */
export function fill<Value>(key: WordKey, values: Readonly<Record<string, Value>>): (Value | string)[] {
  // With the group in the pattern, every second piece is the name of a place.
  return sentence(key, values['count'])
    .split(/\{(\w+)\}/)
    .map((piece, index) => {
      if (index % 2 === 0) return piece;
      const value = values[piece];
      if (typeof value === 'number' && piece === 'when') return sayWhen(value);
      if (typeof value === 'number') return new Intl.NumberFormat(formats()).format(value);
      // Between Arabic words, `720p` would be torn apart (Unicode bidi, first strong isolate).
      return typeof value === 'string' && isRightToLeft() ? `\u2068${value}\u2069` : (value ?? '');
    });
}
