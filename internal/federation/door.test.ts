import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { addressesOf } from './addresses.ts';
import { type DoorAnswer, InboxDoor } from './door.ts';
import type { Receiver } from './inbound/receiver.ts';
import type { Account } from './station.ts';
import type { PostedMessage, Worker } from './worker/calls.ts';

const account = {
  addresses: addressesOf('https://tv.example', 'streamer'),
  rules: { allowsLocal: false, blockedDomains: ['bad.example'] },
} as unknown as Account;

/** A door whose worker believes everybody but who is at the forger's address, at once or when it is let go. */
function build(
  given: {
    readonly holds?: Promise<void>;
    readonly known?: string;
    readonly blocked?: string;
    readonly forger?: string;
  } = {},
) {
  const clock = new ManualClock();
  const taken: string[] = [];
  let verified = 0;
  const worker: Worker = {
    call: async (_name, argument) => {
      verified += 1;
      await given.holds;
      const { from } = (argument as PostedMessage).headers;
      if (from === given.forger)
        return { kind: 'refused', status: 401, reason: 'The signature is not valid.' } as never;
      return { kind: 'verified', actor: {}, activity: {} } as never;
    },
  };
  const receiver: Pick<Receiver, 'take' | 'isKnown' | 'isBlocked' | 'forget'> = {
    take: (_account, _actor, { iri }) => Promise.resolve(void taken.push(iri)),
    isKnown: (iri) => iri === given.known,
    isBlocked: (iri) => iri === given.blocked,
    forget: () => {},
  };
  const door = new InboxDoor({
    clock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    worker,
    receiver: receiver as Receiver,
  });
  /** What an account is answered that posts something; `from` is the address that it comes from. */
  const post = (actor: string, activity: object = {}, from = '198.51.100.1'): Promise<DoorAnswer> => {
    const id = `${new URL(actor).origin}/things/${verified}`;
    const body = Buffer.from(JSON.stringify({ id, type: 'Like', actor, object: 'https://tv.example/1', ...activity }));
    const headers = {
      from,
      host: 'tv.example',
      date: new Date(clock.wallMs()).toUTCString(),
      digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
      'content-type': 'application/activity+json',
      signature: `keyId="${actor}#main-key",headers="(request-target) host date digest",signature="AAAA"`,
    };
    return door.take(account, { target: '/federation/inbox', headers, body, address: from });
  };
  return { clock, post, taken, verified: () => verified };
}

/** How many of the answers are of each status. */
function tally(answers: readonly DoorAnswer[]): Readonly<Record<number, number>> {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, ones]) => [status, ones.length]),
  );
}

const ann = 'https://social.example/users/ann';

describe('The door of the inbox', () => {
  it('lets one account do thirty things at once, then one in two seconds', async () => {
    const bench = build();
    const answers: DoorAnswer[] = [];
    for (let count = 0; count < 1_000; count += 1) answers.push(await bench.post(ann));
    assert.deepEqual(tally(answers), { 202: 30, 429: 970 });
    assert.equal(answers.at(-1)?.retryAfterSeconds, 60);
    assert.equal(bench.verified(), 30, 'nothing is reckoned with for the others');
    bench.clock.advance(2_000);
    assert.deepEqual(tally([await bench.post(ann), await bench.post(ann)]), { 202: 1, 429: 1 });
  });

  it('lets one server, and one address, send three hundred things at once, whoever there does them', async () => {
    for (const spreads of ['accounts', 'servers'] as const) {
      const bench = build();
      const answers: DoorAnswer[] = [];
      for (let count = 0; count < 10_000; count += 1) {
        const actor = spreads === 'accounts' ? `https://social.example/users/a${count}` : `https://s${count}.example/a`;
        const from = spreads === 'accounts' ? `198.51.${count >> 8}.${count & 255}` : '198.51.100.1';
        answers.push(await bench.post(actor, { type: 'Follow' }, from));
      }
      assert.deepEqual(tally(answers), { 202: 300, 429: 9_700 });
      const elsewhere = await bench.post('https://other.example/users/bea', {}, '203.0.113.9');
      assert.equal(elsewhere.status, 202, 'others are let in meanwhile');
    }
  });

  it('does not count what others send in the name of an account against it, nor against its server', async () => {
    const forger = '203.0.113.66';
    const bench = build({ forger, known: ann });
    assert.equal((await bench.post(ann)).status, 202);
    const forged: DoorAnswer[] = [];
    for (let count = 0; count < 290; count += 1) forged.push(await bench.post(ann, {}, forger));
    assert.deepEqual(tally(forged), { 401: 29, 429: 261 });
    for (let count = 0; count < 290; count += 1) {
      const nobody = `https://social.example/users/a${count}`;
      await bench.post(nobody, { type: 'Delete', object: nobody }, forger);
    }
    const answers: DoorAnswer[] = [await bench.post(ann)];
    for (let count = 0; count < 250; count += 1)
      answers.push(await bench.post(`https://social.example/users/b${count}`));
    assert.deepEqual(tally(answers), { 202: 251 });
  });

  it('has no more than two hundred looked at at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const bench = build({ holds: promise });
    const answers = Array.from({ length: 250 }, (_, count) => bench.post(`https://s${count}.example/a`));
    resolve();
    assert.deepEqual(tally(await Promise.all(answers)), { 202: 200, 503: 50 });
  });

  it('does not listen to whom the owner blocked, nor to a server, and has nothing fetched for them', async () => {
    const bench = build({ blocked: ann });
    for (const actor of [ann, 'https://bad.example/users/a', 'https://sub.bad.example/users/a'])
      assert.equal((await bench.post(actor)).status, 403);
    assert.equal(bench.verified(), 0);
  });

  it('fetches nothing for the end of an account that it does not know', async () => {
    const bench = build({ known: 'https://social.example/users/bob' });
    const remove = (actor: string) => bench.post(actor, { type: 'Delete', object: actor });
    assert.equal((await remove(ann)).status, 202);
    assert.equal(bench.verified(), 0);
    await remove('https://social.example/users/bob');
    assert.equal(bench.verified(), 1);
  });
});
