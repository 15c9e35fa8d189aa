import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { Connection } from './connection.ts';
import { ChatSockets } from './sockets.ts';
import { chatUser, type SeenEvent, TestRoom } from './testing.ts';

const users = new Map([
  ['ann-token', chatUser({ id: 'ann' })],
  ['bob-token', chatUser({ id: 'bob' })],
  ['banned-token', chatUser({ id: 'banned', disabledWallMs: 1 })],
]);

/** A door to a room, on a port of its own. */
class Door {
  readonly stage = new TestRoom();
  readonly metrics = new MetricsRegistry();
  readonly received: { from: string; text: string }[] = [];
  readonly sockets: ChatSockets;
  readonly limits = { connections: 100, perAddress: 50 };
  isEnabled = true;
  isBanned = false;
  mustFail = false;
  readonly #server: Server = createServer();
  readonly #clients = new Set<WebSocket>();

  constructor() {
    this.sockets = new ChatSockets({
      clock: this.stage.clock,
      defer: setImmediate,
      log: silentLogger,
      metrics: this.metrics,
      room: this.stage.room,
      conversation: {
        receive: (connection: Connection, text: string) => void this.received.push({ from: connection.user.id, text }),
      },
      addressOf: () => '192.0.2.1',
      isEnabled: () => this.isEnabled,
      isBanned: () => {
        if (this.mustFail) throw new Error('The disk is gone.');
        return this.isBanned;
      },
      findUser: (token) => users.get(token) ?? null,
      limits: () => this.limits,
    });
    this.#server.on('upgrade', this.sockets.upgrade);
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** A client that has heard who it is. */
  async enter(token: string): Promise<Client> {
    const client = this.connect(token);
    await client.until((events) => events.some(({ type }) => type === 'CONNECTED_USER_INFO'));
    return client;
  }

  connect(token: string | null): Client {
    const query = token === null ? '' : `?accessToken=${token}`;
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/ws${query}`, { perMessageDeflate: false });
    this.#clients.add(socket);
    return new Client(socket);
  }

  /** A handshake, then raw bytes. */
  async raw(token = 'ann-token'): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `GET /ws?accessToken=${token} HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(socket, 'data');
    return socket;
  }

  /** The number of clients that were turned away for that. */
  refused(reason: string): number {
    return Number(
      new RegExp(`aerial_chat_refused_total\\{reason="${reason}"\\} (\\d+)`).exec(this.metrics.render())?.[1],
    );
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    await this.sockets.stop();
    this.stage.room.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

class Client {
  readonly socket: WebSocket;
  readonly events: SeenEvent[] = [];
  /** What was answered instead of a handshake. */
  readonly refusal: Promise<{ status: number; body: string }>;
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      for (const line of data.toString().split('\n')) this.events.push(JSON.parse(line) as SeenEvent);
    });
    this.closed = new Promise((resolve) => socket.on('close', (code: number) => resolve(code)));
    this.refusal = new Promise((resolve) =>
      socket.on('unexpected-response', (_request, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      }),
    );
  }

  async until(isTrue: (events: readonly SeenEvent[]) => boolean): Promise<void> {
    while (!isTrue(this.events)) await once(this.socket, 'message');
  }
}

describe('The socket of the chat', () => {
  let door: Door;
  beforeEach(async () => {
    door = new Door();
    await door.open();
  });
  afterEach(() => door.close());

  it('answers that the chat is off without a handshake', async () => {
    door.isEnabled = false;
    door.isBanned = true;
    assert.deepEqual(await door.connect('ann-token').refusal, { status: 200, body: 'CHAT_DISABLED' });
  });

  it('refuses banned addresses', async () => {
    door.isBanned = true;
    door.limits.connections = 0;
    assert.equal((await door.connect('ann-token').refusal).status, 403);
  });

  it('refuses who comes when the room is full, or who has too many connections already', async () => {
    const full = { status: 200, body: 'ERROR_MAX_CONNECTIONS_EXCEEDED' };
    door.limits.perAddress = 1;
    await door.enter('ann-token');
    assert.deepEqual(await door.connect('bob-token').refusal, full);
    door.limits.perAddress = 9;
    door.limits.connections = 1;
    assert.deepEqual(await door.connect('bob-token').refusal, full);
    assert.deepEqual([door.refused('address'), door.refused('full')], [1, 1]);
  });

  it('says nothing to who shows no token', async () => {
    const client = door.connect(null);
    await client.closed;
    assert.deepEqual(client.events, []);
  });

  it('sends who shows an unknown token to register', async () => {
    const client = door.connect('unknown');
    await client.closed;
    assert.deepEqual(client.events, [{ type: 'ERROR_NEEDS_REGISTRATION' }]);
  });

  it('tells a banned user so', async () => {
    const client = door.connect('banned-token');
    await client.closed;
    assert.deepEqual(client.events, [{ type: 'ERROR_USER_DISABLED' }]);
  });

  it('hangs up on somebody who comes while something is broken, and serves the next one', async () => {
    door.mustFail = true;
    assert.equal(await door.connect('ann-token').closed, 1006);
    door.mustFail = false;
    await door.enter('ann-token');
  });

  it('carries frames to and fro, text as well as bytes', async () => {
    const ann = await door.enter('ann-token');
    ann.socket.send('{"type":"CHAT"}');
    ann.socket.send(Buffer.from('{"type":"PONG"}'));
    while (door.received.length < 2) await new Promise(setImmediate);
    assert.deepEqual(door.received, [
      { from: 'ann', text: '{"type":"CHAT"}' },
      { from: 'ann', text: '{"type":"PONG"}' },
    ]);
    // A length of each of the three ways to write it.
    for (const length of [20, 2000, 70_000]) {
      door.stage.room.publish(door.stage.maker.action('x'.repeat(length)));
      door.stage.settle();
      await ann.until((events) => events.at(-1)?.body?.length === length);
    }
  });

  it('forgets who has gone', async () => {
    const ann = await door.enter('ann-token');
    assert.equal(door.stage.room.count, 1);
    ann.socket.close();
    await ann.closed;
    while (door.stage.room.count > 0) await new Promise(setImmediate);
    door.limits.perAddress = 1;
    await door.enter('ann-token');
  });

  it('ends a connection whose frame is too large to be a message, before it has all come', async () => {
    const ann = await door.enter('ann-token');
    const bob = await door.enter('bob-token');
    ann.socket.send('x'.repeat(1_048_576));
    assert.equal(await ann.closed, 1009);
    assert.equal(bob.socket.readyState, WebSocket.OPEN);
    assert.deepEqual(door.received, []);
  });

  it('ends a connection that sends no UTF-8, as text or in bytes that say nothing', async () => {
    const ann = await door.raw();
    // A masked text frame of the one byte 0xff.
    ann.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]));
    await once(ann, 'close');
    const bob = await door.enter('bob-token');
    bob.socket.send(Buffer.from([0xff, 0xfe]));
    bob.socket.send('{"type":"PONG"}');
    while (door.received.length < 1) await new Promise(setImmediate);
    assert.deepEqual(door.received, [{ from: 'bob', text: '{"type":"PONG"}' }]);
  });

  it('ends a connection that sends frames that are not masked, or in a thousand pieces', async () => {
    const unmasked = await door.raw();
    unmasked.write(Buffer.from([0x81, 0x01, 0x61]));
    await once(unmasked, 'close');
    const pieces = await door.raw('bob-token');
    pieces.write(Buffer.from([0x01, 0x80, 0, 0, 0, 0]));
    for (let count = 0; count < 1000; count++) pieces.write(Buffer.from([0x00, 0x80, 0, 0, 0, 0]));
    await once(pieces, 'close');
  });

  it('shows out who sends ten thousand frames, and looks at no more than the first hundred', async () => {
    const ann = await door.enter('ann-token');
    const bob = await door.enter('bob-token');
    for (let count = 0; count < 10_000; count++) ann.socket.send('{"type":"CHAT","body":"spam"}');
    assert.equal(await ann.closed, 1008);
    assert.equal(door.received.length, 100);
    assert.equal(door.refused('flood'), 1);
    assert.equal(bob.socket.readyState, WebSocket.OPEN);
  });

  it('does not let itself be kept busy with pings', async () => {
    const ann = await door.enter('ann-token');
    for (let count = 0; count < 1000; count++) ann.socket.ping();
    await ann.closed;
    while (door.stage.room.count > 0) await new Promise(setImmediate);
  });

  it('shows out who reads nothing, while the others hear everything', async () => {
    const deaf = await door.raw();
    deaf.pause();
    const bob = await door.enter('bob-token');
    const body = 'x'.repeat(60_000);
    let sent = 0;
    while (door.stage.room.count === 2) {
      door.stage.room.publish(door.stage.maker.action(body));
      door.stage.settle();
      sent += 1;
      assert.ok(sent < 1000, 'It was never shown out.');
      await bob.until((events) => events.length > sent);
    }
    assert.match(door.stage.room.clients()[0]?.user.id ?? '', /bob/);
    deaf.destroy();
  });

  it('takes a thousand at once', async () => {
    door.limits.connections = 2000;
    door.limits.perAddress = 2000;
    await Promise.all(Array.from({ length: 1000 }, () => door.enter('ann-token')));
    assert.equal(door.stage.room.count, 1000);
  });

  it('says goodbye to everybody at the end, and lets nobody in afterwards', async () => {
    const ann = await door.enter('ann-token');
    await door.sockets.stop();
    assert.equal(await ann.closed, 1001);
    assert.equal((await door.connect('bob-token').refusal).body, 'CHAT_DISABLED');
  });

  it('takes only requests for its own address that ask for a WebSocket', () => {
    const wants = (url: string, upgrade?: string): boolean =>
      door.sockets.wants({ url, headers: { upgrade } } as never);
    assert.equal(wants('/ws?accessToken=x', 'WebSocket'), true);
    assert.equal(wants('/ws', 'h2c'), false);
    assert.equal(wants('/ws'), false);
    assert.equal(wants('/wss', 'websocket'), false);
    assert.equal(wants('/', 'websocket'), false);
  });
});
