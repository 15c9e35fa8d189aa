import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provenBandwidth } from './bandwidth.ts';

test('a part that takes longer to load than it plays proves how slow the line is', () => {
  assert.equal(provenBandwidth({ bytes: 150_000, transferMs: 1000, durationMs: 500 }), 1_200_000);
});

test('a part that comes in time proves nothing, for it may have waited for other things', () => {
  assert.equal(provenBandwidth({ bytes: 150_000, transferMs: 500, durationMs: 500 }), null);
  assert.equal(provenBandwidth({ bytes: 0, transferMs: 9000, durationMs: 500 }), null);
  assert.equal(provenBandwidth({ bytes: 10, transferMs: 9000, durationMs: 0 }), null);
});
