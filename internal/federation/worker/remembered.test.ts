import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../platform/clock.ts';
import { DocumentLoader } from './document-loader.ts';
import { KnownKeys } from './fedify.ts';

const documentCount = 600;

describe('What is remembered of strangers, whatever they call it', () => {
  it('is no more documents than it may be: the latest', async () => {
    const asked: string[] = [];
    const loader = new DocumentLoader({
      clock: systemClock,
      mayUseHttp: () => false,
      sign: () => ({}),
      outbound: {
        fetch: (url) => {
          asked.push(url);
          const body = Buffer.from(JSON.stringify({ id: url }));
          const headers = { 'content-type': 'application/activity+json' };
          return Promise.resolve({ kind: 'answered', status: 200, headers, body, url });
        },
      },
    });
    const addressOf = (n: number): string => `https://far.example/users/ann?n=${n}`;
    for (let n = 0; n < documentCount; n += 1) await loader.load(addressOf(n));
    await loader.load(addressOf(documentCount - 1));
    assert.equal(asked.length, documentCount, 'the latest is remembered');
    await loader.load(addressOf(0));
    assert.equal(asked.at(-1), addressOf(0), 'the first is forgotten');
  });

  it('is no more keys than it may be, and each for a while', async () => {
    let nowMs = 0;
    const keys = new KnownKeys({ nowMs: () => nowMs, limits: { entries: 2, lifeMs: 1000 } });
    const [first, second, third] = ['a', 'b', 'c'].map((name) => new URL(`https://far.example/${name}#key`));
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    for (const keyId of [first, second, third]) await keys.set(keyId, { of: keyId.href });
    assert.equal(await keys.get(first), undefined);
    assert.deepEqual(await keys.get(third), { of: third.href });
    await keys.set(second, null);
    assert.equal(await keys.get(second), undefined, 'one that is no more is forgotten');
    nowMs = 1000;
    assert.equal(await keys.get(third), undefined, 'the time is up');
  });
});
