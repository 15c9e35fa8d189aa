import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testStore } from './testing.ts';

describe('Stamps to quote by', () => {
  it('are kept up to a number, whoever asks for however many, and posts of any age beside them', (t) => {
    const { outbox } = testStore(t);
    outbox.add({ iri: 'post', kind: 'Note', json: '{}', isLiveNotice: false, createdWallMs: 1 });
    const stamps = Array.from({ length: 9 }, (_, number) => `stamp ${number}`);
    for (const iri of stamps) outbox.addStamp({ iri, json: '{}', createdWallMs: 2 }, 5);
    assert.deepEqual(
      stamps.filter((iri) => outbox.get(iri) !== null),
      stamps.slice(4),
    );
    assert.notEqual(outbox.get('post'), null);
    assert.deepEqual([outbox.count(), outbox.get('stamp 8')?.kind], [1, 'QuoteAuthorization']);
  });
});
