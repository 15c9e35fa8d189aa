import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { AerialError } from '../platform/errors.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { IngestLimits } from './limits.ts';
import { IngestServer, type IngestServerNeeds } from './server.ts';
import type { StreamKey } from './stream-key.ts';
import {
  clientHandshake,
  message,
  publishDialogue,
  readAnswers,
  serverHandshakeBytes,
} from './testing/client-bytes.ts';
import { audioFrame, audioHeader, videoFrame, videoHeader } from './testing/media-bodies.ts';
import { certificate } from '../../test/peers/certificate.ts';
import { Recorder } from './testing/recorder.ts';

async function open(
  t: TestContext,
  limits: Partial<IngestLimits> = {},
  listKeys: () => readonly StreamKey[] = () => [{ id: 'a', key: 'key', comment: '' }],
) {
  const clock = new ManualClock();
  const recorder = new Recorder();
  const metrics = new MetricsRegistry();
  const server = new IngestServer({
    clock,
    log: silentLogger,
    metrics,
    events: recorder.publisher,
    streamKeys: { list: listKeys },
    openSink: (info) => recorder.openSink(info),
    graceMs: () => 60_000,
    newBroadcastId: () => 'b1',
    listen: {
      host: '127.0.0.1',
      port: 0,
      tls: { port: 0, pair: { certificate: certificate.cert, key: certificate.key } },
    },
    limits,
  });
  await server.start();
  t.after(() => server.stop());
  return { server, clock, recorder, metrics };
}

/** A client that gathers what the server says. */
async function dial(t: TestContext, server: IngestServer, options: { allowHalfOpen?: boolean } = {}) {
  const socket: Socket = connectSocket({ port: server.port ?? 0, host: '127.0.0.1', ...options });
  const pieces: Buffer[] = [];
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.on('data', (data: Buffer) => void pieces.push(data));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  const received = () => Buffer.concat(pieces);
  /** Resolves once the server has sent that many bytes. */
  const hears = async (bytes: number): Promise<void> => {
    while (received().length < bytes) await once(socket, 'data');
  };
  return { socket, closed, received, hears };
}

const media = Buffer.concat([
  message(9, videoHeader()),
  message(8, audioHeader()),
  message(9, videoFrame(true)),
  message(8, audioFrame()),
]);

describe('IngestServer', () => {
  it('puts an encoder with a good key on air', async (t) => {
    const { server, recorder, metrics } = await open(t);
    const client = await dial(t, server);
    client.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    assert.deepEqual(recorder.turns, ['config']);
    assert.equal(server.state().state, 'live');
    assert.match(metrics.render(), /aerial_ingest_packets_total\{track="video"\} 2/);
  });

  it('tells a wrong key so, also to a peer that goes on sending, and then closes', async (t) => {
    const { server, recorder } = await open(t);
    const client = await dial(t, server);
    client.socket.write(publishDialogue('wrong'));
    client.socket.write(Buffer.alloc(1_000_000));
    await client.closed;
    const last = readAnswers(client.received()).answers.at(-1);
    assert.equal(last?.code, 'NetStream.Publish.BadName');
    assert.match(last?.description ?? '', /stream key is not right/);
    assert.deepEqual(recorder.eventNames, ['ingest.refused']);
    assert.doesNotMatch(JSON.stringify(recorder.events), /wrong/);
  });

  it('destroys a refused peer that does not close', async (t) => {
    const { server, clock, metrics } = await open(t);
    const client = await dial(t, server, { allowHalfOpen: true });
    client.socket.write(publishDialogue('wrong'));
    await once(client.socket, 'end');
    assert.match(metrics.render(), /aerial_ingest_connections 1\n/);
    clock.advance(3000);
    // A half-closed peer notices only by writing.
    while (!client.socket.destroyed) await new Promise<void>((resolve) => client.socket.write('?', () => resolve()));
  });

  it('does not wait for a refused peer when it stops', async (t) => {
    const { server } = await open(t);
    const client = await dial(t, server, { allowHalfOpen: true });
    client.socket.write(publishDialogue('wrong'));
    await once(client.socket, 'end');
    await server.stop();
  });

  it('ends peers that are silent before the handshake, before the publish and on air', async (t) => {
    const { server, clock, recorder } = await open(t);
    const silent = await dial(t, server);
    const shaken = await dial(t, server);
    const publisher = await dial(t, server);
    shaken.socket.write(clientHandshake());
    publisher.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await shaken.hears(serverHandshakeBytes);
    await recorder.until(() => recorder.count('audio') === 1);
    clock.advance(5000);
    await silent.closed;
    assert.equal(shaken.socket.closed, false);
    clock.advance(5500);
    await shaken.closed;
    assert.equal(publisher.socket.closed, false);
    clock.advance(5000);
    await publisher.closed;
    assert.equal(server.state().state, 'away');
  });

  it('ends the oldest idle connections of an address that opens too many, never the publisher', async (t) => {
    const { server, recorder } = await open(t, { maxConnectionsPerAddress: 3 });
    const publisher = await dial(t, server);
    publisher.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    const clients = [];
    for (let index = 0; index < 6; index += 1) clients.push(await dial(t, server));
    await Promise.all(clients.slice(0, 4).map(({ closed }) => closed));
    publisher.socket.write(media);
    await recorder.until(() => recorder.count('audio') === 2);
  });

  it('lets the owner of the key take over from a connection that hangs', async (t) => {
    const { server, recorder } = await open(t);
    const hung = await dial(t, server);
    hung.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    const owner = await dial(t, server);
    owner.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await hung.closed;
    await recorder.until(() => recorder.count('audio') === 2);
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
  });

  it('ends a broadcast at once when asked, and the encoder with it', async (t) => {
    const { server, recorder } = await open(t);
    const client = await dial(t, server);
    client.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    assert.equal(server.endNow('ended by the administrator', { holdsOff: false }), true);
    await client.closed;
    assert.equal(recorder.turns.at(-1), 'end');
    const again = await dial(t, server);
    again.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 2);
    assert.equal(server.endNow('ended by the administrator', { holdsOff: true }), true);
    await again.closed;
    const refused = await dial(t, server);
    refused.socket.write(publishDialogue('key'));
    await refused.closed;
    assert.equal(readAnswers(refused.received()).answers.at(-1)?.code, 'NetStream.Publish.Rejected');
  });

  it('throttles wrong keys of one address', async (t) => {
    const { server } = await open(t, { wrongKeysAtOnce: 2 });
    const codes: (string | null | undefined)[] = [];
    for (const key of ['x', 'y', 'key']) {
      const client = await dial(t, server);
      client.socket.write(publishDialogue(key));
      await client.closed;
      codes.push(readAnswers(client.received()).answers.at(-1)?.code);
    }
    assert.deepEqual(codes, ['NetStream.Publish.BadName', 'NetStream.Publish.BadName', 'NetStream.Publish.Denied']);
  });

  it('loses one connection, not the process, when something in the house throws', async (t) => {
    let isBroken = true;
    const { server, recorder } = await open(t, {}, () => {
      if (isBroken) throw new Error('the database is busy');
      return [{ id: 'a', key: 'key', comment: '' }];
    });
    const unlucky = await dial(t, server);
    unlucky.socket.write(publishDialogue('key'));
    await unlucky.closed;
    isBroken = false;
    const client = await dial(t, server);
    client.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
  });

  it('takes an encoder in over TLS, and holds the same deadlines there', async (t) => {
    const { server, clock, recorder, metrics } = await open(t);
    const port = server.tlsPort ?? 0;
    const encoder = connectTls({ port, host: '127.0.0.1', ca: certificate.cert, servername: 'localhost' });
    t.after(() => encoder.destroy());
    await once(encoder, 'secureConnect');
    encoder.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    const idle = connectSocket(port, '127.0.0.1').resume();
    const stranger = connectSocket(port, '127.0.0.1').resume();
    const closed = [idle, stranger].map((socket) => once(socket, 'close'));
    stranger.write('GET / HTTP/1.1\r\n\r\n');
    await closed[1];
    while (!/aerial_ingest_connections 2\n/.test(metrics.render())) await new Promise(setImmediate);
    clock.advance(5_500);
    await closed[0];
    assert.equal(encoder.closed, false);
  });

  it('ends the broadcast and every socket when it stops, twice if need be', async (t) => {
    const { server, recorder } = await open(t);
    const idle = await dial(t, server);
    const client = await dial(t, server);
    client.socket.write(Buffer.concat([publishDialogue('key'), media]));
    await recorder.until(() => recorder.count('audio') === 1);
    await Promise.all([server.stop(), server.stop()]);
    await Promise.all([idle.closed, client.closed]);
    assert.equal(recorder.turns.at(-1), 'end');
    assert.equal(server.port, null);
  });

  it('says in one line that its port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const server = openAt({ port, tls: null });
    await assert.rejects(server.start(), (error) => {
      assert.ok(error instanceof AerialError && error.code === 'PORT_IN_USE');
      assert.match(error.toLine(), new RegExp(`Port ${port} .*--rtmp-port`));
      return true;
    });
  });

  it('says in one line that a certificate cannot be used, and listens nowhere', async () => {
    const server = openAt({ port: 0, tls: { port: 0, pair: { certificate: 'no certificate', key: 'no key' } } });
    await assert.rejects(server.start(), (error) => error instanceof AerialError && error.code === 'TLS_FILE_UNUSABLE');
    assert.equal(server.port, null);
  });
});

function openAt(listen: { port: number; tls: IngestServerNeeds['listen']['tls'] }): IngestServer {
  const recorder = new Recorder();
  return new IngestServer({
    clock: new ManualClock(),
    log: silentLogger,
    metrics: new MetricsRegistry(),
    events: recorder.publisher,
    streamKeys: { list: () => [] },
    openSink: (info) => recorder.openSink(info),
    graceMs: () => 0,
    newBroadcastId: () => 'b1',
    listen: { host: '127.0.0.1', ...listen },
  });
}
