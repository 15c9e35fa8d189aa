import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { until } from '../peers/wait.ts';
import { Sandbox, type Server } from './sandbox.ts';

const sandbox = new Sandbox();
after(() => sandbox[Symbol.dispose]());

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string;
};

/** Does the simple RTMP handshake (RTMP 1.0, 5.2) and resolves with S0, S1 and S2. */
function shakeHands(port: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(8), randomBytes(1528)]));
    });
    let received = Buffer.alloc(0);
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer to the handshake')));
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (received.length < 3073) return;
      socket.destroy();
      resolve(received);
    });
  });
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function read(server: Server, path: string): Promise<{ type: string; text: string }> {
  const answer = await fetch(server.url + path);
  assert.equal(answer.status, 200, path);
  return { type: answer.headers.get('content-type') ?? '', text: await answer.text() };
}

describe('The executable, alone on a machine,', () => {
  it('says its version', async () => {
    const { code, out, err } = await sandbox.run('--version');
    assert.deepEqual({ code, out, err }, { code: 0, out: `aerial ${version}\n`, err: '' });
  });

  it('explains itself in lines that fit a terminal', async () => {
    const { code, out } = await sandbox.run('--help');
    assert.equal(code, 0);
    for (const word of ['serve', 'doctor', '--data', '--http-port', '--rtmp-port', '--stream-key']) {
      assert.ok(out.includes(word), word);
    }
    const tooLong = out.split('\n').filter((line) => line.length > 100);
    assert.deepEqual(tooLong, []);
  });

  it('finds this machine fit', async (t) => {
    const data = sandbox.directory('doctor-data');
    const { code, out } = await sandbox.run('doctor', '--data', data, '--http-port', '0', '--rtmp-port', '0');
    t.diagnostic(out);
    assert.equal(code, 0, out);
    assert.match(out, /ffmpeg/);
  });

  it('is smaller than 130 MB', (t) => {
    const bytes = statSync(sandbox.program).size;
    t.diagnostic(`${(bytes / 1e6).toFixed(1)} MB`);
    assert.ok(bytes < 130e6);
  });

  it('is on air, shows the page, greets an encoder, and stops cleanly', async (t) => {
    const data = sandbox.directory('data');
    const server = await sandbox.serve(data);
    const { child } = server.running;
    try {
      t.diagnostic(`listening after ${server.startMs.toFixed(0)} ms`);
      const page = await read(server, '/');
      assert.match(page.type, /^text\/html/);
      for (const [, path = ''] of page.text.matchAll(/(?:src|href)="(\/(?:assets|static)\/[^"]+)"/g))
        await read(server, path);
      const status = JSON.parse((await read(server, '/api/status')).text) as { online: boolean };
      assert.equal(status.online, false);

      const answer = await shakeHands(server.rtmpPort);
      assert.equal(answer[0], 3);

      const isSmall = (): boolean => residentBytes(child.pid) < 150e6;
      await until('it idles with less than 150 MB', isSmall, {
        timeoutMs: 20_000,
        explain: () => `${(residentBytes(child.pid) / 1e6).toFixed(0)} MB`,
      });
      t.diagnostic(`${(residentBytes(child.pid) / 1e6).toFixed(0)} MB resident`);

      assert.match(server.running.out, /rtmp:\/\/localhost/);
      assert.equal(readdirSync(join(data, 'native')).length, 1);
    } finally {
      const stoppingMs = performance.now();
      const exit = await child.stop('SIGTERM');
      assert.deepEqual(exit, { code: 0, signal: null });
      t.diagnostic(`stopped in ${(performance.now() - stoppingMs).toFixed(0)} ms`);
    }
  });

  it('starts again on the same data, also after it was killed', async () => {
    const data = sandbox.directory('killed-data');
    const first = await sandbox.serve(data);
    const key = /^\s+Key\s+(\S+)/m.exec(first.running.out)?.[1] ?? '';
    assert.ok(key.length >= 20, first.running.out);
    await first.running.child.stop('SIGKILL');

    const second = await sandbox.serve(data);
    const listed = await sandbox.run('keys', 'list', '--data', data);
    assert.ok(listed.out.includes(key), listed.out + listed.err);
    assert.deepEqual(await second.running.child.stop('SIGINT'), { code: 0, signal: null });
  });

  it('carries the terms that it and its parts came under', async () => {
    const { code, out } = await sandbox.run('licences');
    assert.equal(code, 0);
    assert.match(out, /MIT License/);
    assert.match(out, /^fastify \d/m);
  });
});
