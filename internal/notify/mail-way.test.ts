import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { MailReceiver } from '../../test/peers/mail-receiver.ts';
import { MailWay } from './mail-way.ts';
import type { Notice } from './notice.ts';

const notice: Notice = {
  id: 'n1',
  event: 'live',
  channel: 'Nine',
  title: '',
  messages: { push: '', discord: '', mail: "I've gone live!", hook: '' },
  when: null,
  startWallMs: null,
  url: '',
};

/** E-mails that are handed in at a host with these addresses. */
function wayBy(port: number, addresses: readonly string[]): MailWay {
  const server = {
    host: 'localhost',
    port,
    security: 'none',
    user: '',
    password: '',
    from: 'nine@example.org',
  } as const;
  return new MailWay({
    server: () => server,
    resolve: () => Promise.resolve(addresses),
    newId: () => 'id',
    leaveUrl: () => null,
  });
}

describe('An e-mail', () => {
  it('is handed in at the next address of the host where nobody listens at the first', async (t) => {
    const mail = await MailReceiver.open({ user: '', password: '' }, true);
    t.after(() => mail.close());
    const outcome = await wayBy(mail.port, ['::1', '127.0.0.1']).deliver(notice, 'ada@example.org');
    assert.deepEqual(outcome, { kind: 'taken', status: 250 });
    assert.deepEqual(mail.received[0]?.to, ['ada@example.org']);
  });

  it('is handed in nowhere else once a server has answered', async (t) => {
    const mail = await MailReceiver.open({ user: '', password: '' }, true);
    t.after(() => mail.close());
    const outcome = await wayBy(mail.port, ['127.0.0.1', '127.0.0.1']).deliver(notice, 'nobody@example.org');
    assert.equal(outcome.status, 550);
  });

  it('is waited for no longer once the server stops', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const ending = new AbortController();
    const { port } = silent.address() as AddressInfo;
    const waiting = wayBy(port, ['127.0.0.1']).deliver(notice, 'ada@example.org', ending.signal);
    await once(silent, 'connection');
    ending.abort();
    assert.deepEqual(await waiting, { kind: 'refused', status: null, reason: 'The server stops.', isFinal: false });
  });
});
