import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testStore } from './testing.ts';

describe('StreamKeyRepository', () => {
  it('replaces all keys, and a key that stays keeps its id', (t) => {
    const { streamKeys } = testStore(t);
    streamKeys.add({ key: 'gone', comment: '' });
    const kept = streamKeys.add({ key: 'kept', comment: 'old' });
    streamKeys.replaceAll([
      { key: 'new', comment: 'n' },
      { key: 'kept', comment: 'renamed' },
    ]);
    assert.deepEqual(
      streamKeys.list().map(({ id, key, comment }) => ({ id: id === kept?.id ? 'same' : 'other', key, comment })),
      [
        { id: 'same', key: 'kept', comment: 'renamed' },
        { id: 'other', key: 'new', comment: 'n' },
      ],
    );
  });
});
