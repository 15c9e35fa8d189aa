import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createListener } from 'node:net';
import { CertificateAuthority } from '../peers/certificate-authority.ts';
import { addressOf, HOSTS_PER_NETWORK } from '../peers/fediverse-followers.ts';

/** What the sink is told, as JSON on its command line. */
export interface SinkOrder {
  readonly port: number;
  /** For https: how many hosts have certificates, and the file that the authority's own is written to; null for http. */
  readonly secure: { readonly hosts: number; readonly authorityFile: string } | null;
}

/** What the sink has been sent since it was last asked to begin anew, as JSON. */
export interface SinkCount {
  /** Posts that were answered. */
  readonly posts: number;
  /** Posts that were signed with Ed25519. */
  readonly ed25519: number;
  /** Hosts that they were for. */
  readonly hosts: number;
  /** Posts without a signature or without a body. */
  readonly faulty: number;
  /** TLS connections, and those of them that went on with a session of before. */
  readonly secured: number;
  readonly resumed: number;
  /** By the wall clock, when the latest had been read. */
  readonly latestWallMs: number;
}

/**
 * The inboxes of thousands of servers: every address of 127.0.0.0/8 leads here, and each is a host of its own. Takes everything at once. By http on 127.0.0.1
 * `GET /count` tells a `SinkCount`, `POST /anew` begins anew, and with `?asks=ed25519` inboxes ask for such signatures from then on.
 */
const order = JSON.parse(process.argv[2] ?? '') as SinkOrder;
const nothing = { posts: 0, ed25519: 0, faulty: 0, secured: 0, resumed: 0, latestWallMs: 0 };
const hosts = new Set<string>();
let count = { ...nothing };
let asksForEd25519 = false;

const answer: RequestListener = (request, response) => {
  const url = new URL(request.url ?? '', 'http://sink');
  if (url.pathname === '/count') {
    response.end(JSON.stringify({ ...count, hosts: hosts.size } satisfies SinkCount));
    return;
  }
  if (url.pathname === '/anew') {
    hosts.clear();
    count = { ...nothing };
    asksForEd25519 = url.searchParams.get('asks') === 'ed25519';
    response.end();
    return;
  }
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => take(request, response, bytes));
};

function take({ headers }: IncomingMessage, response: ServerResponse, bytes: number): void {
  count.posts += 1;
  count.latestWallMs = Date.now();
  hosts.add(headers.host ?? '');
  if (headers.signature === undefined || bytes === 0) count.faulty += 1;
  if (String(headers['signature-input']).includes('alg="ed25519"')) count.ed25519 += 1;
  const asks = asksForEd25519 ? { 'accept-signature': 'sig1=("@method" "@target-uri");alg="ed25519"' } : {};
  response.writeHead(202, asks).end();
}

/** One server for each network, since a certificate cannot name all addresses; which it is shows where somebody connects. */
async function openSecureServers(wanted: number, authorityFile: string): Promise<readonly Server[]> {
  const authority = await CertificateAuthority.create();
  const networks = Array.from({ length: Math.ceil(wanted / HOSTS_PER_NETWORK) }, async (_, network) => {
    const first = network * HOSTS_PER_NETWORK;
    const names = Array.from({ length: HOSTS_PER_NETWORK }, (_each, host) => addressOf(first + host));
    const { certificate, key } = await authority.issue(names);
    const server = createSecureServer({ cert: certificate, key }, answer);
    server.on('secureConnection', (socket) => {
      count.secured += 1;
      if (socket.isSessionReused()) count.resumed += 1;
    });
    return server;
  });
  writeFileSync(authorityFile, authority.certificate);
  return Promise.all(networks);
}

const plain = createServer(answer);
const secured = order.secure === null ? [] : await openSecureServers(order.secure.hosts, order.secure.authorityFile);
const listener = createListener((socket) => {
  const [, second, third] = (socket.localAddress ?? '').split('.').map(Number);
  (second === 1 ? (secured[third ?? 0] ?? plain) : plain).emit('connection', socket);
});
listener.listen({ port: order.port, host: '0.0.0.0', backlog: 4096 }, () => console.log('ready'));
