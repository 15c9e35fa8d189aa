import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import type { Json } from './documents/terms.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { account, iriOf, remote } from './testing.ts';
import type { Worker } from './worker/calls.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function build(blocked: readonly string[] = []) {
  const clock = new ManualClock();
  const sent: Json[] = [];
  const later: Json[] = [];
  /** Accounts that names lead to, where that is not what they say. */
  const leads = new Map<string, string>();
  const worker = {
    call: (name: string, argument: { readonly who?: string; readonly body?: string }) => {
      if (name === 'deliver') {
        sent.push(JSON.parse(argument.body ?? '') as Json);
        return Promise.resolve({ kind: 'delivered' });
      }
      const who = argument.who ?? '';
      const actor = remote(leads.get(who) ?? who.split('@', 1)[0] ?? '');
      return Promise.resolve({ kind: 'found', actor, subscribe: null });
    },
  } as unknown as Worker;
  let ids = 0;
  const codes = new SignInCodes({
    clock,
    worker,
    account: () => account,
    isBlocked: (iri) => blocked.includes(iri),
    deliveries: { send: (activity) => void later.push(activity) },
    newId: () => String((ids += 1)),
    randomInt: () => 4_711,
  });
  const begin = async (who = 'ann@social.example', address = '203.0.113.9', tokenHash = 'ann') =>
    (await codes.begin({ account: who, address, visitor: { userId: tokenHash, tokenHash } })).kind;
  return { begin, clock, codes, later, leads, sent };
}

describe('Codes to sign in', () => {
  it('prove an account to whoever asked, once, and are taken back then', async () => {
    const { begin, codes, later, sent } = build();
    assert.equal(await begin(), 'sent');
    assert.match(JSON.stringify(sent[0]), /<p>004711 is your code/);
    assert.equal(codes.check('eve', '004711').kind, 'wrong');
    const proved = codes.check('ann', ' 004711 ');
    assert.ok(proved.kind === 'proved');
    assert.deepEqual([proved.account, proved.actorIri], ['ann@social.example', iriOf('ann')]);
    assert.equal(codes.check('ann', '004711').kind, 'wrong');
    assert.deepEqual(
      later.map(({ type }) => type),
      ['Delete'],
    );
  });

  it('are good for five guesses and ten minutes', async () => {
    const guessed = build();
    await guessed.begin();
    for (let guess = 0; guess < 5; guess += 1) assert.equal(guessed.codes.check('ann', `${guess}`).kind, 'wrong');
    assert.equal(guessed.codes.check('ann', '004711').kind, 'wrong');
    const late = build();
    await late.begin();
    late.clock.advance(10 * MINUTE_MS + 1);
    assert.equal(late.codes.check('ann', '004711').kind, 'wrong');
  });

  it('bother nobody: an account gets one in ten minutes and three a day, whoever asks', async () => {
    const { begin, clock, sent } = build();
    let asked = 0;
    for (let passedMs = 0; passedMs < DAY_MS; passedMs += 5 * MINUTE_MS) {
      await begin('ann@social.example', `198.51.100.${asked % 200}`, `${(asked += 1)}`);
      if (asked === 2) assert.equal(sent.length, 1, 'ten minutes have to pass');
      clock.advance(5 * MINUTE_MS);
    }
    assert.ok(sent.length >= 3 && sent.length <= 6, `${sent.length} were sent in a day`);
  });

  it('bother nobody by other names of theirs, on a server that is made for it', async () => {
    const { begin, leads, sent } = build();
    for (let count = 0; count < 20; count += 1) {
      leads.set(`u${count}@evil.example`, 'ann');
      await begin(`u${count}@evil.example`, `198.51.100.${count}`, `${count}`);
    }
    assert.equal(sent.length, 1);
  });

  it('are not sent to who is blocked or has blocked, nor as often as somebody likes', async () => {
    const { begin, sent } = build([iriOf('eve')]);
    assert.equal(await begin('eve@social.example'), 'refused');
    assert.equal(await begin('no account'), 'refused');
    assert.equal(await begin('ann@social.example'), 'sent');
    assert.equal(await begin('bob@social.example'), 'sent');
    assert.equal(await begin('cid@social.example'), 'busy', 'three from one address in ten minutes');
    for (let count = 0; count < 40; count += 1)
      await begin(`${'abcdefgh'[count % 8]}${'xyzvw'[count % 5]}@social.example`, `198.51.100.${count}`, `${count}`);
    assert.ok(sent.length <= 30, 'thirty to one server');
  });
});
