/** Where the chat's socket is for a page; `host` has its own port, or none, where it is not the page's. */
export function socketUrl(page: string, host: string | null): string {
  const url = new URL('/ws', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (host === null) return url.href;
  // A host without a port would be given the page's (URL, host setter).
  url.port = '';
  url.host = host;
  return url.href;
}
