export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What says which host a request was sent to. No page can make a browser write them otherwise, whoever is trusted to. */
const hostHeaders = [':authority', 'host', 'x-forwarded-host'];

/**
 * Whether a page of another site made a browser send this request. What the browser itself says counts first (`Sec-Fetch-Site`, Fetch
 * Metadata), then `Origin`, then `Referer`, against the hosts under which this station is reached; `same-site` is another site,
 * too, since neighbours under one domain need not be friends. Requests with none of them, such as those of bots, are nobody's page.
 */
export function isFromAnotherSite(headers: RequestHeaders, publicUrl: string | null): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const from = headers['origin'] ?? headers['referer'];
  if (from === undefined) return false;
  const host = hostOf(from);
  const ours = [publicUrl ?? undefined, ...hostHeaders.map((name) => urlOf(headers[name]))].map(hostOf);
  return host === null || !ours.includes(host);
}

function urlOf(host: string | readonly string[] | undefined): string | undefined {
  return typeof host === 'string' ? `http://${host}` : undefined;
}

/** Host and port; a scheme's usual port goes without saying, whichever the scheme, since a proxy may speak another than its client. */
function hostOf(url: string | readonly string[] | undefined): string | null {
  if (typeof url !== 'string') return null;
  const parsed = URL.parse(url);
  if (parsed === null || parsed.host === '') return null;
  const port = ['', '80', '443'].includes(parsed.port) ? '' : `:${parsed.port}`;
  return `${parsed.hostname}${port}`;
}

/**
 * Whether a browser would show its own password window for a 401 to this request, to somebody who can use it: a page that asks by
 * script has a form of its own. Browsers tell the two apart by `Sec-Fetch-Mode` over HTTPS only, our pages by `X-Requested-With` always.
 */
export function isAskedByScript(headers: RequestHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  return headers['x-requested-with'] !== undefined || mode === 'cors' || mode === 'same-origin';
}

/**
 * Whether a person's browser sent this, and not a program: by a link, a picture or whatever else needs no script. Browsers say which
 * languages are read there, whatever they ask for; programs that imitate their headers say that any will do.
 */
export function isFromBrowser(headers: RequestHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  const languages = headers['accept-language'];
  const isWithoutScript = mode === 'navigate' || mode === 'no-cors';
  return headers['cookie'] !== undefined || isWithoutScript || (languages !== undefined && languages !== '*');
}
