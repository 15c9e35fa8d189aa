import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { CertificateAuthority } from '../../test/peers/certificate-authority.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { ClientAddresses } from './client-address.ts';
import { WebListener, type WebListenerNeeds } from './listener.ts';

async function open(tls: WebListenerNeeds['tls'], changes: Partial<WebListenerNeeds> = {}): Promise<WebListener> {
  const listener = new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls,
    maxConnections: 100,
    handle: (request, response) => void response.end(request.url),
    metrics: new MetricsRegistry(),
    ...changes,
  });
  await listener.start();
  return listener;
}

async function dial(port: number, ca: string): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'tv.example', ca, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  return socket;
}

async function ask(socket: TLSSocket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: tv.example\r\n\r\n`);
  let answer = '';
  while (!answer.endsWith(path)) answer += String((await once(socket, 'data'))[0]);
  return answer;
}

test('a new certificate is shown to whoever connects next, and open connections go on', async () => {
  const authority = await CertificateAuthority.create();
  const listener = await open(await authority.issue(['tv.example']));
  const before = await dial(listener.port, authority.certificate);
  const sockets = [before];
  try {
    assert.match(await ask(before, '/one'), /^HTTP\/1\.1 200/);
    listener.useCertificate(await authority.issue(['tv.example', 'new.example']));
    const after = await dial(listener.port, authority.certificate);
    sockets.push(after);
    assert.equal(before.getPeerCertificate().subjectaltname, 'DNS:tv.example');
    assert.equal(after.getPeerCertificate().subjectaltname, 'DNS:tv.example, DNS:new.example');
    assert.match(await ask(before, '/two'), /^HTTP\/1\.1 200/);
    assert.match(await ask(after, '/three'), /^HTTP\/1\.1 200/);
  } finally {
    for (const socket of sockets) socket.destroy();
    await listener.stop();
  }
});

test('a listener that awaits its certificate shakes no hands before it has come', async () => {
  const authority = await CertificateAuthority.create();
  const listener = await open('awaited');
  try {
    await assert.rejects(dial(listener.port, authority.certificate), /alert|hang up|reset|disconnected/i);
    listener.useCertificate(await authority.issue(['tv.example']));
    const socket = await dial(listener.port, authority.certificate);
    assert.match(await ask(socket, '/'), /^HTTP\/1\.1 200/);
    socket.destroy();
  } finally {
    await listener.stop();
  }
});

test('over HTTP/2 the client has an address and a scheme as well', async () => {
  const authority = await CertificateAuthority.create();
  const clients = new ClientAddresses({ trusted: [] });
  const handle: WebListenerNeeds['handle'] = (request, response) =>
    void response.end(
      JSON.stringify([clients.addressOf(request), clients.isSecure(request), clients.originOf(request)]),
    );
  const listener = await open(await authority.issue(['127.0.0.1']), { handle });
  const session = connectHttp2(`https://127.0.0.1:${listener.port}`, { ca: authority.certificate });
  try {
    let body = '';
    for await (const chunk of session.request({ ':authority': 'tv.example' }).setEncoding('utf8'))
      body += String(chunk);
    assert.deepEqual(JSON.parse(body), ['127.0.0.1', true, 'https://tv.example']);
  } finally {
    session.destroy();
    await listener.stop();
  }
});
