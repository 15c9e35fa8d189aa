import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import {
  type Caller,
  type Endpoint,
  type Endpoints,
  type Handlers,
  type Identity,
  RawReply,
} from '../contract/endpoint.ts';
import { misfit } from '../contract/refusal.ts';
import { neverKept, shared } from '../headers.ts';
import { httpLimits } from '../limits.ts';
import type { RouteConfig } from '../web-server.ts';
import type { Gate } from './gate.ts';

export interface ContractRouteNeeds<Rows extends Endpoints> {
  readonly rows: Rows;
  readonly handlers: Handlers<Rows>;
  readonly gate: Gate;
  /** Address of the client, behind trusted proxies the one that they name. */
  readonly addressOf: (request: FastifyRequest) => string;
  /** Such as `https://tv.example.org`; null when the Host header is not fit to be repeated. */
  readonly originOf: (request: FastifyRequest) => string | null;
  /** Whether the client came by HTTPS, to us or to a trusted proxy. */
  readonly isSecure: (request: FastifyRequest) => boolean;
  /** Whether a trusted proxy passed the request on. */
  readonly isProxied: (request: FastifyRequest) => boolean;
}

type AnyHandler = (call: { params: unknown; query: unknown; body: unknown; caller: Caller }) => unknown;

/** Makes every row of the contract a route: permission first, then the shapes of what was sent, then its handler. */
export function addContractRoutes<Rows extends Endpoints>(app: FastifyInstance, needs: ContractRouteNeeds<Rows>): void {
  const identities = new WeakMap<FastifyRequest, Identity | null>();
  for (const [id, row] of Object.entries(needs.rows)) {
    const handler = needs.handlers[id] as AnyHandler;
    const url = row.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.route({
      method: methodsOf(row),
      exposeHeadRoute: false,
      url,
      config: { takesBytes: row.bodyMediaType !== undefined } satisfies RouteConfig,
      bodyLimit: row.maxBodyBytes ?? usualBodyBytes(row),
      // Before the body is read: nobody who may not call shall have the server keep what they send.
      onRequest: async (request, reply) => {
        reply.headers(isOpen(row) ? { ...neverKept, ...shared } : neverKept);
        identities.set(request, await identify(row, needs, request, reply));
      },
      handler: (request, reply) => answer(row, handler, needs, request, reply, identities.get(request) ?? null),
    });
  }
}

async function answer<Rows extends Endpoints>(
  row: Endpoint,
  handler: AnyHandler,
  needs: ContractRouteNeeds<Rows>,
  request: FastifyRequest,
  reply: FastifyReply,
  identity: Identity | null,
): Promise<FastifyReply> {
  const caller: Caller = {
    address: needs.addressOf(request),
    userAgent: request.headers['user-agent'] ?? '',
    origin: needs.originOf(request),
    isSecure: needs.isSecure(request),
    isProxied: needs.isProxied(request),
    headers: request.headers,
    identity,
  };
  const result = await handler({
    params: read('address', row.params, request.params),
    query: read('query', row.query, request.query),
    body: row.bodyMediaType === undefined ? read('body', row.body, request.body) : request.body,
    caller,
  });
  // What says how long it may be kept must not be said to have expired.
  if (result instanceof RawReply && 'cache-control' in result.headers) reply.removeHeader('expires');
  if (result instanceof RawReply)
    return reply
      .code(result.status)
      .headers(result.headers)
      .send(result.body ?? undefined);
  reply.code(row.status ?? 200);
  return row.answer.kind === 'json' ? reply.send(result) : reply.send();
}

async function identify(
  row: Endpoint,
  needs: Pick<ContractRouteNeeds<Endpoints>, 'gate' | 'addressOf'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Identity | null> {
  if (row.access === 'anyone') return null;
  return needs.gate.admit(
    row.access,
    request,
    needs.addressOf(request),
    (name, value) => void reply.header(name, value),
  );
}

/** What anybody may send, or whoever has entered the chat, is small: many of them may send at a time. */
function usualBodyBytes({ access }: Endpoint): number {
  const isStranger = access === 'anyone' || access === 'user' || access === 'moderator';
  return isStranger ? httpLimits.maxStrangersBodyBytes : httpLimits.maxBodyBytes;
}

function read(what: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === undefined || value === null) {
    throw new AerialError('REQUEST_INVALID', {
      message: `The ${what} is missing.`,
      hint: 'Send JSON as /api/openapi.json says.',
    });
  }
  throw misfit(what, parsed.error);
}

/** Pages of other hosts may read it: public answers that are marked so, and all that a token in a header opens. */
export function isOpen(row: Endpoint): boolean {
  return row.isShared === true || row.access.startsWith('CAN_') || row.access === 'HAS_ADMIN_ACCESS';
}

/** What a row is called by: one that takes GET takes HEAD as well (RFC 9110, 9.3.2), unless it does something. */
export function methodsOf({ method, hasEffect = false }: Endpoint): (Endpoint['method'] | 'HEAD')[] {
  return method === 'GET' && !hasEffect ? ['GET', 'HEAD'] : [method];
}
