const names = new Intl.DisplayNames('en', { type: 'region' });

/** What a country is called; words of our own for those that are none. */
export function countryName(code: string | null | undefined): string {
  if (code === null || code === undefined || code === '') return 'Not known';
  if (code === 'N/A') return 'This machine';
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
