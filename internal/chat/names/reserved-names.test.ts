import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameKey } from './name-key.ts';
import { ReservedNames } from './reserved-names.ts';

describe('Reserved names', () => {
  it('are taken for everybody but their owner, in any spelling', () => {
    const names = new ReservedNames({ list: () => [{ id: 'bot', displayName: 'Helper' }], monotonicMs: () => 0 });
    assert.equal(names.isTaken(nameKey('hELPER'), 'ann'), true);
    assert.equal(names.isTaken(nameKey('Helper'), null), true);
    assert.equal(names.isTaken(nameKey('Helper'), 'bot'), false);
    assert.equal(names.isTaken(nameKey('Helpers'), 'ann'), false);
  });

  it('are read again after two seconds, and not for each who asks', () => {
    let nowMs = 0;
    let reads = 0;
    const names = new ReservedNames({ list: () => (reads++, []), monotonicMs: () => nowMs });
    for (nowMs = 0; nowMs <= 2000; nowMs += 100) names.isTaken('x', null);
    assert.equal(reads, 1);
    names.isTaken('x', null);
    assert.equal(reads, 2);
  });
});
