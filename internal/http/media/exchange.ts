import type { IncomingHttpHeaders } from 'node:http';

/** Everything below it is media. */
export const mediaRoot = '/hls/';

/** As much of a request as serving media needs; those of `node:http`, of `node:http2` and of the media lane all have it. */
export interface MediaRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
}

/** As much of a response: a head, then a body that is whole, or none; now or later. */
export interface MediaResponse {
  /** Whether it is too late for another head. */
  readonly headersSent: boolean;
  /**
   * Names and values in turn, with a Content-Length unless the status has no body. A list that is given again and again is written
   * out once a second, so whoever makes one must not change it afterwards.
   */
  writeHead(status: number, headers: string[]): unknown;
  end(body?: Buffer): unknown;
  /** The client may be gone before it is answered; one listener is told. */
  once(event: 'close', listener: () => void): unknown;
}

/** Answers a request for something below `mediaRoot`, now or later. */
export type MediaHandler = (request: MediaRequest, response: MediaResponse, pathname: string, query: string) => void;
