import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';

import { certificate } from '../../test/peers/certificate.ts';
import { ManualClock, systemClock } from './clock.ts';
import type { NameLookup } from './name-lookup.ts';
import { OutboundFetch, type OutboundFetchNeeds, type OutboundOutcome } from './outbound-fetch.ts';

function build(needs: Partial<OutboundFetchNeeds> = {}): OutboundFetch {
  return new OutboundFetch({ clock: systemClock, userAgent: 'Aerial/test', allowsPrivate: () => true, ...needs });
}

/** Listens on one address of the loopback network and gives where. */
async function serve(t: TestContext, handle: Answerer, host = '127.0.0.1'): Promise<string> {
  const server = createServer((request, response) => void handle(request, response)).listen(0, host);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function summary(outcome: OutboundOutcome): string {
  return outcome.kind === 'failed' ? outcome.reason : `${outcome.status} ${outcome.body.toString()}`;
}

/** Answers every name with these addresses, in turn. */
function names(...answers: readonly string[][]): { lookup: NameLookup; asked: string[] } {
  const asked: string[] = [];
  const answer: NameLookup = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup: answer, asked };
}

const redirectTo =
  (status: number, location: string) =>
  (_request: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(status, { location }).end();

type Answerer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

describe('OutboundFetch', () => {
  it('sends what it is told and gives the answer', async (t) => {
    const url = await serve(t, async (request, response) => {
      const { method, headers } = request;
      response
        .writeHead(201)
        .end(`${method} ${String(headers['x-a'])} ${headers['user-agent']} ${await bodyOf(request)}`);
    });
    const outcome = await build().fetch(url, { method: 'POST', headers: { 'x-a': 'b' }, body: 'größer' });
    assert.equal(summary(outcome), '201 POST b Aerial/test größer');
  });

  it('reaches no private address, however it is written', async (t) => {
    let requests = 0;
    const url = await serve(t, (_request, response) => void response.end(String((requests += 1))));
    const { port } = new URL(url);
    const guarded = build({ allowsPrivate: () => false });
    for (const host of [
      '127.0.0.1',
      'localhost',
      'a.localhost',
      'localhost.',
      '127.1',
      '0x7f.1',
      '2130706433',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ])
      assert.equal(summary(await guarded.fetch(`http://${host}:${port}/`)), 'address-refused', host);
    assert.equal(requests, 0);
  });

  it('reaches no private address by a name, and connects to what it judged', async (t) => {
    const url = await serve(t, (_request, response) => void response.end('reached'));
    const { port } = new URL(url);
    const isPublic = (address: string): boolean => address === '127.0.0.1';
    const inward = names(['10.0.0.1']);
    const guarded = { allowsPrivate: () => false, isPublic };
    const there = `http://hook.example:${port}/`;
    assert.equal(summary(await build({ ...guarded, lookup: inward.lookup }).fetch(there)), 'address-refused');
    // The second answer of a name that changes is never asked for.
    const changing = names(['127.0.0.1'], ['10.0.0.1']);
    assert.equal(summary(await build({ ...guarded, lookup: changing.lookup }).fetch(there)), '200 reached');
    assert.deepEqual(changing.asked, ['hook.example']);
    const mixed = names(['10.0.0.1', '127.0.0.1']);
    assert.equal(summary(await build({ ...guarded, lookup: mixed.lookup }).fetch(there)), '200 reached');
  });

  it('judges where a redirect leads as it judges the start', async (t) => {
    const inner = await serve(t, (_request, response) => void response.end('secret'));
    const guarded = build({ allowsPrivate: () => false, isPublic: (address) => address === '127.0.0.2' });
    for (const target of [inner, 'http://localhost/', 'ftp://example.org/', 'http://user:password@example.org/']) {
      const url = await serve(t, redirectTo(302, target), '127.0.0.2');
      assert.match(summary(await guarded.fetch(url)), /^address-(refused|unusable)$/, target);
    }
  });

  it('follows a few redirects, and keeps what is confidential to the first host', async (t) => {
    const last = await serve(t, (request, response) => void response.end(String(request.headers.authorization)));
    const first = await serve(t, redirectTo(302, last));
    const headers = { Authorization: 'Bearer secret' };
    const outcome = await build().fetch(first, { headers });
    assert.equal(summary(outcome), '200 undefined');
    assert.equal(outcome.kind === 'answered' && outcome.url, `${last}/`);
    const circle = await serve(t, redirectTo(302, '/'));
    assert.equal(summary(await build().fetch(circle)), 'too-many-redirects');
  });

  it('carries a body on only where it is asked to', async (t) => {
    const last = await serve(t, async (request, response) => void response.end(await bodyOf(request)));
    const post = { method: 'POST', body: 'fact' } as const;
    assert.equal(summary(await build().fetch(await serve(t, redirectTo(307, last)), post)), '200 fact');
    assert.equal(summary(await build().fetch(await serve(t, redirectTo(302, last)), post)), '302 ');
  });

  it('stops waiting for a server that hangs, before or amid its answer', async (t) => {
    for (const begin of [(): void => {}, (response: ServerResponse): void => void response.write('half')]) {
      const clock = new ManualClock();
      const url = await serve(t, (_request, response) => {
        begin(response);
        setImmediate(() => clock.advance(5000));
      });
      assert.equal(summary(await build({ clock }).fetch(url, { timeoutMs: 5000 })), 'timed-out');
    }
  });

  it('ends when it is told to', async (t) => {
    const controller = new AbortController();
    const url = await serve(t, () => controller.abort());
    assert.equal(summary(await build().fetch(url, { signal: controller.signal })), 'stopped');
  });

  it('takes no more of an answer than it may', async (t) => {
    const url = await serve(t, (_request, response) => void response.end('x'.repeat(100_000)));
    assert.equal(summary(await build().fetch(url, { maxAnswerBytes: 10 })), 'answer-too-long');
    assert.equal(summary(await build().fetch(url, { maxAnswerBytes: 5, whenLonger: 'cut' })), '200 xxxxx');
  });

  it('has an end with a server that closes, speaks no HTTP or changes the protocol', async (t) => {
    const closing = await serve(t, (request) => void request.socket.destroy());
    const babbling = await serve(t, (request) => void request.socket.end('hello\r\n\r\n'));
    const upgrading = await serve(
      t,
      (request) => void request.socket.write('HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
    for (const url of [closing, babbling, upgrading, 'http://127.0.0.1:1/'])
      assert.equal(summary(await build().fetch(url, { timeoutMs: 5000 })), 'unreachable', url);
  });

  it('asks nothing of what is no address of the web', async () => {
    for (const address of ['', 'example.org', 'file:///etc/passwd', 'gopher://example.org/', 'http://a:b@example.org/'])
      assert.equal(summary(await build().fetch(address)), 'address-unusable', address);
  });

  it('keeps a connection where it is told to, and bears one that was closed meanwhile', async (t) => {
    const connections = new Set<unknown>();
    let requests = 0;
    const url = await serve(t, async (request, response) => {
      connections.add(request.socket);
      await bodyOf(request);
      requests += 1;
      response.end('x'.repeat(10));
      // The third request finds its connection closed.
      if (requests === 2) setImmediate(() => request.socket.destroy());
    });
    const outbound = build();
    const post = { method: 'POST', body: 'fact', keepsConnection: true } as const;
    for (const wanted of [1, 1, 2]) {
      assert.equal(summary(await outbound.fetch(url, post)), '200 xxxxxxxxxx');
      assert.equal(connections.size, wanted);
    }
    await outbound.fetch(url, { method: 'POST', body: 'fact' });
    assert.equal(connections.size, 3);
    assert.equal(summary(await outbound.fetch(url, { ...post, maxAnswerBytes: 5, whenLonger: 'cut' })), '200 xxxxx');
  });

  it('holds HTTPS to the same, and believes no certificate that nobody vouches for', async (t) => {
    let connections = 0;
    const server = createSecureServer(certificate, (_request, response) => void response.end('secret'));
    server.on('connection', () => (connections += 1)).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `https://hook.example:${(server.address() as AddressInfo).port}/`;
    const { lookup: inward } = names(['127.0.0.1']);
    const guarded = build({ allowsPrivate: () => false, lookup: inward });
    for (const keepsConnection of [false, true])
      assert.equal(summary(await guarded.fetch(url, { keepsConnection })), 'address-refused');
    assert.equal(connections, 0);
    const outcome = await build({ lookup: inward }).fetch(url);
    assert.match(outcome.kind === 'failed' ? outcome.sentence : '', /could not be reached \(\w*(CERT|SIGN)\w*\)/);
    assert.equal(connections, 1);
  });
});
