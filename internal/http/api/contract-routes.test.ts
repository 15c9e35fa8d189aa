import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { AerialError } from '../../platform/errors.ts';
import { silentLogger } from '../../platform/log.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from '../contract/endpoint.ts';
import { contractRoutes, listenFor } from '../testing.ts';
import { WebServer } from '../web-server.ts';

const row = {
  method: 'POST',
  body: z.unknown(),
  summary: 'A thing.',
  group: 'Things',
  answer: { kind: 'empty' },
} as const;
const rows = defineEndpoints({
  tellThing: { ...row, access: 'anyone', path: '/api/told' },
  setThing: { ...row, access: 'admin', path: '/api/set', maxBodyBytes: 3_000_000 },
  noteThing: { ...row, access: 'admin', path: '/api/noted' },
});

/** A server whose admin is whoever says `please`. */
async function serve(t: TestContext): Promise<number> {
  const handlers = { tellThing: () => {}, setThing: () => {}, noteThing: () => {} };
  const server = new WebServer({
    log: silentLogger,
    early: [],
    routes: [
      contractRoutes({
        rows,
        handlers,
        gate: {
          admit: async (_access, { headers }) => {
            if (headers.authorization === 'please') return { kind: 'admin' };
            throw new AerialError('UNAUTHORIZED', { message: 'This is for the admin.', hint: 'Sign in.' });
          },
        },
      }),
    ],
  });
  return listenFor(t, server);
}

test('who may not call is told so before the body has come, so that nothing of it is kept', async (t) => {
  const socket = connect(await serve(t), '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('POST /api/set HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n');
  socket.write(' '.repeat(1_000_000));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.match(String(answer), /^HTTP\/1\.1 401 /);
  assert.match(String(answer), /cache-control: no-cache/);
});

test('the admin may send a megabyte, or more where a row says so, and anybody 64 kB', async (t) => {
  const port = await serve(t);
  const send = async (path: string, bytes: number): Promise<number> => {
    const body = JSON.stringify('x'.repeat(bytes - 2));
    const headers = { authorization: 'please' };
    return (await fetch(`http://127.0.0.1:${port}/api/${path}`, { method: 'POST', body, headers })).status;
  };
  assert.equal(await send('told', 65_536), 200);
  assert.equal(await send('told', 65_537), 413);
  assert.equal(await send('noted', 1_048_576), 200);
  assert.equal(await send('noted', 1_048_577), 413);
  assert.equal(await send('set', 3_000_000), 200);
});
