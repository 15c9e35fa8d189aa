/** What of the owner's own stands on a page, and so what it must be allowed to load. */
export interface PageGuests {
  /** Clean HTML of the owner's: pictures, frames and media of other hosts. */
  readonly html: readonly string[];
  /** Buttons that show pages of other hosts in a frame. */
  readonly hasFrames: boolean;
  /** Icons of links and buttons that lie elsewhere, and colours of buttons. */
  readonly hasDecorations: boolean;
  readonly hasStyles: boolean;
  readonly hasScript: boolean;
  /** Whether pages of other hosts may show this one in a frame. */
  readonly mayBeFramed: boolean;
  /** Host of the chat's socket where it is not this page's own. */
  readonly socketHost: string | null;
  /** Origin that players are sent to for some of the media, where there is one. */
  readonly mediaOrigin: string | null;
}

/** A page without anything of the owner's, that nobody frames. */
export const noGuests: PageGuests = {
  html: [],
  hasFrames: false,
  hasDecorations: false,
  hasStyles: false,
  hasScript: false,
  mayBeFramed: false,
  socketHost: null,
  mediaOrigin: null,
};

/**
 * The content security policy of a page: nothing inline runs and nothing foreign loads, except what the owner's own content needs. Whatever
 * that says, the only scripts are the ones of this server.
 */
export function pagePolicy(guests: PageGuests): string {
  const contains = (tag: RegExp) => guests.hasScript || guests.html.some((html) => tag.test(html));
  const isFree = guests.hasScript || guests.hasStyles;
  const elsewhere = (condition: boolean) => (condition ? ' http: https:' : '');
  const hasPictures = isFree || guests.hasDecorations || contains(/<(?:img|source|video)\b/);
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${elsewhere(isFree)}`,
    ...(guests.hasDecorations || contains(/ style="/) ? ["style-src-attr 'unsafe-inline'"] : []),
    `img-src 'self' data:${elsewhere(hasPictures)}`,
    ...(isFree ? ["font-src 'self' data: http: https:"] : []),
    `media-src 'self' blob:${elsewhere(contains(/<(?:video|audio|source)\b/)) || mediaSource(guests.mediaOrigin)}`,
    `connect-src 'self'${guests.hasScript ? ' http: https: ws: wss:' : socketSources(guests.socketHost) + mediaSource(guests.mediaOrigin)}`,
    ...(guests.hasFrames || contains(/<iframe\b/) ? ["frame-src 'self' http: https:"] : []),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${guests.mayBeFramed ? '*' : "'self'"}`,
  ].join('; ');
}

function socketSources(host: string | null): string {
  return host === null ? '' : ` ws://${host} wss://${host}`;
}

function mediaSource(origin: string | null): string {
  return origin === null ? '' : ` ${origin}`;
}

/** Headers of a page with that policy. */
export function pageHeaders(guests: PageGuests): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': pagePolicy(guests),
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
  };
}
