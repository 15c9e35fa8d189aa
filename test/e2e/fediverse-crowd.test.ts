import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { inboxOf, type Place, seedFollowers } from '../peers/fediverse-followers.ts';
import { until } from '../peers/wait.ts';
import { FediverseStation } from './fediverse-stage.ts';

/** Thousands of servers on this machine, each at an address of its own; those of `silent` take what is sent, and never answer. */
class Crowd {
  /** How often each host was told each activity: by `host activity`. */
  readonly told = new Map<string, number>();
  readonly silent = new Set<string>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(t: TestContext): Promise<Crowd> {
    const server = createServer();
    const crowd = new Crowd(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const host = request.headers.host ?? '';
        if (crowd.silent.has(host)) return;
        const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly id: string };
        const key = `${host} ${id}`;
        crowd.told.set(key, (crowd.told.get(key) ?? 0) + 1);
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '0.0.0.0', backlog: 1024 }, resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return crowd;
  }

  get place(): Place {
    return { scheme: 'http', port: (this.#server.address() as AddressInfo).port };
  }

  host(index: number): string {
    return new URL(inboxOf(index, this.place)).host;
  }
}

test('a server that is killed while it tells a thousand others tells the rest once it runs again', async (t) => {
  const hosts = 1_000;
  const crowd = await Crowd.open(t);
  const station = await FediverseStation.open(t);
  seedFollowers(station.aerial.dataDirectory, { count: hosts, hosts, place: crowd.place });
  await station.admin('federation/send', { value: 'Are you all there?' });
  const some = () => crowd.told.size > hosts / 4;
  await until('a quarter is told', some, { timeoutMs: 30_000, everyMs: 1, explain: () => station.log });
  await station.aerial.kill();
  assert.ok(crowd.told.size < hosts, 'it was in the midst of it');
  await station.aerial.restart();
  await until('all are told', () => crowd.told.size === hosts, { timeoutMs: 60_000, explain: () => station.log });
  // What was on its way may come twice, and has the same name then.
  const twice = [...crowd.told.values()].filter((count) => count > 1).length;
  assert.ok(twice <= 300, `${twice} were told twice`);
});

test('servers that do not answer keep nobody waiting, and come last when there is something else to tell', async (t) => {
  const hosts = 300;
  const crowd = await Crowd.open(t);
  for (let index = 0; index < hosts; index += 5) crowd.silent.add(crowd.host(index));
  const others = hosts - crowd.silent.size;
  const station = await FediverseStation.open(t);
  seedFollowers(station.aerial.dataDirectory, { count: hosts, hosts, place: crowd.place });
  for (let post = 1; post <= 2; post += 1) {
    await station.admin('federation/send', { value: `Number ${post}` });
    // A silent one is given ten seconds: nobody waits for that.
    const all = () => crowd.told.size === post * others;
    await until(`all others have post ${post}`, all, { timeoutMs: 9_000, everyMs: 5, explain: () => station.log });
  }
});
