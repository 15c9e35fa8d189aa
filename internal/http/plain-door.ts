import type { WebRequest, WebResponse } from './listener.ts';

const CHALLENGE = '/.well-known/acme-challenge/';
const USUAL_HTTP_PORT = 80;
const USUAL_HTTPS_PORT = 443;

export interface PlainDoorNeeds {
  /** Host names of the station; never empty. Visitors who name another host are sent to the first. */
  readonly hosts: readonly string[];
  /** The ports as they are listened on. */
  readonly httpPort: number;
  readonly httpsPort: number;
  /** What the certificate authority's check is answered with; null for a token that is not known. */
  readonly challengeAnswer: (token: string) => string | null;
  /** Whether there is a certificate to send visitors to. */
  readonly isSecureReady: () => boolean;
}

/** Answers at the plain port beside our own HTTPS: the certificate authority's check (RFC 8555, 8.3), and the way to HTTPS for all else. */
export function plainDoor(needs: PlainDoorNeeds): (request: WebRequest, response: WebResponse) => void {
  return (request, response) => {
    const target = request.url ?? '/';
    if (target.startsWith(CHALLENGE)) {
      const answer = needs.challengeAnswer(target.slice(CHALLENGE.length));
      if (answer !== null) return say(response, 200, answer);
      return say(response, 404, 'There is nothing at this address.\n');
    }
    if (!needs.isSecureReady()) {
      response.setHeader('retry-after', '30');
      return say(response, 503, 'This station is getting its certificate. Please try again in a minute.\n');
    }
    const path = target.startsWith('/') ? target : '/';
    response.setHeader('location', `https://${secureHost(needs, request.headers.host ?? '')}${path}`);
    say(response, 308, 'This station is found over HTTPS.\n');
  };
}

/** The host and port to send a visitor to: the one that was asked for, if it is ours. */
function secureHost(needs: PlainDoorNeeds, host: string): string {
  const [, name = '', port] = /^([^:]+)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  const known = needs.hosts.includes(name) ? name : (needs.hosts[0] ?? '');
  // Who comes to port 80 while another is listened on comes through a router or a container that maps it, and 443 likewise.
  const isMapped = port === undefined && needs.httpPort !== USUAL_HTTP_PORT;
  return isMapped || needs.httpsPort === USUAL_HTTPS_PORT ? known : `${known}:${needs.httpsPort}`;
}

function say(response: WebResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
