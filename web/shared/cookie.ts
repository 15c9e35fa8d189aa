const yearSeconds = 365 * 86_400;

/** Keeps a word where the server sees it, so that it can draw the next page accordingly; for a year, on this site alone. */
export function keepCookie(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax${secure}`;
}
