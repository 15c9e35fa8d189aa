import type { WebRequest, WebResponse } from './listener.ts';
import { mediaRoot } from './media/exchange.ts';

type Handle = (request: WebRequest, response: WebResponse) => void;

const DAY_SECONDS = 86_400;

/**
 * Has browsers stay with HTTPS (RFC 6797) for that many days after each page; 0 says nothing. Media go without: whoever plays them has a page or
 * is no browser.
 */
export function withStrictTransport(handle: Handle, days: () => number): Handle {
  return (request, response) => {
    const wanted = days();
    if (wanted > 0 && request.url?.startsWith(mediaRoot) !== true)
      response.setHeader('strict-transport-security', `max-age=${wanted * DAY_SECONDS}`);
    handle(request, response);
  };
}
