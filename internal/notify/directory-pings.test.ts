import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { AerialEvents } from '../app/events.ts';
import { ManualClock, systemClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { OutboundFetch } from '../platform/outbound-fetch.ts';
import { until } from '../../test/peers/wait.ts';
import { type DirectoryKey, DirectoryPings } from './directory-pings.ts';

const FOUR_MINUTES_MS = 4 * 60_000;

/** A directory on this machine, and a station that may be listed there. */
async function build(t: TestContext, allowsPrivate = true) {
  const pings: { path: string | undefined; body: unknown }[] = [];
  let connections = 0;
  let answer: { status: number; body: string } = { status: 200, body: '{"key":"k-1","success":true}' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      pings.push({ path: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const directory = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { isListed: true, directory, stationUrl: 'https://tv.example' as string | null };
  const warnings: string[] = [];
  const clock = new ManualClock();
  const events = new EventHub<AerialEvents>({ onListenerError: (_, error) => assert.fail(String(error)) });
  let key: DirectoryKey | null = null;
  const disk = { isFull: false };
  const pinging = new DirectoryPings({
    clock,
    events,
    log: {
      ...silentLogger,
      warn: ({ reason, error }: { reason?: string; error?: string }) => void warnings.push(reason ?? error ?? ''),
    } as typeof silentLogger,
    outbound: new OutboundFetch({ clock: systemClock, userAgent: 'test', allowsPrivate: () => allowsPrivate }),
    settings: () => settings,
    keys: {
      read: () => key,
      write: (next) => {
        if (disk.isFull) throw new Error('no space');
        key = next;
      },
    },
  });
  t.after(pinging.start());
  return {
    disk,
    pings,
    settings,
    warnings,
    goLive: (isTest = false) => events.publish('broadcast.started', { isTest } as AerialEvents['broadcast.started']),
    goOff: () => events.publish('broadcast.ended', { broadcastId: '', isTest: false, reason: '' }),
    pass: () => clock.advance(FOUR_MINUTES_MS),
    answerWith: (body: string, status = 200) => (answer = { status, body }),
    hears: (count: number) => until(`${count} pings`, () => pings.length >= count, { timeoutMs: 5000 }),
    warns: (pattern: RegExp) =>
      until(`a warning like ${pattern}`, () => warnings.find((one) => pattern.test(one)), { timeoutMs: 5000 }),
    key: () => key,
    connections: () => connections,
    keeps: (expected: string) => until(`the key ${expected}`, () => key?.key === expected, { timeoutMs: 5000 }),
  };
}

describe('A directory of streams', () => {
  it('hears every four minutes that the channel is live, with the key that it gave', async (t) => {
    const bench = await build(t);
    bench.goLive();
    assert.equal(bench.connections(), 0);
    bench.pass();
    await bench.keeps('k-1');
    bench.pass();
    await bench.hears(2);
    bench.goOff();
    bench.pass();
    assert.deepEqual(bench.pings, [
      { path: '/api/ping', body: { key: '', url: 'https://tv.example' } },
      { path: '/api/ping', body: { key: 'k-1', url: 'https://tv.example' } },
    ]);
  });

  it('is not contacted unless the owner wants to be listed, nor about a test', async (t) => {
    const bench = await build(t);
    bench.goLive(true);
    bench.pass();
    bench.settings.isListed = false;
    bench.goLive();
    bench.pass();
    bench.settings.isListed = true;
    bench.pass();
    await bench.hears(1);
    assert.equal(bench.connections(), 1);
  });

  it('ends nothing when its key cannot be kept, and is told again', async (t) => {
    const bench = await build(t);
    bench.disk.isFull = true;
    bench.goLive();
    bench.pass();
    await bench.warns(/no space/);
    bench.disk.isFull = false;
    bench.pass();
    await bench.keeps('k-1');
  });

  it('is not told the key of another', async (t) => {
    const bench = await build(t);
    bench.goLive();
    bench.pass();
    await bench.keeps('k-1');
    bench.settings.directory += '/other';
    bench.answerWith('{"key":"k-2","success":true}');
    bench.pass();
    await bench.keeps('k-2');
    assert.deepEqual(bench.pings[1], { path: '/other/api/ping', body: { key: '', url: 'https://tv.example' } });
  });

  it('that is on a private network is refused unless the owner allows that', async (t) => {
    const bench = await build(t, false);
    bench.goLive();
    bench.pass();
    await bench.warns(/private network/);
    assert.equal(bench.connections(), 0);
  });

  const unfit: readonly (readonly [what: string, status: number, body: string, warning: RegExp])[] = [
    ['refuses', 200, '{"success":false,"error":"no such key","errorCode":1}', /says: no such key/],
    ['says nothing that makes sense', 200, '<html>', /answered 200/],
    ['fails', 500, '', /answered 500/],
    ['says too much', 200, `{"key":"${'k'.repeat(20_000)}"}`, /too long/],
    ['gives a key that is none', 200, `{"key":"${'k'.repeat(300)}","success":false,"error":"?"}`, /says: \?/],
  ];
  for (const [what, status, body, warning] of unfit)
    it(`that ${what} is told of in the log once, and leaves no key`, async (t) => {
      const bench = await build(t);
      bench.answerWith(body, status);
      bench.goLive();
      bench.pass();
      await bench.warns(warning);
      bench.pass();
      await bench.hears(2);
      assert.equal(bench.warnings.length, 1);
      assert.equal(bench.key(), null);
    });

  it('cannot list a channel that does not know its own address', async (t) => {
    const bench = await build(t);
    bench.settings.stationUrl = null;
    bench.goLive();
    bench.pass();
    await bench.warns(/public-url/);
    assert.equal(bench.connections(), 0);
  });
});
