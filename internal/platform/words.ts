import english from '../../static/locales/en.json' with { type: 'json' };

/** What the pages say, by name; English has all of it. */
export type WordKey = keyof typeof english;

/** What stands in a sentence's `{places}`. A number at `{when}` is a time to wait, in seconds. */
export type WordValues = Readonly<Record<string, string | number>>;

/** A sentence for people by its name in the pages' catalogues, so that whoever has one says it in the language of their reader. */
export interface Words {
  readonly key: WordKey;
  readonly values?: WordValues;
  /** What is behind it, in English: for those who run a server and for programs; pages leave it out. */
  readonly detail?: string;
}

/** A sentence for people; one that is mere text is told in English to everybody. */
export type Told = string | Words;

/** For those that have no catalogue: clients of others, and the log. */
export function inEnglish(told: Told): string {
  if (typeof told === 'string') return told;
  const sentence = sayFrom(english, 'en', told.key, told.values);
  return told.detail === undefined ? sentence : `${sentence} ${told.detail}`;
}

/** What stands at `key` in one language's catalogue, with its places filled. */
export function sayFrom(
  entries: Readonly<Record<string, unknown>>,
  locale: string,
  key: WordKey,
  values: WordValues = {},
): string {
  const entry = entries[key];
  return (typeof entry === 'string' ? entry : key).replaceAll(/\{(\w+)\}/g, (_place, name: string) => {
    const value = values[name] ?? '';
    // Between Arabic words, the name of a host would be torn apart (Unicode bidi, first strong isolate).
    if (typeof value === 'string') return entries['language.direction'] === 'rtl' ? `\u2068${value}\u2069` : value;
    return name === 'when' ? sayWhen(value, locale) : new Intl.NumberFormat(locale).format(value);
  });
}

/** `in 5 minutes`. Never less than is left: who waits for as long as this says has waited long enough. */
function sayWhen(seconds: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const whole = Math.ceil(seconds);
  if (whole <= 90) return format.format(whole, 'second');
  const minutes = Math.ceil(whole / 60);
  if (minutes <= 90) return format.format(minutes, 'minute');
  const hours = Math.ceil(minutes / 60);
  return hours <= 48 ? format.format(hours, 'hour') : format.format(Math.ceil(hours / 24), 'day');
}
