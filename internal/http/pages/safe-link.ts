/** Schemes that lead a person to a page, a mail or a conversation; whatever else a browser knows could run or read something. */
const schemes = new Set([
  'http:',
  'https:',
  'irc:',
  'ircs:',
  'magnet:',
  'mailto:',
  'matrix:',
  'mumble:',
  'sip:',
  'tel:',
  'xmpp:',
]);

const bareHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#].*)?$/i;

/** A link as it may stand in an `href`; null when it could be more than a link, or is none. A bare host, with a port or without, gets `https://`. */
export function safeLink(text: string): string | null {
  const trimmed = text.trim();
  // First of all: before a port, a host reads as a scheme.
  if (bareHost.test(trimmed) && URL.canParse(`https://${trimmed}`)) return `https://${trimmed}`;
  const url = URL.parse(trimmed);
  return url !== null && schemes.has(url.protocol) ? trimmed : null;
}

/** An address of a picture as it may stand in a `src`: of the web, or of this server; null for anything else. */
export function safePicture(text: string): string | null {
  const trimmed = text.trim();
  const url = URL.parse(trimmed);
  if (url !== null) return url.protocol === 'https:' || url.protocol === 'http:' ? trimmed : null;
  return /^\/(?![/\\])[^\s\\]*$/.test(trimmed) ? trimmed : null;
}
