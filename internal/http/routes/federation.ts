import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddresses } from '../client-address.ts';
import type { RouteConfig } from '../web-server.ts';

/** Largest activity that is read; the gate says no to it in its own words. */
const MAX_ACTIVITY_BYTES = 256 * 1024 + 1;
/** What others may keep a document for: short enough for changes, long enough for a crowd that comes at once. */
const KEPT_SECONDS = 60;

/** Whether the channel can be followed, and if so as what. */
export type FederationAccess<Account> =
  | { readonly kind: 'off' }
  | { readonly kind: 'no-address' }
  | { readonly kind: 'open'; readonly account: Account };

interface Answer {
  readonly status: number;
  readonly mediaType?: string;
  readonly body?: string;
  readonly location?: string;
  readonly isShared?: boolean;
}

interface Post {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly address: string;
}

export interface FederationRouteNeeds<Account> {
  readonly access: () => FederationAccess<Account>;
  /** Null for paths that are not of the fediverse. */
  readonly answer: (account: Account, path: string, query: URLSearchParams, accept: string) => Answer | null;
  /** How posts should be signed, as inboxes say in their answers (RFC 9421, 5.1). */
  readonly acceptSignature: string;
  readonly take: (
    account: Account,
    post: Post,
  ) => Promise<{ readonly status: number; readonly text: string; readonly retryAfterSeconds?: number }>;
}

const documents = [
  '/.well-known/webfinger',
  '/.well-known/host-meta',
  '/.well-known/nodeinfo',
  '/.well-known/x-nodeinfo2',
  '/nodeinfo/:version',
  '/api/v1/instance',
  '/federation/*',
];

/** What other servers of the fediverse ask and post, at the addresses that Owncast has. */
export function addFederationRoutes<Account>(
  app: FastifyInstance,
  needs: FederationRouteNeeds<Account>,
  clients: Pick<ClientAddresses, 'addressOf'>,
): void {
  for (const path of documents) app.get(path, (request, reply) => answerDocument(needs, request, reply));
  app.get('/@:name', (request, reply) => answerDocument(needs, request, reply));
  // Where servers send somebody who wants to follow from there: the page has the way.
  app.get('/authorize_interaction', (_request, reply) => reply.redirect('/', 307));
  const options = { config: { takesBytes: true } satisfies RouteConfig, bodyLimit: MAX_ACTIVITY_BYTES };
  app.post('/federation/*', options, async (request, reply) => {
    const access = needs.access();
    if (access.kind !== 'open') return reply.code(access.kind === 'off' ? 405 : 404).send();
    const [path = ''] = request.url.split('?', 1);
    if (!/^\/federation\/(?:inbox|user\/[^/]+\/inbox)$/.test(path)) return reply.callNotFound();
    const answer = await needs.take(access.account, {
      target: request.url,
      headers: flatten(request.headers),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      address: clients.addressOf(request),
    });
    reply.header('accept-signature', needs.acceptSignature);
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
    return reply.code(answer.status).type('text/plain; charset=utf-8').send(answer.text);
  });
}

function answerDocument<Account>(needs: FederationRouteNeeds<Account>, request: FastifyRequest, reply: FastifyReply) {
  const access = needs.access();
  if (access.kind !== 'open') return reply.code(access.kind === 'off' ? 405 : 404).send();
  const { pathname, searchParams } = new URL(request.url, 'http://station');
  const accept = request.headers.accept ?? request.headers['content-type'] ?? '';
  const answer = needs.answer(access.account, decodePath(pathname), searchParams, accept);
  if (answer === null) return reply.callNotFound();
  reply.code(answer.status).header('vary', 'accept');
  if (answer.location !== undefined) return reply.header('location', answer.location).send();
  if (answer.isShared === true) reply.header('access-control-allow-origin', '*');
  if (answer.body === undefined) return reply.send();
  return reply
    .header('cache-control', `public, max-age=${KEPT_SECONDS}`)
    .header('content-type', answer.mediaType ?? 'application/json')
    .send(answer.body);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function flatten(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
