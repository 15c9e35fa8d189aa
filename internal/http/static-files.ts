import { createHash } from 'node:crypto';
import { extname } from 'node:path/posix';
import { gzipSync } from 'node:zlib';

import { acceptsGzip, matchesEntityTag } from '../platform/http-negotiation.ts';
import type { WebRequest, WebResponse } from './listener.ts';
import { mediaTypeOf } from './media-types.ts';

/** The embedded files, as far as this folder needs them. */
export interface FileSource {
  has(name: string): boolean;
  bytes(name: string): Buffer;
}

interface StaticFile {
  readonly body: Buffer;
  /** The gzip form, where it is smaller. */
  readonly zipped: Buffer | null;
  readonly etag: string;
  readonly type: string;
  readonly cacheControl: string;
}

const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.webmanifest', '.json', '.txt']);
/** Addresses that browsers and phones ask for by habit. */
const ALIASES: Readonly<Record<string, string>> = {
  '/apple-touch-icon.png': 'static/icons/apple-touch-icon.png',
};
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/**
 * Serves the embedded files: `/assets/…` (hashed names, cached for good), `/static/…` and the icons of platforms. Each is read and
 * compressed once, when it is first asked for.
 */
export class StaticFiles {
  readonly #source: FileSource;
  readonly #cache = new Map<string, StaticFile>();

  constructor(needs: { source: FileSource }) {
    this.#source = needs.source;
  }

  /** Answers the request when `pathname` names an embedded file; otherwise returns false and leaves it alone. */
  handle(request: WebRequest, response: WebResponse, pathname: string): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const file = this.#find(pathname);
    if (file === null) return false;
    const headers: Record<string, string | number> = {
      'content-type': file.type,
      'cache-control': file.cacheControl,
      etag: file.etag,
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    };
    if (matchesEntityTag(request.headers['if-none-match'], file.etag)) {
      response.writeHead(304, headers).end();
      return true;
    }
    const zipped = acceptsGzip(request.headers['accept-encoding']) ? file.zipped : null;
    if (zipped !== null) headers['content-encoding'] = 'gzip';
    const body = zipped ?? file.body;
    headers['content-length'] = body.length;
    response.writeHead(200, headers);
    if (request.method === 'HEAD') response.end();
    else response.end(body);
    return true;
  }

  #find(pathname: string): StaticFile | null {
    const name = ALIASES[pathname] ?? pathname.slice(1);
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    if (!NAME.test(name)) return null;
    const isHashed = name.startsWith('assets/');
    const isOpen = isHashed || name.startsWith('static/') || name.startsWith('img/platformlogos/');
    if (!isOpen || !this.#source.has(name)) return null;
    const file = load(this.#source.bytes(name), name, isHashed);
    this.#cache.set(name, file);
    return file;
  }
}

function load(body: Buffer, name: string, isHashed: boolean): StaticFile {
  const zipped = COMPRESSIBLE.has(extname(name)) ? gzipSync(body, { level: 9 }) : null;
  return {
    body,
    zipped: zipped !== null && zipped.length < body.length ? zipped : null,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    type: mediaTypeOf(name),
    cacheControl: isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
  };
}
