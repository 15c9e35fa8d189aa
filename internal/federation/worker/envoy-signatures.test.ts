import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { FediversePeer, sendJson } from '../../../test/peers/fediverse-peer.ts';
import { systemClock } from '../../platform/clock.ts';
import { acceptSignature, understood } from '../documents/capabilities.ts';
import { multibaseOf } from '../documents/proof.ts';
import { signByRfc9421 } from './rfc9421.ts';
import { channelIri, envoyFor, keysOf } from './testing.ts';

type Way = 'draft' | 'rsa' | 'ed25519';

interface Received {
  readonly way: Way;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A peer whose inboxes take only some ways of signing, and write down how each post was signed. */
async function openPeer(t: TestContext, takes: () => readonly Way[], asks: string | null = null) {
  const peer = await FediversePeer.open();
  t.after(() => peer.close());
  const received: Received[] = [];
  peer.routes.set('/inbox', (request, response) => {
    const headers = request.headers as Record<string, string>;
    const input = headers['signature-input'];
    const way = input === undefined ? 'draft' : input.includes('alg="ed25519"') ? 'ed25519' : 'rsa';
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ way, headers, body });
      if (asks !== null) response.setHeader('accept-signature', asks);
      response.writeHead(takes().includes(way) ? 202 : 401).end();
    });
  });
  return { peer, received, ways: () => received.map(({ way }) => way) };
}

describe('The envoy, of how it signs', () => {
  it('signs the other way when one is not taken, and keeps to what was', async (t) => {
    const { peer, ways } = await openPeer(t, () => ['rsa']);
    const envoy = envoyFor();
    for (let times = 0; times < 2; times++)
      assert.equal((await envoy.call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' })).kind, 'delivered');
    assert.deepEqual(ways(), ['draft', 'rsa', 'rsa']);
  });

  it('signs with Ed25519 where the answer asks for it, until that is refused after all', async (t) => {
    const takes: Way[] = ['draft', 'ed25519'];
    const { peer, ways } = await openPeer(t, () => takes, acceptSignature);
    const envoy = envoyFor();
    const tell = async () => (await envoy.call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' })).kind;
    assert.deepEqual([await tell(), await tell()], ['delivered', 'delivered']);
    assert.deepEqual(ways(), ['draft', 'ed25519']);
    takes.pop();
    assert.deepEqual([await tell(), await tell()], ['delivered', 'delivered']);
    assert.deepEqual(ways().slice(2), ['ed25519', 'draft', 'draft'], 'it is not believed again');
  });

  it('signs with Ed25519 at once where an account says that its server takes it, and for no other server', async (t) => {
    const [told, other] = await Promise.all([openPeer(t, () => ['ed25519', 'draft']), openPeer(t, () => ['draft'])]);
    const generator = { type: 'Application', implements: understood };
    const announce = (name: string, changes: object) =>
      told.peer.routes.set(`/users/${name}`, (_request, response) =>
        sendJson(response, told.peer.document(name, { generator, ...changes })),
      );
    announce('ann', {});
    announce('eve', { inbox: `${other.peer.url}/inbox` });
    const envoy = envoyFor();
    for (const name of ['ann', 'eve'])
      assert.equal((await envoy.call('find', { who: told.peer.actor(name), isFresh: true })).kind, 'found');
    for (const { peer } of [told, other]) await envoy.call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' });
    assert.deepEqual([told.ways(), other.ways()], [['ed25519'], ['draft']]);
  });

  it('signs so that another envoy believes it, each way', async (t) => {
    const takes: Way[] = [];
    const { peer, received } = await openPeer(t, () => takes, acceptSignature);
    // The channel's document lives at the peer for once.
    const own = `${peer.url}/channel`;
    const document = peer.document('streamer', { id: own, ...keysOf(own) });
    peer.routes.set('/channel', (_request, response) => sendJson(response, document));
    const sender = envoyFor(true, systemClock, own);
    const activity = { ...peer.activity('x', 'Like', channelIri), actor: own, id: `${peer.url}/likes/1` };
    const tell = () => sender.call('deliver', { inbox: `${peer.url}/inbox`, body: JSON.stringify(activity) });
    await tell();
    const plain = await openPeer(t, () => []);
    await envoyFor(true, systemClock, own).call('deliver', {
      inbox: `${plain.peer.url}/inbox`,
      body: JSON.stringify(activity),
    });
    assert.deepEqual(
      [...received, ...plain.received].map(({ way }) => way),
      ['draft', 'ed25519', 'draft', 'rsa'],
    );
    for (const { headers, body, way } of [...received, ...plain.received]) {
      const url = `http://${headers['host']}/inbox`;
      const verdict = await envoyFor().call('verify', { url, headers, body });
      assert.equal(verdict.kind, 'verified', way);
    }
  });
});

describe('The envoy, of what is signed with Ed25519', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const inbox = `${channelIri}/inbox`;

  async function judge(t: TestContext, changes: (own: string) => object, keyName = 'ed25519-key') {
    const peer = await FediversePeer.open();
    t.after(() => peer.close());
    const own = peer.actor('ann');
    const method = {
      id: `${own}#ed25519-key`,
      type: 'Multikey',
      controller: own,
      publicKeyMultibase: multibaseOf(publicKey),
    };
    peer.routes.set('/users/ann', (_request, response) =>
      sendJson(response, peer.document('ann', { assertionMethod: [{ ...method, ...changes(own) }] })),
    );
    const body = JSON.stringify(peer.activity('ann', 'Like', channelIri));
    const key = { id: `${own}#${keyName}`, privateKey };
    const unsigned = { url: inbox, method: 'POST', headers: { 'content-type': 'application/activity+json' }, body };
    const headers = signByRfc9421(unsigned, key, systemClock.wallMs());
    const verdict = await envoyFor().call('verify', { url: inbox, headers, body });
    return verdict.kind;
  }

  it('believes a key that the account names as its own, and no other', async (t) => {
    const stranger = generateKeyPairSync('ed25519').publicKey;
    assert.equal(await judge(t, () => ({})), 'verified');
    assert.equal(await judge(t, () => ({ publicKeyMultibase: multibaseOf(stranger) })), 'refused');
    assert.equal(await judge(t, () => ({ publicKeyMultibase: 'z6Mk' })), 'refused');
    assert.equal(await judge(t, (own) => ({ controller: `${own}-else` })), 'refused');
    assert.equal(await judge(t, (own) => ({ id: `${own}#other-key` })), 'refused');
    assert.equal(await judge(t, () => ({}), 'main-key'), 'refused', 'the key of RSA did not sign that');
  });
});
