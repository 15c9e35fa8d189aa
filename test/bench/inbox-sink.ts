import { createServer } from 'node:http';

/** What the sink has been sent since it was last asked to begin anew, as JSON. */
export interface SinkCount {
  /** Posts that were answered. */
  readonly posts: number;
  /** Hosts that they were for. */
  readonly hosts: number;
  /** Posts without a signature or without a body. */
  readonly faulty: number;
  /** By the wall clock, when the latest had been read. */
  readonly latestWallMs: number;
}

/**
 * The inboxes of thousands of servers: every address of 127.0.0.0/8 leads here, and each is a host of its own. Takes everything at once. Its port comes on the
 * command line; `GET /count` tells a `SinkCount`, `POST /anew` begins anew.
 */
const port = Number(process.argv[2]);
const hosts = new Set<string>();
let posts = 0;
let faulty = 0;
let latestWallMs = 0;

const server = createServer((request, response) => {
  if (request.url === '/count') {
    const count: SinkCount = { posts, hosts: hosts.size, faulty, latestWallMs };
    response.end(JSON.stringify(count));
    return;
  }
  if (request.url === '/anew') {
    hosts.clear();
    [posts, faulty, latestWallMs] = [0, 0, 0];
    response.end();
    return;
  }
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => {
    posts += 1;
    latestWallMs = Date.now();
    hosts.add(request.headers.host ?? '');
    if (request.headers.signature === undefined || bytes === 0) faulty += 1;
    response.writeHead(202).end();
  });
});
server.listen({ port, host: '0.0.0.0', backlog: 4096 }, () => console.log('ready'));
