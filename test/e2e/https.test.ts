import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { AcmeServer } from '../peers/acme-server.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { CertificateAuthority } from '../peers/certificate-authority.ts';
import { takePort } from '../peers/ports.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';

const HOST = 'tv.example.org';

describe('HTTPS with a certificate by ACME', () => {
  const folder = makeTemporaryFolder('https');
  const ports = { http: 0, https: 0, rtmps: 0 };
  let authority: CertificateAuthority;
  let server: AcmeServer;
  let aerial: AerialProcess;

  before(async () => {
    authority = await CertificateAuthority.create();
    const caFile = join(folder.path, 'ca.pem');
    writeFileSync(caFile, authority.certificate);
    for (const port of ['http', 'https', 'rtmps'] as const) ports[port] = await takePort();
    server = new AcmeServer({ authority, portOf: () => ports.http, tls: await authority.issue(['localhost']) });
    await server.start();
    // Due for renewal some seconds from now.
    server.life = { fromMs: Date.now() - 60_000, toMs: Date.now() + 45_000 };
    aerial = await AerialProcess.start({
      environment: {
        AERIAL_LADDER: 'off',
        AERIAL_METRICS: 'on',
        AERIAL_HSTS_DAYS: '30',
        AERIAL_RTMPS_PORT: `${ports.rtmps}`,
        OWNCAST_ENABLE_AUTO_HTTPS: 'true',
        OWNCAST_HOST_NAME: HOST,
        OWNCAST_TLS_HTTP_PORT: `${ports.http}`,
        OWNCAST_TLS_HTTPS_PORT: `${ports.https}`,
        OWNCAST_ACME_DIRECTORY: server.directoryUrl,
        NODE_EXTRA_CA_CERTS: caFile,
      },
    });
  });

  after(async () => {
    await aerial.dispose();
    await server.stop();
    folder.remove();
  });

  async function dial(): Promise<ClientHttp2Session> {
    const session = connect(`https://${HOST}:${ports.https}`, {
      ca: authority.certificate,
      createConnection: () =>
        connectTls({ port: ports.https, servername: HOST, ca: authority.certificate, ALPNProtocols: ['h2'] }),
    });
    await once(session, 'connect');
    return session;
  }

  async function shown(port: number): Promise<string> {
    const socket = connectTls({ port, host: '127.0.0.1', servername: HOST, ca: authority.certificate });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  }

  it('is there soon after the first start, for pages and for encoders, and renewed while connections go on', async () => {
    const explain = () => aerial.logLines.slice(-20).join('\n');
    const session = await until('the first certificate', () => dial().catch(() => null), {
      timeoutMs: 20_000,
      explain,
    });
    const page = await ask(session, '/');
    assert.equal(page.headers[':status'], 200);
    assert.equal(page.headers['strict-transport-security'], 'max-age=2592000');
    assert.match(page.body, new RegExp(`https://${HOST}/`));
    const first = await shown(ports.https);
    assert.equal(await shown(ports.rtmps), first);
    server.life = undefined;
    const isRenewed = async () => (await shown(ports.https)) !== first;
    await until('the renewed certificate', isRenewed, { timeoutMs: 40_000, everyMs: 200, explain });
    assert.equal(await shown(ports.rtmps), await shown(ports.https));
    assert.equal((await ask(session, '/api/status')).headers[':status'], 200);
    session.close();
    assert.equal(server.orderCount, 2);
  });

  it('is found from the plain port', async () => {
    const request = get({ port: ports.http, path: '/hls/stream.m3u8?a=b', headers: { host: HOST } });
    const [response] = (await once(request, 'response')) as [{ statusCode: number; headers: { location: string } }];
    assert.equal(response.statusCode, 308);
    assert.equal(response.headers.location, `https://${HOST}/hls/stream.m3u8?a=b`);
  });

  it('is the same after a restart, without asking again', async () => {
    const before = await shown(ports.https);
    await aerial.terminate();
    await aerial.restart();
    assert.equal(await shown(ports.https), before);
    assert.equal(server.orderCount, 2);
    assert.match(await (await fetch(`${aerial.url}/metrics`)).text(), /not_after_timestamp_seconds\{source="acme"\} 1/);
  });
});

describe('A certificate authority that does not answer', () => {
  it('keeps the station neither from serving nor from stopping', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const asked = once(silent, 'connection');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    const ports = [await takePort(), await takePort(), await takePort()];
    const aerial = await AerialProcess.start({
      environment: {
        AERIAL_LADDER: 'off',
        AERIAL_ACME_HOST: HOST,
        AERIAL_ACME_DIRECTORY: `https://127.0.0.1:${address.port}/`,
        AERIAL_ACME_HTTP_PORT: `${ports[0]}`,
        AERIAL_ACME_HTTPS_PORT: `${ports[1]}`,
        AERIAL_RTMPS_PORT: `${ports[2]}`,
      },
    });
    try {
      await asked;
      assert.equal((await aerial.status()).phase, 'offline');
      assert.equal((await fetch(`http://127.0.0.1:${ports[0]}/`)).status, 503);
      // Past its time it would be killed, and have no code.
      assert.equal((await aerial.terminate()).code, 0);
    } finally {
      await aerial.dispose();
      silent.close();
    }
  });
});

async function ask(session: ClientHttp2Session, path: string) {
  const stream = session.request({ ':path': path, ':authority': HOST });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  let body = '';
  for await (const chunk of stream.setEncoding('utf8')) body += String(chunk);
  return { headers, body };
}
