import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AerialError } from '../../platform/errors.ts';
import { matchesEntityTag } from '../../platform/http-negotiation.ts';
import { mediaTypeOf } from '../media-types.ts';
import { openPublicFile, type PublicFile } from '../public-folder.ts';

/** Files that are being sent at once; more are told to come back. */
const MAX_OPEN = 256;
const CACHE_SECONDS = 300;
const CHUNK_BYTES = 64 * 1024;
/** What browsers open as a page of this server: it gets an origin of its own, and so none of the visitors' rights here. */
const ACTIVE = /^(?:text\/html|image\/svg\+xml|application\/xml|application\/pdf)/;

/** `GET /public/…`: what the owner put into the folder `public` of the data directory. */
export function addPublicFilesRoute(app: FastifyInstance, needs: { readonly folder: string }): void {
  let openFiles = 0;
  app.get<{ Params: { '*': string } }>('/public/*', async (request, reply) => {
    if (openFiles >= MAX_OPEN) {
      throw new AerialError('UNAVAILABLE', {
        message: 'Too many files are asked for.',
        hint: 'Try again in a moment.',
      });
    }
    openFiles += 1;
    let body: Readable | null = null;
    try {
      const file = await openPublicFile(needs.folder, request.params['*']);
      if (file === null) return reply.callNotFound();
      body = await answer(file, request, reply);
    } finally {
      if (body === null) openFiles -= 1;
      else body.once('close', () => void (openFiles -= 1));
    }
    return reply.send(body ?? undefined);
  });
}

/** Sets status and headers; the body to send, or null without one. */
async function answer(file: PublicFile, request: FastifyRequest, reply: FastifyReply): Promise<Readable | null> {
  const type = mediaTypeOf(file.name);
  const etag = `W/"${file.size.toString(36)}-${Math.round(file.changedMs).toString(36)}"`;
  reply.headers({
    'content-type': type,
    'cache-control': `public, max-age=${CACHE_SECONDS}`,
    etag,
    'access-control-allow-origin': '*',
    ...(ACTIVE.test(type) ? { 'content-security-policy': 'sandbox allow-forms allow-popups allow-scripts' } : {}),
  });
  const isKnown = matchesEntityTag(request.headers['if-none-match'], etag);
  if (isKnown) reply.code(304);
  else reply.header('content-length', file.size);
  if (!isKnown && request.method !== 'HEAD' && file.size > 0) {
    // A file that grows while it is sent is sent as it was.
    return file.handle.createReadStream({ start: 0, end: file.size - 1, highWaterMark: CHUNK_BYTES });
  }
  await file.handle.close();
  // An empty stream keeps the length that HEAD tells; an empty body would make it none.
  return isKnown ? null : Readable.from([]);
}
