import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { get as getSecurely } from 'node:https';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { ClientAddresses } from '../../internal/http/client-address.ts';
import { WebListener } from '../../internal/http/listener.ts';
import { MetricsRegistry } from '../../internal/platform/metrics.ts';
import { CertificateAuthority } from '../peers/certificate-authority.ts';
import { seedPeople, tokenOf } from '../peers/chat-people.ts';
import { ReverseProxy } from '../peers/reverse-proxy.ts';
import { FrameReader, opcodes } from '../peers/websocket-frames.ts';
import { Stage } from './stage.ts';

const HOST = 'tv.example.org';

interface Seen {
  readonly address: string;
  readonly isSecure: boolean;
  readonly origin: string | null;
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function startProxy(t: TestContext, upstreamPort: number) {
  const authority = await CertificateAuthority.create();
  const proxy = await ReverseProxy.start({ upstreamPort, tls: await authority.issue([HOST]) });
  t.after(() => proxy.stop());
  return { authority, proxy };
}

async function placeProxy(t: TestContext, upstreamPort: number) {
  const { authority, proxy } = await startProxy(t, upstreamPort);
  const base = { host: '127.0.0.1', port: proxy.port, servername: HOST, ca: authority.certificate };
  return (path: string, options: { localAddress?: string; headers?: Record<string, string> } = {}): Promise<Answer> =>
    read(getSecurely({ ...base, path, ...options, headers: { host: HOST, ...options.headers } }));
}

/** The events that a socket of the chat begins with, through the proxy. */
async function enterChat(proxyPort: number, authority: CertificateAuthority, token: string): Promise<string[]> {
  const request = getSecurely({
    host: '127.0.0.1',
    port: proxyPort,
    servername: HOST,
    ca: authority.certificate,
    path: `/ws?accessToken=${token}`,
    headers: {
      host: HOST,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  });
  const [, socket, head] = (await once(request, 'upgrade')) as [IncomingMessage, Socket, Buffer];
  const events: string[] = [];
  // The frame that closes may come along with the last of text.
  const reader = new FrameReader(
    (opcode, payload) => void (opcode === opcodes.text && events.push(payload.toString())),
  );
  reader.read(head);
  while (events.length === 0) reader.read(((await once(socket, 'data')) as [Buffer])[0]);
  socket.destroy();
  return events;
}

async function read(request: ReturnType<typeof get>): Promise<Answer> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { headers: response.headers, text };
}

test("through nginx, set up as the guide says, the client's address and scheme are right, and nobody can forge them", async (t) => {
  const clients = new ClientAddresses({ trusted: ['127.0.0.1'] });
  const listener = new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: 100,
    handle: (request, response) => {
      const seen: Seen = {
        address: clients.addressOf(request),
        isSecure: clients.isSecure(request),
        origin: clients.originOf(request),
      };
      response.end(JSON.stringify(seen));
    },
    metrics: new MetricsRegistry(),
  });
  await listener.start();
  t.after(() => listener.stop());
  const ask = await placeProxy(t, listener.port);
  // Every address of 127.0.0.0/8 is this machine: this one plays a stranger.
  const localAddress = '127.0.0.9';
  const forged = {
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'evil.example',
    forwarded: 'for=6.6.6.6;host=evil.example',
  };
  const right = { address: localAddress, isSecure: true, origin: `https://${HOST}` };
  assert.deepEqual(JSON.parse((await ask('/', { localAddress })).text), right);
  assert.deepEqual(JSON.parse((await ask('/', { localAddress, headers: forged })).text), right);
  const direct = get({
    host: '127.0.0.1',
    port: listener.port,
    localAddress,
    headers: { ...forged, 'x-forwarded-proto': 'https', host: HOST },
  });
  assert.deepEqual(JSON.parse((await read(direct)).text), {
    address: localAddress,
    isSecure: false,
    origin: `http://${HOST}`,
  });
});

test('through nginx a playlist is held until its next part exists, and cards name the address that viewers see', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: 'off' } });
  await stage.publishWithFfmpeg();
  const ask = await placeProxy(t, stage.aerial.httpPort);
  const page = await ask('/');
  assert.match(page.text, new RegExp(`property="og:[a-z]+" content="https://${HOST}/`));
  const multivariant = await ask('/hls/stream.m3u8');
  const path = multivariant.text.split('\n').find((line) => /^(?!#).*\.m3u8/.test(line));
  assert.ok(path !== undefined, multivariant.text);
  const playlistPath = new URL(path, `https://${HOST}/hls/stream.m3u8`).pathname;
  let edge = readEdge((await ask(playlistPath)).text);
  for (let reload = 0; reload < 6; reload++) {
    const answer = await ask(`${playlistPath}?_HLS_msn=${edge.msn}&_HLS_part=${edge.part}`);
    const next = readEdge(answer.text);
    assert.ok(next.msn > edge.msn || (next.msn === edge.msn && next.part > edge.part), `${answer.text}`);
    edge = next;
  }
});

test('through nginx people come into the chat', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: 'off' } });
  seedPeople(stage.aerial.dataDirectory, 1);
  const { authority, proxy } = await startProxy(t, stage.aerial.httpPort);
  const [welcome = ''] = await enterChat(proxy.port, authority, tokenOf(0));
  assert.match(welcome, /^\{"type":"CONNECTED_USER_INFO".*"id":"person-0"/);
  assert.deepEqual(await enterChat(proxy.port, authority, 'unknown'), ['{"type":"ERROR_NEEDS_REGISTRATION"}']);
});

/** The part that a playlist does not have yet. */
function readEdge(playlist: string): { msn: number; part: number } {
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
  const lines = playlist.split('\n');
  const lastSegment = lines.findLastIndex((line) => line.startsWith('#EXTINF'));
  const msn = first + lines.filter((line) => line.startsWith('#EXTINF')).length;
  const part = lines.slice(lastSegment + 1).filter((line) => line.startsWith('#EXT-X-PART:')).length;
  assert.ok(Number.isFinite(first), playlist);
  return { msn, part };
}
