/** Who opens a button, as far as they have been in the chat. */
export interface Opener {
  /** Address of the channel's page. */
  readonly page: string;
  /** What they are called in the chat; empty for somebody who never opened it. */
  readonly name: string;
  /** Their id in the chat, which stays when the name changes; empty as above. */
  readonly id: string;
}

/** A button's address with what Owncast tells there: `instance`, `username` and `userId`. The owner's HTML, on this server, needs neither. */
export function addressFor(href: string, { page, name, id }: Opener): string {
  const url = URL.parse(href);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.startsWith(`${page}external-actions/`)) return href;
  if (!url.searchParams.has('instance')) url.searchParams.set('instance', page);
  if (name !== '') url.searchParams.set('username', name);
  if (id !== '') url.searchParams.set('userId', id);
  return url.href;
}
