/** The studio speaks English, and so do its days and hours, whatever the browser speaks. */
export const studioLanguage = 'en-GB';

const formats = {
  /** Such as 7 Dec 2026, 13:33. */
  moment: new Intl.DateTimeFormat(studioLanguage, { dateStyle: 'medium', timeStyle: 'short' }),
  /** The same to the second. */
  exactMoment: new Intl.DateTimeFormat(studioLanguage, { dateStyle: 'medium', timeStyle: 'medium' }),
  /** Such as 13:33. */
  clock: new Intl.DateTimeFormat(studioLanguage, { timeStyle: 'short' }),
  /** The same to the second. */
  exactClock: new Intl.DateTimeFormat(studioLanguage, { timeStyle: 'medium' }),
};

/** A time as the studio writes it: as the API has it, or in milliseconds since 1970. */
export function writeTime(time: string | number, how: keyof typeof formats): string {
  return formats[how].format(new Date(time));
}
