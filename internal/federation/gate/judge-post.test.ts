import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type GateNeeds, judgePost } from './judge-post.ts';
import { isModest } from './nesting.ts';
import { TokenBuckets } from './token-buckets.ts';

const nowWallMs = 1_700_000_000_000;
const needs: GateNeeds = { nowWallMs, allowsHttp: false, isBlocked: (host) => host === 'spam.example' };
const follow = {
  id: 'https://social.example/follows/1',
  type: 'Follow',
  actor: 'https://social.example/users/ann',
  object: 'https://tv.example/federation/user/streamer',
};
const covered = '(request-target) host date digest';

interface Change {
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly keyId?: string;
  readonly covered?: string;
}

/** A post that is fit, with what is changed about it; the status of the refusal, 202 where there is none. */
function statusOf(change: Change = {}, changedNeeds: Partial<GateNeeds> = {}): number {
  const body = Buffer.from(change.text ?? JSON.stringify(change.body ?? follow));
  const keyId = change.keyId ?? 'https://social.example/users/ann#main-key';
  const headers: Record<string, string | undefined> = {
    host: 'tv.example',
    date: new Date(nowWallMs).toUTCString(),
    digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    'content-type': 'application/activity+json',
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${change.covered ?? covered}",signature="AAAA"`,
    ...change.headers,
  };
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const verdict = judgePost({ headers: Object.fromEntries(present), body }, { ...needs, ...changedNeeds });
  return verdict.kind === 'fit' ? 202 : verdict.status;
}

const wrap = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const modern = (names: string): Record<string, string> => ({
  signature: 'sig1=:AAAA:',
  'signature-input': `sig1=(${names});created=${nowWallMs / 1000};keyid="https://social.example/users/ann#main-key"`,
  'content-digest': `sha-256=:${createHash('sha256').update(JSON.stringify(follow)).digest('base64')}:`,
});

describe('The gate of the inbox', () => {
  it('lets fit posts in, with either kind of signature', () => {
    assert.equal(statusOf(), 202);
    assert.equal(statusOf({ headers: { 'content-type': 'application/ld+json; profile="x"' } }), 202);
    assert.equal(statusOf({ headers: modern('"@method" "@target-uri" "content-digest"') }), 202);
  });

  const refusals: readonly (readonly [what: string, status: number, change: Change])[] = [
    ['what is no activity by its type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['what is JSON of any kind', 415, { headers: { 'content-type': 'application/json' } }],
    ['what is not signed', 401, { headers: { signature: undefined } }],
    ['what is signed without a key', 401, { headers: { signature: 'signature="AAAA"' } }],
    ['a signature without the digest', 401, { covered: '(request-target) host date' }],
    ['a signature without the target', 401, { covered: 'host date digest' }],
    ['a signature without the host: it would be good at any server', 401, { covered: '(request-target) date digest' }],
    ['a signature of the digest alone', 401, { covered: 'digest' }],
    ['a modern signature without the body', 401, { headers: modern('"@method" "@target-uri"') }],
    ['a modern signature without the address', 401, { headers: modern('"@method" "content-digest"') }],
    ['no digest', 401, { headers: { digest: undefined } }],
    ['another digest', 401, { headers: { digest: `SHA-256=${Buffer.alloc(32).toString('base64')}` } }],
    ['a digest of a kind that is broken', 401, { headers: { digest: 'MD5=1B2M2Y8AsgTpgAmY7PhCfg==' } }],
    ['what was sent two days ago', 401, { headers: { date: new Date(nowWallMs - 172_800_000).toUTCString() } }],
    ['what will be sent in two days', 401, { headers: { date: new Date(nowWallMs + 172_800_000).toUTCString() } }],
    ['what has no date', 401, { headers: { date: undefined } }],
    ['what is no JSON', 400, { text: 'no' }],
    ['null', 400, { text: 'null' }],
    ['a list', 400, { text: '[]' }],
    ['a thousand lists in each other', 400, { text: wrap(1000) }],
    ['a thousand objects in each other', 400, { text: `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}` }],
    [
      'a signature within the body in place of one of the request',
      401,
      {
        body: { ...follow, signature: { type: 'RsaSignature2017', signatureValue: 'AAAA' } },
        headers: { signature: undefined },
      },
    ],
    ['ten thousand recipients', 400, { body: { ...follow, to: Array.from({ length: 10_000 }, () => 'x') } }],
    ['a quarter of a megabyte and more', 413, { text: ' '.repeat(256 * 1024 + 1) }],
    ['several senders', 400, { body: { ...follow, actor: [follow.actor, 'https://evil.example/'] } }],
    ['a sender that comes along', 400, { body: { ...follow, actor: { id: follow.actor, name: 'The Pope' } } }],
    ['an activity whose name is a book', 400, { body: { ...follow, id: `${follow.id}${'0'.repeat(2048)}` } }],
    ['a note whose name is a book', 400, { body: note({ id: `https://social.example/${'0'.repeat(2048)}` }) }],
    ['an activity without a name', 400, { body: { ...follow, id: undefined } }],
    ['an activity of another server', 401, { body: { ...follow, id: 'https://evil.example/1' } }],
    ['a key of another server', 401, { keyId: 'https://evil.example/key' }],
    ['a sender without a server', 400, { body: { ...follow, actor: 'data:text/plain,x' } }],
    ['a sender on http', 400, { body: { ...follow, actor: 'http://social.example/users/ann' } }],
    ['a note of somebody else', 401, { body: note({ attributedTo: 'https://victim.example/users/eve' }) }],
    ['a note of another server', 401, { body: note({ id: 'https://victim.example/notes/1' }) }],
  ];
  for (const [what, status, change] of refusals)
    it(`refuses ${what}`, () => {
      assert.equal(statusOf(change), status);
    });

  it('refuses what comes from a server that is blocked', () => {
    assert.equal(statusOf({}, { isBlocked: () => true }), 403);
  });

  it('takes an hour of delay: servers try for long', () => {
    assert.equal(statusOf({ headers: { date: new Date(nowWallMs - 50 * 60_000).toUTCString() } }), 202);
  });
});

function note(change: object): object {
  const own = { id: 'https://social.example/notes/1', type: 'Note', attributedTo: follow.actor };
  return { ...follow, type: 'Create', object: { ...own, ...change } };
}

describe('isModest', () => {
  it('looks past brackets in texts, and at quotes that are escaped', () => {
    assert.equal(isModest(Buffer.from(JSON.stringify({ text: `${'['.repeat(500)}"\\"` }))), true);
    assert.equal(isModest(Buffer.from('"never ends')), true);
    assert.equal(isModest(Buffer.from(wrap(25))), false);
    assert.equal(isModest(Buffer.from(wrap(24))), true);
  });
});

describe('TokenBuckets', () => {
  it('let a burst through, then so many a minute, for each name by itself', () => {
    const buckets = new TokenBuckets({ burst: 2, perMinute: 6, names: 2 });
    assert.deepEqual([buckets.take('a', 0), buckets.take('a', 0), buckets.take('a', 0)], [true, true, false]);
    assert.equal(buckets.take('b', 0), true);
    assert.deepEqual([buckets.take('a', 9_999), buckets.take('a', 10_001)], [false, true]);
  });

  it('forget the name that was longest quiet', () => {
    const buckets = new TokenBuckets({ burst: 1, perMinute: 0, names: 1 });
    buckets.take('a', 0);
    buckets.take('b', 0);
    assert.equal(buckets.take('a', 0), true);
  });
});
