import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { GuessThrottle } from './guess-throttle.ts';

const limits = { wrongGuessesAtOnce: 3, refillMs: 1000, knownAddressFactor: 10, rememberedAddresses: 2 };

describe('GuessThrottle', () => {
  it('lets a burst through, then one try per refill time', () => {
    const throttle = new GuessThrottle(limits);
    for (let tries = 0; tries < 3; tries += 1) {
      assert.equal(throttle.waitMs('192.0.2.1', 0), 0);
      throttle.noteWrong('192.0.2.1', 0);
    }
    assert.equal(throttle.waitMs('192.0.2.1', 0), 1000);
    assert.equal(throttle.waitMs('192.0.2.1', 400), 600);
    assert.equal(throttle.waitMs('192.0.2.1', 1000), 0);
    assert.equal(throttle.waitMs('192.0.2.2', 0), 0);
  });

  it('counts the addresses of one IPv6 home together', () => {
    const throttle = new GuessThrottle(limits);
    for (let host = 1; host <= 3; host += 1) throttle.noteWrong(`2001:db8::${host}`, 0);
    assert.ok(throttle.waitMs('2001:db8::99', 0) > 0);
  });

  it('does not lock out the owner whom a guesser shares an address with', () => {
    const throttle = new GuessThrottle(limits);
    assert.equal(throttle.isKnown('192.0.2.1'), false);
    throttle.noteRight('192.0.2.1', 0);
    assert.equal(throttle.isKnown('192.0.2.1'), true);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 200) {
      assert.equal(throttle.waitMs('192.0.2.1', nowMs), 0);
      throttle.noteWrong('192.0.2.1', nowMs);
    }
    for (let tries = 0; tries < 30; tries += 1) throttle.noteWrong('192.0.2.1', 60_000);
    assert.ok(throttle.waitMs('192.0.2.1', 60_000) > 0);
  });

  it('remembers a bounded number of addresses', () => {
    const throttle = new GuessThrottle(limits);
    for (let tries = 0; tries < 3; tries += 1) throttle.noteWrong('192.0.2.1', 0);
    throttle.noteWrong('192.0.2.2', 0);
    throttle.noteWrong('192.0.2.3', 0);
    assert.equal(throttle.waitMs('192.0.2.1', 0), 0);
  });
});
