import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryDirectory, testStore } from './testing.ts';

const picture = (name: string, words: string) => ({
  name,
  mediaType: 'image/png',
  bytes: Buffer.from(words),
  digest: `digest of ${words}`,
});

test('pictures are kept by kind and name, and outlive the process', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.artwork.put('emoji', picture('b.png', 'one'));
  store.artwork.put('emoji', picture('a.png', 'two'));
  store.artwork.put('emoji', picture('b.png', 'three'));
  store.artwork.put('logo', picture('b.png', 'four'));
  store.close();
  const { artwork } = testStore(t, { directory });
  assert.deepEqual(artwork.list('emoji'), [
    { name: 'a.png', digest: 'digest of two' },
    { name: 'b.png', digest: 'digest of three' },
  ]);
  assert.deepEqual(artwork.get('emoji', 'b.png'), picture('b.png', 'three'));
  assert.equal(artwork.get('favicon', 'b.png'), null);
});

test('one of a kind takes the place of all others of it', (t) => {
  const { artwork } = testStore(t);
  artwork.put('emoji', picture('a.png', 'one'));
  artwork.putOnly('logo', picture('logo.png', 'one'));
  artwork.putOnly('logo', picture('logo.svg', 'two'));
  assert.deepEqual(artwork.list('logo'), [{ name: 'logo.svg', digest: 'digest of two' }]);
  assert.equal(artwork.remove('emoji', 'a.png'), true);
  assert.equal(artwork.remove('emoji', 'a.png'), false);
  assert.equal(artwork.removeAll('logo'), true);
  assert.equal(artwork.removeAll('logo'), false);
});
