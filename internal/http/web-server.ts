import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { AerialError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { z } from '../platform/schema.ts';
import type { Words } from '../platform/words.ts';
import type { refusal } from './contract/shapes.ts';
import { securityHeaders } from './headers.ts';
import { httpLimits } from './limits.ts';
import type { WebRequest, WebResponse } from './listener.ts';
import { type MediaHandler, mediaRoot, type MediaRequest, type MediaResponse } from './media/exchange.ts';

/** What answers a request before the API and the pages are asked; true when it has taken the request. */
export type EarlyHandler = (request: WebRequest, response: WebResponse, pathname: string, query: string) => boolean;

/** The contract holds what comes and goes to its own schemas; Fastify's compilers would take a tenth of every start to load, for nothing. */
function unusedCompiler(): never {
  throw new Error('A route has a schema of Fastify; rows of the contract have their own.');
}

/** One group of routes; adds itself to the application. */
export type Routes = (app: FastifyInstance) => void;

/** What answers a request that no route takes; null, and nothing done, when it is none of its own. */
export type Unmatched = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/** What the server has to know of a route before its body is read. */
export interface RouteConfig {
  /** The body goes to the route as it came, whatever it is. */
  readonly takesBytes?: boolean;
}

export interface WebServerNeeds {
  readonly log: Logger;
  /** Asked before all else, since it is most of the traffic. */
  readonly media?: MediaHandler;
  /** Asked in this order. */
  readonly early: readonly EarlyHandler[];
  readonly routes: readonly Routes[];
  /** Asked before a request that no route takes is refused. */
  readonly unmatched?: Unmatched;
}

/** Takes every web request: media and embedded files at once, the rest through the API's and the pages' routes. */
export class WebServer {
  readonly #needs: WebServerNeeds;
  readonly #app: FastifyInstance;

  constructor(needs: WebServerNeeds) {
    this.#needs = needs;
    this.#app = Fastify({
      schemaController: { compilersFactory: { buildValidator: unusedCompiler, buildSerializer: unusedCompiler } },
      logger: false,
      // Addresses that the router itself refuses never reach the handler of errors.
      frameworkErrors: (error, _request, reply) => {
        const { status, body } = describeError(error);
        void (reply as unknown as FastifyReply).code(status).headers(securityHeaders).send(body);
      },
      bodyLimit: httpLimits.maxBodyBytes,
      exposeHeadRoutes: true,
      routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true },
    });
    // What a route says for itself, such as a page's own policy, stands.
    this.#app.addHook('onSend', async (_request, reply) => {
      for (const [name, value] of Object.entries(securityHeaders)) {
        if (!reply.hasHeader(name)) reply.header(name, value);
      }
    });
    this.#app.setNotFoundHandler(
      (request, reply) =>
        needs.unmatched?.(request, reply) ??
        reply.code(404).send(refusalBody('There is nothing at this address.', 'NOT_FOUND')),
    );
    this.#app.setErrorHandler((error, request, reply) => {
      const { status, body } = describeError(error);
      // Without its query, which may hold a user's token.
      const path = request.url.split('?', 1)[0];
      if (status >= 500) needs.log.error({ method: request.method, path, error: String(error) }, 'A request failed.');
      if (error instanceof AerialError && error.retryAfterSeconds !== null)
        reply.header('retry-after', error.retryAfterSeconds);
      // Who is hung up on while sending never reads why: a body that is only somewhat too large is let run out.
      if (status === 413 && Number(request.headers['content-length']) <= httpLimits.maxDrainedBytes)
        reply.removeHeader('connection');
      return reply.code(status).send(body);
    });
    this.#app.removeAllContentTypeParsers();
    // Owncast reads a body as JSON whatever it says that it is, and its clients, curl among them, often say something else.
    this.#app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
      const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
      const { takesBytes } = request.routeOptions.config as RouteConfig;
      if (isForm || takesBytes === true) return done(null, body);
      const text = body.toString();
      const parsed = text.trim() === '' ? undefined : parseJson(text);
      if (parsed instanceof Error) done(parsed);
      else done(null, parsed);
    });
    for (const add of needs.routes) add(this.#app);
  }

  async start(): Promise<void> {
    await this.#app.ready();
  }

  async stop(): Promise<void> {
    await this.#app.close();
  }

  readonly handle = (request: WebRequest, response: WebResponse): void => {
    const target = request.url ?? '/';
    if (target.length > httpLimits.maxTargetLength || !target.startsWith('/')) {
      response.writeHead(target.startsWith('/') ? 414 : 400, { 'content-length': 0 }).end();
      return;
    }
    if (this.#needs.media !== undefined && target.startsWith(mediaRoot)) return this.handleMedia(request, response);
    const { pathname, query } = splitTarget(target);
    try {
      for (const early of this.#needs.early) if (early(request, response, pathname, query)) return;
      // The compatibility API of node:http2 gives objects of the same shape; Fastify types know only the plain ones.
      this.#app.routing(request as never, response as never);
    } catch (error) {
      this.#logFailure(request, pathname, error);
      if (!response.headersSent) response.writeHead(500, { 'content-length': 0 });
      response.end();
    }
  };

  /** Takes a request for something below `mediaRoot`, whose target is no longer than it may be. */
  readonly handleMedia = (request: MediaRequest, response: MediaResponse): void => {
    const { pathname, query } = splitTarget(request.url ?? mediaRoot);
    try {
      this.#needs.media?.(request, response, pathname, query);
    } catch (error) {
      this.#logFailure(request, pathname, error);
      if (!response.headersSent) response.writeHead(500, ['Content-Length', '0']);
      response.end();
    }
  };

  #logFailure({ method }: MediaRequest, path: string, error: unknown): void {
    this.#needs.log.error({ method, path, error: String(error) }, 'A request failed.');
  }
}

function splitTarget(target: string): { pathname: string; query: string } {
  const queryAt = target.indexOf('?');
  if (queryAt < 0) return { pathname: target, query: '' };
  return { pathname: target.slice(0, queryAt), query: target.slice(queryAt + 1) };
}

type RefusalBody = z.infer<typeof refusal>;

/** `message` and `error` say the same: Owncast's clients look at either. */
function refusalBody(sentence: string, code: string, words: Words | null = null): RefusalBody {
  return { success: false, message: sentence, error: sentence, code, ...(words !== null && { words }) };
}

function describeError(error: unknown): { status: number; body: RefusalBody } {
  if (error instanceof AerialError)
    return { status: error.status, body: refusalBody(`${error.message} ${error.hint}`, error.code, error.words) };
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return { status, body: refusalBody('The body is too large.', 'REQUEST_INVALID') };
  if (status >= 400 && status < 500)
    return { status, body: refusalBody('The request could not be understood.', 'REQUEST_INVALID') };
  return { status: 500, body: refusalBody('The server failed to answer; its log says why.', 'INTERNAL') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new AerialError('REQUEST_INVALID', { message: 'The body is not JSON.', hint: 'Nothing was changed.' });
  }
}
