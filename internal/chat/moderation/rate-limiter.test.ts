import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { messagePace, RateLimiter } from './rate-limiter.ts';

describe('The pace of messages', () => {
  it('lets three go in two seconds', () => {
    const limiter = new RateLimiter();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 667) assert.equal(limiter.take(nowMs), 'fine');
  });

  it('refuses one that comes too soon, is silent for ten seconds, and starts afresh', () => {
    const limiter = new RateLimiter({ ...messagePace, burst: 1 });
    assert.equal(limiter.take(1000), 'fine');
    assert.equal(limiter.take(1100), 'refused');
    assert.equal(limiter.take(1200), 'silenced');
    assert.equal(limiter.take(11_099), 'silenced');
    assert.equal(limiter.take(11_100), 'fine');
  });

  it('lets as many go at once as the burst says', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 3, silenceMs: 0 });
    const answers = [0, 0, 0, 0, 1000, 1000].map((nowMs) => limiter.take(nowMs));
    assert.deepEqual(answers, ['fine', 'fine', 'fine', 'refused', 'fine', 'refused']);
  });

  it('never lets more go than pace and burst allow, whenever they come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const limiter = new RateLimiter();
        let nowMs = 0;
        let count = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (limiter.take(nowMs) === 'fine') count += 1;
        }
        assert.ok(count <= messagePace.burst + (nowMs / 1000) * messagePace.perSecond);
      }),
    );
  });
});
