import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { certificate } from '../../test/peers/certificate.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { type Upgrades, WebListener } from './listener.ts';

const pair = { certificate: certificate.cert, key: certificate.key };

const upgrades: Upgrades = {
  wants: (request) => request.url === '/socket',
  upgrade: (_request, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\ntaken over'),
};

/** The answer to a request for an upgrade. */
async function ask(socket: Socket, path: string): Promise<string> {
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`);
  await once(socket, 'close');
  return answer;
}

for (const tls of [null, pair]) {
  describe(`A listener ${tls === null ? 'without' : 'with'} a certificate`, () => {
    it('hands over the sockets that are wanted, and answers every other wish for an upgrade as a plain request', async () => {
      const listener = new WebListener({
        address: '127.0.0.1',
        port: 0,
        tls,
        maxConnections: 10,
        handle: (_request, response) => void response.end('a page'),
        upgrades,
        metrics: new MetricsRegistry(),
      });
      await listener.start();
      const open = (): Socket =>
        tls === null
          ? connect(listener.port, '127.0.0.1')
          : connectTls({
              port: listener.port,
              host: '127.0.0.1',
              rejectUnauthorized: false,
              ALPNProtocols: ['http/1.1'],
            });
      try {
        assert.match(await ask(open(), '/socket'), /^HTTP\/1\.1 101 .*taken over$/s);
        assert.match(await ask(open(), '/other'), /^HTTP\/1\.1 200 .*a page/s);
      } finally {
        await listener.stop();
      }
    });
  });
}
