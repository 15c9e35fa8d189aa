import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { FediversePeer, type Malice, sendJson } from '../../../test/peers/fediverse-peer.ts';
import { ManualClock, systemClock } from '../../platform/clock.ts';
import type { Verdict } from '../remote.ts';
import type { Envoy } from './envoy.ts';
import { channelIri as actorIri, envoyFor } from './testing.ts';

const inbox = `${actorIri}/inbox`;

async function openPeers(t: TestContext, count = 1): Promise<[FediversePeer, ...FediversePeer[]]> {
  const peers = await Promise.all(Array.from({ length: count }, () => FediversePeer.open()));
  t.after(() => Promise.all(peers.map((peer) => peer.close())));
  return peers as [FediversePeer, ...FediversePeer[]];
}

/** What the envoy makes of an activity that `name` posts. */
function judge(
  envoy: Envoy,
  peer: FediversePeer,
  name: string,
  activity: Readonly<Record<string, unknown>>,
  malice: Malice = {},
): Promise<Verdict> {
  const body = JSON.stringify(activity);
  const headers = { ...peer.sign(inbox, body, name, malice), host: 'tv.example' };
  return envoy.call('verify', { url: inbox, headers, body: malice.bodyAfterwards ?? body });
}

const kindOf = async (verdict: Promise<Verdict>): Promise<string> => {
  const { kind, ...rest } = await verdict;
  return kind === 'refused' && 'status' in rest ? `${kind} ${rest.status}` : kind;
};

describe('The envoy, of what is posted to the inbox', () => {
  it('believes what its sender signed, and knows the sender by its own document', async (t) => {
    const [peer] = await openPeers(t);
    const verdict = await judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Follow', actorIri));
    assert.ok(verdict.kind === 'verified');
    const { account, inbox: own, sharedInbox, name } = verdict.actor;
    assert.deepEqual(
      [account, own, sharedInbox, name],
      [`ann@${peer.host}`, `${peer.actor('ann')}/inbox`, `${peer.url}/inbox`, 'ann of the peer'],
    );
    assert.deepEqual(
      [verdict.activity.kind, 'object' in verdict.activity && verdict.activity.object],
      ['Follow', actorIri],
    );
  });

  it('does not believe a body that was changed, another key, or the key of another account', async (t) => {
    const [peer] = await openPeers(t);
    const envoy = envoyFor();
    const follow = peer.activity('ann', 'Follow', actorIri);
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const changed = JSON.stringify({ ...follow, object: 'http://tv.example/else' });
    assert.equal(await kindOf(judge(envoy, peer, 'ann', follow, { bodyAfterwards: changed })), 'refused 401');
    assert.equal(await kindOf(judge(envoy, peer, 'ann', follow, { privateKey: stranger })), 'refused 401');
    assert.equal(await kindOf(judge(envoy, peer, 'bob', follow)), 'refused 403');
  });

  it('does not believe a document elsewhere that says whose key it is', async (t) => {
    const [evil, victim] = await openPeers(t, 2);
    assert.ok(victim);
    const key = (owner: string) => ({ id: `${evil.url}/key`, owner, publicKeyPem: evil.publicKeyPem });
    const forged = victim.activity('ann', 'Follow', actorIri);
    const malice = { keyId: `${evil.url}/key` };
    const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'];
    const documents: Readonly<Record<string, object>> = {
      'a key by itself': { '@context': context, type: 'Key', ...key(victim.actor('ann')) },
      'an account whose key is said to be of another': evil.document('eve', { publicKey: key(victim.actor('ann')) }),
      'the document of the victim': victim.document('ann', { publicKey: key(victim.actor('ann')) }),
    };
    for (const [what, document] of Object.entries(documents)) {
      evil.routes.set('/key', (_request, response) => sendJson(response, document));
      assert.match(await kindOf(judge(envoyFor(), evil, 'eve', forged, malice)), /refused/, what);
    }
  });

  it('does not follow an account to another server, nor to another account', async (t) => {
    const [evil, victim] = await openPeers(t, 2);
    assert.ok(victim);
    for (const place of [victim.actor('ann'), evil.actor('bob')]) {
      evil.routes.set('/users/eve', (_request, response) => void response.writeHead(302, { location: place }).end());
      assert.equal(
        await kindOf(judge(envoyFor(), evil, 'eve', evil.activity('eve', 'Follow', actorIri))),
        'refused 401',
      );
    }
  });

  it('takes only documents of the fediverse: a file that was uploaded there is none', async (t) => {
    const [peer] = await openPeers(t);
    for (const type of ['text/plain', 'application/json', 'image/png', 'application/activity+jsonx']) {
      peer.routes.set('/users/ann', (_request, response) => sendJson(response, peer.document('ann'), type));
      assert.equal(await kindOf(judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Like', actorIri))), 'refused 401');
    }
  });

  it('reads no document without end, and follows no redirect without end', async (t) => {
    const [peer] = await openPeers(t);
    const flood = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'application/activity+json' });
      const piece = Buffer.alloc(64 * 1024, 0x20);
      const pour = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    };
    peer.routes.set('/users/ann', flood);
    assert.equal(await kindOf(judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Like', actorIri))), 'refused 401');
    let hops = 0;
    peer.routes.set('/users/bob', (_request, response) => {
      hops += 1;
      response.writeHead(302, { location: `${peer.url}/users/bob` }).end();
    });
    assert.equal(await kindOf(judge(envoyFor(), peer, 'bob', peer.activity('bob', 'Like', actorIri))), 'refused 401');
    assert.ok(hops <= 4);
  });

  it('waits for no server longer than a few seconds', async (t) => {
    const [peer] = await openPeers(t);
    const clock = new ManualClock(systemClock.wallMs());
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    peer.routes.set('/users/ann', () => isAsked());
    const verdict = judge(envoyFor(true, clock), peer, 'ann', peer.activity('ann', 'Like', actorIri));
    await asked;
    clock.advance(8_000);
    assert.equal(await kindOf(verdict), 'refused 401');
  });

  it('waits no longer for one that drips a byte at a time', async (t) => {
    const [peer] = await openPeers(t);
    const clock = new ManualClock(systemClock.wallMs());
    let bytes = 0;
    peer.routes.set('/users/ann', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/activity+json' });
      const drip = setInterval(() => {
        response.write(' ');
        bytes += 1;
        // So that seconds pass here as they do there.
        clock.advance(1_000);
      }, 5);
      response.on('close', () => clearInterval(drip));
    });
    const verdict = judge(envoyFor(true, clock), peer, 'ann', peer.activity('ann', 'Like', actorIri));
    assert.equal(await kindOf(verdict), 'refused 401');
    assert.ok(bytes >= 1 && bytes <= 20, `${bytes} bytes`);
  });

  it('fetches no picture of an account, and hands on no address of one that leads browsers astray', async (t) => {
    const [peer] = await openPeers(t);
    let asked = 0;
    for (const path of ['/huge.png', '/a.svg', '/moving.gif'])
      peer.routes.set(path, (_request, response) => {
        asked += 1;
        response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(1_000_000));
      });
    const shown = async (url: string): Promise<string | null> => {
      const icon = { type: 'Image', mediaType: 'image/png', url };
      peer.routes.set('/users/ann', (_request, response) => sendJson(response, peer.document('ann', { icon })));
      const found = await envoyFor().call('find', { who: peer.actor('ann'), isFresh: true });
      assert.ok(found.kind === 'found', url);
      return found.actor.image;
    };
    for (const path of ['/huge.png', '/a.svg', '/moving.gif'])
      assert.equal(await shown(`${peer.url}${path}`), `${peer.url}${path}`);
    for (const url of ['javascript:alert(1)', 'data:image/svg+xml,<svg/>', 'https://user:secret@social.example/a.png'])
      assert.equal(await shown(url), null, url);
    assert.equal(asked, 0);
  });

  it('makes of the name of an account one that can be shown, and of no address more than one', async (t) => {
    const [peer] = await openPeers(t);
    const long = 'x'.repeat(100_000);
    const find = async (changes: Readonly<Record<string, unknown>>) => {
      peer.routes.set('/users/ann', (_request, response) => sendJson(response, peer.document('ann', changes)));
      return envoyFor().call('find', { who: peer.actor('ann'), isFresh: true });
    };
    const named = await find({ preferredUsername: `\u202eann\n${long}`, url: `${peer.url}/${long}` });
    assert.ok(named.kind === 'found');
    assert.equal(named.actor.account, `ann ${'x'.repeat(123)}…@${peer.host}`);
    assert.equal(named.actor.url, null);
    const shared = await find({ endpoints: { sharedInbox: `${peer.url}/${long}` } });
    assert.equal(shared.kind === 'found' && shared.actor.sharedInbox, null);
    for (const changes of [{ inbox: `${peer.url}/${long}` }, { preferredUsername: '\u202e' }])
      assert.equal((await find(changes)).kind, 'failed');
  });

  it('fetches nothing that a stranger names as context, and takes it for empty', async (t) => {
    const [peer] = await openPeers(t);
    let asked = 0;
    peer.routes.set('/context', () => void (asked += 1));
    const context = ['https://www.w3.org/ns/activitystreams', `${peer.url}/context`];
    const like = { ...peer.activity('ann', 'Like', actorIri), '@context': context };
    assert.equal(await kindOf(judge(envoyFor(), peer, 'ann', like)), 'verified');
    assert.equal(asked, 0);
  });

  it('does not take an activity that reads otherwise once its context is heeded', async (t) => {
    const [peer] = await openPeers(t);
    const context = [
      'https://www.w3.org/ns/activitystreams',
      { actor: null, performer: { '@id': 'as:actor', '@type': '@id' } },
    ];
    const two = { ...peer.activity('ann', 'Like', actorIri), '@context': context, performer: peer.actor('bob') };
    assert.match(await kindOf(judge(envoyFor(), peer, 'ann', two)), /refused/);
    const hidden = peer.activity('bob', 'Delete', peer.actor('bob'));
    const like = peer.activity('ann', 'Like', actorIri);
    const shapes: Readonly<Record<string, object>> = {
      'a graph': {
        '@context': like['@context'],
        '@graph': [hidden],
        id: like['id'],
        actor: like['actor'],
        type: 'Like',
      },
      'something included': { ...like, '@included': [hidden] },
      'a blank node': { ...like, id: '_:b0' },
      'a name in place of another': { ...like, '@id': peer.activity('bob', 'Like', actorIri)['id'] },
    };
    for (const [what, activity] of Object.entries(shapes)) {
      const verdict = await judge(envoyFor(), peer, 'ann', activity as Readonly<Record<string, unknown>>);
      const isHarmless =
        verdict.kind !== 'verified' || (verdict.actor.iri === peer.actor('ann') && verdict.activity.kind === 'Like');
      assert.ok(isHarmless, `${what}: ${JSON.stringify(verdict)}`);
    }
  });

  it('does not take a note along that is of another server', async (t) => {
    const [peer, victim] = await openPeers(t, 2);
    assert.ok(victim);
    const create = peer.activity('ann', 'Create', victim.note('eve', 'I never said this'));
    const verdict = await judge(envoyFor(), peer, 'ann', create);
    assert.ok(verdict.kind === 'verified' && verdict.activity.kind === 'Create');
    assert.equal(verdict.activity.note, null);
  });

  it('understands what takes back a Follow that has no name of its own, as Owncast writes it', async (t) => {
    const [peer] = await openPeers(t);
    const follow = { type: 'Follow', actor: peer.actor('ann'), object: actorIri };
    const verdict = await judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Undo', follow));
    assert.ok(verdict.kind === 'verified' && verdict.activity.kind === 'Undo');
    assert.deepEqual([verdict.activity.objectKind, verdict.activity.about], ['Follow', actorIri]);
    const nothing = await judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Undo', {}));
    assert.equal(nothing.kind, 'unknown');
  });

  it('asks for few documents to prove a post, however many keys the account names', async (t) => {
    const [peer, victim] = await openPeers(t, 2);
    assert.ok(victim);
    let asked = 0;
    const publicKey = Array.from({ length: 200 }, (_, count) => {
      victim.routes.set(`/${count}`, (_request, response) => {
        asked += 1;
        response.writeHead(404).end();
      });
      return `${victim.url}/${count}`;
    });
    peer.routes.set('/users/eve', (_request, response) => sendJson(response, peer.document('eve', { publicKey })));
    assert.equal(await kindOf(judge(envoyFor(), peer, 'eve', peer.activity('eve', 'Like', actorIri))), 'refused 401');
    assert.ok(asked <= 6, `${asked} questions`);
  });

  it('knows when an account is gone', async (t) => {
    const [peer] = await openPeers(t);
    peer.routes.set('/users/ann', (_request, response) => void response.writeHead(410).end());
    const verdict = await judge(envoyFor(), peer, 'ann', peer.activity('ann', 'Delete', peer.actor('ann')));
    assert.deepEqual(verdict, { kind: 'gone', actorIri: peer.actor('ann') });
  });

  it('does not take an account for gone because a stranger names a key that its server does not know', async (t) => {
    const [peer] = await openPeers(t);
    const end = peer.activity('ann', 'Delete', peer.actor('ann'));
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const malice = { keyId: `${peer.url}/nothing`, privateKey: stranger };
    assert.equal(await kindOf(judge(envoyFor(), peer, 'ann', end, malice)), 'refused 401');
    // A key may have an address of its own, which goes with the account.
    const envoy = envoyFor();
    await envoy.call('find', { who: peer.actor('ann'), isFresh: true });
    peer.routes.set('/users/ann', (_request, response) => void response.writeHead(410).end());
    assert.equal(await kindOf(judge(envoy, peer, 'ann', end, malice)), 'gone');
  });

  it('asks a server once for the key of many posts, and leaves one alone that fails', async (t) => {
    const [peer] = await openPeers(t);
    let asked = 0;
    const count = (status: number) => (_request: IncomingMessage, response: ServerResponse) => {
      asked += 1;
      if (status === 200) sendJson(response, peer.document('ann'));
      else response.writeHead(status).end();
    };
    const envoy = envoyFor();
    const likeOften = () =>
      Promise.all(Array.from({ length: 8 }, () => judge(envoy, peer, 'ann', peer.activity('ann', 'Like', actorIri))));
    peer.routes.set('/users/ann', count(200));
    await likeOften();
    assert.equal(asked, 1);
    peer.routes.set('/users/bob', count(500));
    for (let times = 0; times < 3; times++) await judge(envoy, peer, 'bob', peer.activity('bob', 'Like', actorIri));
    assert.equal(asked, 2);
  });

  it('never asks a server on this machine or its network unless it may', async (t) => {
    const [peer] = await openPeers(t);
    let asked = 0;
    peer.routes.set('/users/ann', () => void (asked += 1));
    assert.equal(
      await kindOf(judge(envoyFor(false), peer, 'ann', peer.activity('ann', 'Like', actorIri))),
      'refused 401',
    );
    assert.equal((await envoyFor(false).call('find', { who: `ann@${peer.host}`, isFresh: true })).kind, 'failed');
    const delivered = await envoyFor(false).call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' });
    assert.equal(delivered.kind, 'failed');
    assert.deepEqual([asked, peer.arrived], [0, []]);
  });
});

describe('The envoy, of what it brings to others', () => {
  it('waits as long as it is asked to, in seconds or until a time', async (t) => {
    const [peer] = await openPeers(t);
    const clock = new ManualClock(Date.parse('2026-11-30T12:00:00Z'));
    const waits: unknown[] = [];
    for (const stated of ['120', 'Mon, 30 Nov 2026 12:05:00 GMT', 'Mon, 30 Nov 2026 11:00:00 GMT', 'soon', '']) {
      peer.routes.set('/inbox', (_request, response) => void response.writeHead(503, { 'retry-after': stated }).end());
      const outcome = await envoyFor(true, clock).call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' });
      waits.push(outcome.kind === 'failed' ? outcome.retryAfterMs : outcome.kind);
    }
    assert.deepEqual(waits, [120_000, 300_000, 0, null, null]);
  });

  it('tells what came of it', async (t) => {
    const [peer] = await openPeers(t);
    const outcomes: string[] = [];
    for (const status of [202, 400, 404, 410, 429, 500, 301]) {
      peer.inboxStatus = status;
      outcomes.push((await envoyFor().call('deliver', { inbox: `${peer.url}/inbox`, body: '{}' })).kind);
    }
    assert.deepEqual(outcomes, ['delivered', 'refused', 'missing', 'gone', 'failed', 'failed', 'failed']);
  });
});

describe('The envoy, of accounts that people name', () => {
  it('finds them by name and by address, and where to follow from', async (t) => {
    const [peer] = await openPeers(t);
    const found = await envoyFor().call('find', { who: `@ann@${peer.host}`, isFresh: true });
    assert.ok(found.kind === 'found');
    assert.deepEqual([found.actor.iri, found.subscribe], [peer.actor('ann'), `${peer.url}/follow?uri={uri}`]);
    assert.equal((await envoyFor().call('find', { who: peer.actor('bob'), isFresh: true })).kind, 'found');
  });

  it('finds them by their page, where its server says that it is theirs', async (t) => {
    const [peer, other] = await openPeers(t, 2);
    assert.ok(other);
    const find = (who: string) => envoyFor().call('find', { who, isFresh: true });
    peer.routes.set('/@ann', (_request, response) => sendJson(response, peer.document('ann')));
    peer.routes.set('/@eve', (_request, response) => sendJson(response, other.document('eve')));
    const found = await find(`${peer.url}/@ann`);
    assert.ok(found.kind === 'found');
    assert.equal(found.actor.iri, peer.actor('ann'));
    assert.equal((await find(`${peer.url}/@eve`)).kind, 'failed');
  });

  it('finds whose a station is by the address of its page', async (t) => {
    const [peer] = await openPeers(t);
    const find = () => envoyFor().call('find', { who: `${peer.url}/`, isFresh: true });
    assert.equal((await find()).kind, 'failed');
    peer.routes.set('/nodeinfo/2.0', (_request, response) =>
      sendJson(response, { metadata: { federation: { username: 'ann' } } }, 'application/json'),
    );
    const found = await find();
    assert.ok(found.kind === 'found');
    assert.equal(found.actor.iri, peer.actor('ann'));
  });

  it('reads no answer without end, follows no redirect without end, and none to this machine', async (t) => {
    const [peer] = await openPeers(t);
    let hops = 0;
    const answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
      'a gigabyte': (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/jrd+json' });
        const pour = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 0x20)));
          if (!response.destroyed) response.once('drain', pour);
        };
        pour();
      },
      'a circle': (request, response) => {
        hops += 1;
        response.writeHead(302, { location: `${peer.url}${request.url}` }).end();
      },
    };
    for (const [what, answer] of Object.entries(answers)) {
      peer.routes.set('/.well-known/webfinger', answer);
      const found = await envoyFor().call('find', { who: `ann@${peer.host}`, isFresh: true });
      assert.equal(found.kind, 'failed', what);
    }
    assert.ok(hops >= 1 && hops <= 4);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', '2130706433', '0x7f.1'])
      assert.equal((await envoyFor(false).call('find', { who: `ann@${host}`, isFresh: true })).kind, 'failed', host);
  });

  it('says why it does not find one', async (t) => {
    const [peer] = await openPeers(t);
    for (const who of ['ann', 'ann@', `${peer.url}/nobody`, 'file:///etc/passwd', `ann%0a@${peer.host}`]) {
      const found = await envoyFor().call('find', { who, isFresh: true });
      assert.equal(found.kind, 'failed', who);
    }
  });
});
