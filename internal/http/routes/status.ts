import { neverKept, securityHeaders, shared } from '../headers.ts';
import { readStatus, type StatusNeeds } from '../handlers/status.ts';
import type { EarlyHandler } from '../web-server.ts';

/** Names and values in turn, as Node writes them fastest. */
const headers = Object.entries({
  ...neverKept,
  ...shared,
  ...securityHeaders,
  'content-type': 'application/json; charset=utf-8',
}).flat();

/**
 * Answers `/api/status` before the router is asked, with what the row of the contract answers: every open page asks for it every few
 * seconds. What is asked for in the same millisecond is answered with the same bytes.
 */
export function answerStatusEarly(needs: StatusNeeds): EarlyHandler {
  let writtenWallMs = Number.NaN;
  let body = '';
  let head: string[] = [];
  return (request, response, pathname) => {
    if (pathname !== '/api/status' || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const wallMs = needs.wallMs();
    if (wallMs !== writtenWallMs) {
      body = JSON.stringify(readStatus(needs));
      head = [...headers, 'content-length', String(Buffer.byteLength(body))];
      writtenWallMs = wallMs;
    }
    response.writeHead(200, head);
    response.end(body);
    return true;
  };
}
