import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../platform/clock.ts';
import { DocumentLoader } from './document-loader.ts';
import { KnownKeys } from './fedify.ts';

const documentCount = 600;

describe('What is remembered of strangers, whatever they call it', () => {
  /** A loader whose documents all have that in them besides their name; `asked` is what was fetched. */
  function loaderOf(more: object = {}) {
    const asked: string[] = [];
    const loader = new DocumentLoader({
      clock: systemClock,
      mayUseHttp: () => false,
      sign: () => ({}),
      outbound: {
        fetch: (url) => {
          asked.push(url);
          const body = Buffer.from(JSON.stringify({ id: url, ...more }));
          const headers = { 'content-type': 'application/activity+json' };
          return Promise.resolve({ kind: 'answered', status: 200, headers, body, url });
        },
      },
    });
    return { asked, loader };
  }
  const addressOf = (n: number): string => `https://far.example/users/ann?n=${n}`;

  it('is no more documents than it may be: the latest', async () => {
    const { asked, loader } = loaderOf();
    for (let n = 0; n < documentCount; n += 1) await loader.load(addressOf(n));
    await loader.load(addressOf(documentCount - 1));
    assert.equal(asked.length, documentCount, 'the latest is remembered');
    await loader.load(addressOf(0));
    assert.equal(asked.at(-1), addressOf(0), 'the first is forgotten');
  });

  it('is no more than fits into the memory of the thread, however large the documents are', async () => {
    const { asked, loader } = loaderOf({ name: 'x'.repeat(400_000) });
    const load = async (n: number): Promise<number> => (await loader.load(addressOf(n)), asked.length);
    for (let n = 0; n < 20; n += 1) await load(n);
    assert.equal(await load(15), 20, 'some are remembered');
    assert.equal(await load(5), 21, 'and no more than four megabytes of them');
  });

  it('is nothing that is in more parts than an account has, nor taken apart', async () => {
    const { loader } = loaderOf({ tag: Array.from({ length: 5_000 }, () => ({})) });
    await assert.rejects(loader.load(addressOf(0)), /too many parts/);
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
