import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressFor } from './action-address.ts';

const page = 'https://tv.example.org/';

test('a button is told where it was opened and by whom, as Owncast tells it', () => {
  const href = 'https://shop.example/donate?to=pier&instance=https%3A%2F%2Ftv.example.org%2F';
  assert.equal(addressFor(href, { page, name: 'Ann & Bob', id: 'a-1' }), `${href}&username=Ann+%26+Bob&userId=a-1`);
  assert.equal(
    addressFor('https://shop.example/', { page: 'http://10.0.0.2:8080/', name: '', id: '' }),
    'https://shop.example/?instance=http%3A%2F%2F10.0.0.2%3A8080%2F',
  );
});

test('a name that has changed since takes the place of the one before', () => {
  const first = addressFor('https://shop.example/', { page, name: 'Ann', id: 'a-1' });
  const { searchParams } = new URL(addressFor(first, { page, name: 'Bea', id: 'a-1' }));
  assert.deepEqual([searchParams.getAll('username'), searchParams.getAll('userId')], [['Bea'], ['a-1']]);
});

test('the owner’s HTML and what is no page of the web stay as they are', () => {
  for (const href of [`${page}external-actions/0`, 'mailto:ann@example.org', 'not an address'])
    assert.equal(addressFor(href, { page, name: 'Ann', id: 'a-1' }), href);
});
