import Fastify, { type FastifyInstance } from 'fastify';

import { AerialError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { securityHeaders } from './headers.ts';
import { httpLimits } from './limits.ts';
import type { WebRequest, WebResponse } from './listener.ts';

/** What answers a request before the API and the pages are asked; true when it has taken the request. */
export type EarlyHandler = (request: WebRequest, response: WebResponse, pathname: string, query: string) => boolean;

/** One group of routes; adds itself to the application. */
export type Routes = (app: FastifyInstance) => void;

export interface WebServerNeeds {
  readonly log: Logger;
  /** Asked in this order; media first, since it is most of the traffic. */
  readonly early: readonly EarlyHandler[];
  readonly routes: readonly Routes[];
}

/** Takes every web request: media and embedded files at once, the rest through the API's and the pages' routes. */
export class WebServer {
  readonly #needs: WebServerNeeds;
  readonly #app: FastifyInstance;

  constructor(needs: WebServerNeeds) {
    this.#needs = needs;
    this.#app = Fastify({
      logger: false,
      bodyLimit: httpLimits.maxBodyBytes,
      exposeHeadRoutes: true,
      routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true },
    });
    this.#app.addHook('onSend', async (_request, reply) => void reply.headers(securityHeaders));
    this.#app.setNotFoundHandler((_request, reply) =>
      reply.code(404).send({ error: 'There is nothing at this address.' }),
    );
    this.#app.setErrorHandler((error, request, reply) => {
      const { status, body } = describeError(error);
      if (status >= 500)
        needs.log.error({ method: request.method, path: request.url, error: String(error) }, 'A request failed.');
      return reply.code(status).send(body);
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
    const queryAt = target.indexOf('?');
    const pathname = queryAt < 0 ? target : target.slice(0, queryAt);
    const query = queryAt < 0 ? '' : target.slice(queryAt + 1);
    try {
      for (const early of this.#needs.early) if (early(request, response, pathname, query)) return;
      // The compatibility API of node:http2 gives objects of the same shape; Fastify types know only the plain ones.
      this.#app.routing(request as never, response as never);
    } catch (error) {
      this.#needs.log.error({ method: request.method, path: pathname, error: String(error) }, 'A request failed.');
      if (!response.headersSent) response.writeHead(500, { 'content-length': 0 });
      response.end();
    }
  };
}

function describeError(error: unknown): { status: number; body: { error: string; code: string } } {
  if (error instanceof AerialError)
    return { status: error.status, body: { error: `${error.message} ${error.hint}`, code: error.code } };
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return { status, body: { error: 'The request could not be understood.', code: 'BAD_REQUEST' } };
  return { status: 500, body: { error: 'The server failed to answer; its log says why.', code: 'INTERNAL' } };
}
