import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testStore } from './testing.ts';

const PLACE = 'https://s3.example/live';

test('Objects are due when they were released and their time has come, the longest due first', (t) => {
  const { storedObjects } = testStore(t);
  storedObjects.note(PLACE, ['a', 'b', 'c'], null);
  storedObjects.note('elsewhere', ['a'], null);
  storedObjects.release(PLACE, ['a'], 2_000);
  storedObjects.release(PLACE, ['b'], 1_000);
  const keys = (wallMs: number) => storedObjects.due(PLACE, wallMs, 10).map(({ key }) => key);
  assert.deepEqual([keys(999), keys(1_000), keys(5_000)], [[], ['b'], ['b', 'a']]);
  assert.equal(storedObjects.due(PLACE, 5_000, 1).length, 1);
  storedObjects.forget(PLACE, ['b']);
  assert.deepEqual(keys(5_000), ['a']);
  assert.deepEqual([storedObjects.count(PLACE), storedObjects.countElsewhere(PLACE)], [2, 1]);
});

test('An object that is written again is needed again, and is known by its tag until it has another', (t) => {
  const { storedObjects } = testStore(t);
  storedObjects.note(PLACE, ['a'], 'none yet');
  storedObjects.tag(PLACE, 'a', '"one"');
  storedObjects.release(PLACE, ['a'], 0);
  assert.deepEqual(storedObjects.due(PLACE, 1, 10), [{ key: 'a', entityTag: '"one"' }]);
  storedObjects.note(PLACE, ['a'], 'none yet');
  assert.deepEqual(storedObjects.due(PLACE, 1, 10), []);
  storedObjects.release(PLACE, ['a'], 0);
  assert.deepEqual(storedObjects.due(PLACE, 1, 10), [{ key: 'a', entityTag: '"one"' }]);
});

test('What an earlier run left is due at once, whether it was released or not', (t) => {
  const { storedObjects } = testStore(t);
  storedObjects.note(PLACE, ['needed', 'released', 'due'], null);
  storedObjects.release(PLACE, ['released'], 90_000);
  storedObjects.release(PLACE, ['due'], 10);
  storedObjects.releaseAll(1_000);
  assert.deepEqual(
    storedObjects.due(PLACE, 1_000, 10).map(({ key }) => key),
    ['due', 'needed', 'released'],
  );
});
