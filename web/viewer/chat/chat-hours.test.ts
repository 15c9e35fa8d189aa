import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOpen, whyNot } from './chat-hours.ts';

describe('Whether one can write', () => {
  it('is so on air and for the set minutes after', () => {
    const hours = { isOnAir: false, isPlanned: false, lastLiveAtMs: 0, serverNowMs: 300_000, openAfterMinutes: 5 };
    assert.equal(isOpen(hours), true);
    assert.equal(isOpen({ ...hours, serverNowMs: 300_001 }), false);
    assert.equal(isOpen({ ...hours, lastLiveAtMs: null }), false);
    assert.equal(isOpen({ ...hours, lastLiveAtMs: null, isPlanned: true }), true);
    assert.equal(isOpen({ ...hours, lastLiveAtMs: null, isOnAir: true }), true);
  });

  it('is told by the nearest reason', () => {
    const fine = { barrier: null, isConnected: true, isTroubled: false, isOpen: true, needsSignIn: false };
    assert.equal(whyNot(fine), null);
    assert.equal(whyNot({ ...fine, isConnected: false }), 'chat.connecting');
    assert.equal(whyNot({ ...fine, isConnected: false, isTroubled: true }), 'chat.unreachable');
    assert.equal(whyNot({ ...fine, isOpen: false, needsSignIn: true }), 'chat.rests');
    assert.equal(whyNot({ ...fine, needsSignIn: true }), 'chat.onlySignedIn');
    for (const barrier of ['removed', 'barred', 'off'] as const) {
      assert.equal(whyNot({ ...fine, barrier, isConnected: false }), `chat.${barrier}`);
    }
  });
});
