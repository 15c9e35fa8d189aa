import type { IncomingHttpHeaders } from 'node:http';
import { httpLimits } from '../limits.ts';

/** A request that leaves no doubt about where it ends. */
export interface SimpleRequest {
  readonly method: 'GET' | 'HEAD';
  /** In origin form. */
  readonly target: string;
  readonly fields: RequestFields;
}

/** The header fields of a request, and the bytes that they were read from. */
export interface RequestFields {
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

const VERSION = ' HTTP/1.1';
const NOT_VISIBLE = /[^\x21-\x7e]/;
/** RFC 9112, 5, without what it only tolerates: no folded lines, no blanks before the colon, nothing beyond ASCII; an empty line at the end, and not before. */
const FIELD_LINES = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*\r\n)+\r\n$/;
const HOST = /^[A-Za-z0-9._:[\]-]+$/;
/** Speak of a body, or of how to go on with the connection, or are no request's. */
const NOT_SIMPLE: ReadonlySet<string> = new Set([
  'content-length',
  'expect',
  'http2-settings',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const MOST_FIELDS = 64;

/**
 * Reads bytes that are exactly one request without a body, such as players send them; null for anything else, be it right or wrong: that is for a
 * server to judge that knows all of HTTP. `known` are the fields of the request before on the same connection, which are nearly always the same again.
 */
export function readSimpleRequest(bytes: Buffer, known: RequestFields | null): SimpleRequest | null {
  if (bytes.length > httpLimits.maxHeaderBytes) return null;
  const text = bytes.toString('latin1');
  const lineEnd = text.indexOf('\r\n');
  const method = text.startsWith('GET /') ? 'GET' : text.startsWith('HEAD /') ? 'HEAD' : null;
  const targetEnd = lineEnd - VERSION.length;
  if (method === null || !text.startsWith(VERSION, targetEnd)) return null;
  const target = text.slice(method.length + 1, targetEnd);
  if (target.length > httpLimits.maxTargetLength || NOT_VISIBLE.test(target)) return null;
  const rest = text.slice(lineEnd + 2);
  const fields = known !== null && known.text === rest ? known : readFields(rest);
  return fields === null ? null : { method, target, fields };
}

function readFields(text: string): RequestFields | null {
  if (!FIELD_LINES.test(text)) return null;
  const headers = Object.create(null) as IncomingHttpHeaders;
  let count = 0;
  for (let at = 0; at < text.length - 2; count += 1) {
    const colon = text.indexOf(':', at);
    const end = text.indexOf('\r\n', colon);
    const name = text.slice(at, colon).toLowerCase();
    // What comes twice has rules of its own, header by header.
    if (count === MOST_FIELDS || NOT_SIMPLE.has(name) || headers[name] !== undefined) return null;
    headers[name] = text.slice(colon + 1, end).replaceAll(/^[\t ]+|[\t ]+$/g, '');
    at = end + 2;
  }
  const { host, connection } = headers;
  if (host === undefined || !HOST.test(host)) return null;
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return null;
  return { text, headers };
}
