/** Reads what a request says of who sent it, and writes the cookie that it is known by the next time. Pure. */

const LONGEST_HEADER = 4096;
/**
 * Cookies of whatever else lies at this host come along, and a proxy that signs people in may put kilobytes there: as much as all headers of a
 * request over HTTP/2 may be.
 */
const LONGEST_COOKIES = 65_536;

/** Name and password of `Authorization: Basic` (RFC 7617, in UTF-8); null when there are none that can be read. */
export function readBasic(header: string | undefined): { user: string; password: string } | null {
  const coded = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(bounded(header))?.[1];
  if (coded === undefined) return null;
  const text = Buffer.from(coded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The token of `Authorization: Bearer` (RFC 6750); null when there is none that can be read. */
export function readBearer(header: string | undefined): string | null {
  return /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(bounded(header))?.[1] ?? null;
}

const SESSION_COOKIE = 'aerial_admin_session';
const SIGN_IN_COOKIE = 'aerial_sign_in';

/** The session's token among a request's cookies (RFC 6265); null when there is none that could be one. */
export function readSessionCookie(header: string | undefined): string | null {
  return readCookies(SESSION_COOKIE, header)[0] ?? null;
}

/** The tokens of all sessions among a request's cookies: over HTTPS that of a sign-in over plain HTTP comes along. The first is the one to go by. */
export function readSessionCookies(header: string | undefined): readonly string[] {
  return readCookies(SESSION_COOKIE, header);
}

export interface CookieBounds {
  readonly maxAgeMs: number;
  readonly isSecure: boolean;
}

/** `Set-Cookie` for a session: no script reads it, and no other site's form or frame sends it along. */
export function writeSessionCookie(token: string, bounds: CookieBounds): string {
  return writeCookie(SESSION_COOKIE, token, { path: '/', ...bounds });
}

/** `Set-Cookie` that makes a browser forget the session. */
export function clearSessionCookie(isSecure: boolean): string {
  return writeSessionCookie('', { maxAgeMs: 0, isSecure });
}

/**
 * The token by which a browser that comes back from where people prove who they are is known to be the one that set out. Without it
 * somebody could lure another into proving an identity for them.
 */
export function readSignInCookie(header: string | undefined): string | null {
  return readCookies(SIGN_IN_COOKIE, header)[0] ?? null;
}

/** `Set-Cookie` for that token. `Lax` lets it come along when another site leads here. */
export function writeSignInCookie(token: string, bounds: CookieBounds): string {
  return writeCookie(SIGN_IN_COOKIE, token, { path: '/api/auth', ...bounds });
}

/**
 * Before the names of cookies that are set over HTTPS (draft-ietf-httpbis-rfc6265bis, 4.1.3): under the same name one would keep any from being set over plain
 * HTTP at that host, at whatever port.
 */
const SECURELY = '__Secure-';

/** What came by HTTPS alone stands first. */
function readCookies(name: string, header: string | undefined): readonly string[] {
  const pairs = bounded(header, LONGEST_COOKIES)
    .split(';')
    .map((pair) => pair.trim().split('=', 2));
  return [SECURELY + name, name].flatMap((wanted) =>
    pairs.flatMap(([found, value = '']) => (found === wanted && /^[\w-]{43}$/.test(value) ? [value] : [])),
  );
}

function writeCookie(name: string, value: string, bounds: CookieBounds & { readonly path: string }): string {
  const maxAgeSeconds = Math.floor(bounds.maxAgeMs / 1000);
  const [prefix, secure] = bounds.isSecure ? [SECURELY, '; Secure'] : ['', ''];
  return `${prefix}${name}=${value}; Path=${bounds.path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

function bounded(header: string | undefined, longest = LONGEST_HEADER): string {
  return header === undefined || header.length > longest ? '' : header;
}
