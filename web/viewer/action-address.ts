/** Who opens a button, as far as they have been in the chat. */
export interface Opener {
  /** Address of the channel's page. */
  readonly page: string;
  /** What they are called in the chat; empty for somebody who never opened it. */
  readonly name: string;
}

/** A button's address with what Owncast tells there: `instance` and `username`. The owner's HTML, on this server, needs neither. */
export function addressFor(href: string, { page, name }: Opener): string {
  const url = URL.parse(href);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.startsWith(`${page}external-actions/`)) return href;
  if (!url.searchParams.has('instance')) url.searchParams.set('instance', page);
  if (name !== '') url.searchParams.set('username', name);
  return url.href;
}
