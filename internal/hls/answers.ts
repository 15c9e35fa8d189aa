import type { IncomingHttpHeaders } from 'node:http';
import { acceptsGzip, matchesEntityTag } from '../platform/http-negotiation.ts';
import { parseByteRange } from './byte-range.ts';
import { corsHeaders, type StoredFile } from './file-shelf.ts';
import type { PlaylistBody } from './playlist-body.ts';

/** As much of a request as is looked at. */
export interface HlsRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** What an answer goes to: a head with names and values in turn, in a list that never changes afterwards, then a body that is whole. */
export interface HlsResponse {
  writeHead(status: number, headers: string[]): unknown;
  end(body?: Buffer): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** How long a playlist's answer may be kept. */
export type PlaylistFreshness = 'blocking' | 'current' | 'unfinished';

const playlistCacheControl: Record<PlaylistFreshness, string> = {
  // Its URL names the part that it was held for, so it is worth one target duration to caches that merge requests.
  blocking: 'public, max-age=4',
  current: 'no-cache',
  unfinished: 'no-store',
};

function end(request: HlsRequest, response: HlsResponse, body: Buffer): number {
  if (request.method === 'HEAD') {
    response.end();
    return 0;
  }
  response.end(body);
  return body.length;
}

/** Sends a media file, or the part of it that is asked for; the result is the number of bytes of the body. */
export function sendFile(request: HlsRequest, response: HlsResponse, file: StoredFile): number {
  const { headers, bytes, entityTag } = file;
  const { range } = request.headers;
  if (matchesEntityTag(request.headers['if-none-match'], entityTag)) {
    response.writeHead(304, ['ETag', entityTag, ...headers.slice(4, 6), ...corsHeaders]);
    response.end();
    return 0;
  }
  const ifRange = request.headers['if-range'];
  const isRangeWanted = range !== undefined && (ifRange === undefined || ifRange === entityTag);
  const asked = isRangeWanted ? parseByteRange(range, bytes.length) : ({ kind: 'whole' } as const);
  if (asked.kind === 'unsatisfiable') {
    sendStatus(request, response, { status: 416, extra: ['Content-Range', `bytes */${bytes.length}`] });
    return 0;
  }
  if (asked.kind === 'whole') {
    response.writeHead(200, headers);
    return end(request, response, bytes);
  }
  const body = bytes.subarray(asked.start, asked.end);
  const contentRange = `bytes ${asked.start}-${asked.end - 1}/${bytes.length}`;
  const partial = [...headers, 'Content-Range', contentRange];
  partial[contentLengthAt] = String(body.length);
  response.writeHead(206, partial);
  return end(request, response, body);
}

/** Where a stored file's headers say its length. */
const contentLengthAt = 3;

/** Sends a playlist, compressed where that is understood; the result is the number of bytes of the body. */
export function sendPlaylist(
  request: HlsRequest,
  response: HlsResponse,
  playlist: PlaylistBody,
  freshness: PlaylistFreshness,
): number {
  const cacheControl = playlistCacheControl[freshness];
  if (matchesEntityTag(request.headers['if-none-match'], playlist.entityTag)) {
    response.writeHead(304, ['ETag', playlist.entityTag, 'Cache-Control', cacheControl, ...corsHeaders]);
    response.end();
    return 0;
  }
  const isCompressed = acceptsGzip(request.headers['accept-encoding']);
  const body = isCompressed ? playlist.gzipped : playlist.plain;
  response.writeHead(200, playlist.headers(cacheControl, isCompressed));
  return end(request, response, body);
}

const reasons: Record<number, string> = {
  400: 'Bad request: the delivery directives contradict the playlist.\n',
  404: 'Not found.\n',
  405: 'Method not allowed: GET, HEAD and OPTIONS only.\n',
  416: 'Range not satisfiable.\n',
  503: 'Not available yet: try again.\n',
};

/** Sends an answer that is no media; none of them may be stored. */
export function sendStatus(
  request: HlsRequest,
  response: HlsResponse,
  answer: { status: number; extra?: readonly string[] },
): void {
  const body = Buffer.from(reasons[answer.status] ?? '');
  const headers = ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(body.length)];
  headers.push('Cache-Control', 'no-store', ...(answer.extra ?? []), ...corsHeaders);
  response.writeHead(answer.status, headers);
  end(request, response, body);
}

/** Sends the player on to where the same bytes are; for this time only, since they may be gone there before they are gone here. */
export function sendRedirect(response: HlsResponse, address: string): void {
  response.writeHead(307, ['Location', address, 'Content-Length', '0', 'Cache-Control', 'no-store', ...corsHeaders]);
  response.end();
}

/** Answers a browser that asks whether another site's page may send a Range header. */
export function sendPreflight(response: HlsResponse): void {
  response.writeHead(204, [
    'Access-Control-Allow-Methods',
    'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers',
    'Range, If-None-Match, If-Range, Cache-Control, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status',
    'Access-Control-Max-Age',
    '86400',
    ...corsHeaders,
  ]);
  response.end();
}
