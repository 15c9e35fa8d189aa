import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearMiss } from './near-miss.ts';

const flags = ['http-port', 'rtmp-port', 'rtmps-port', 'data', 'ladder'];

test('a slip of the finger finds the word that was meant', () => {
  assert.equal(nearMiss('http-prot', flags), 'http-port');
  assert.equal(nearMiss('httpport', flags), 'http-port');
  assert.equal(nearMiss('datas', flags), 'data');
  assert.equal(nearMiss('lader', flags), 'ladder');
});

test('nothing absurd is suggested', () => {
  assert.equal(nearMiss('colour', flags), null);
  assert.equal(nearMiss('date-of-birth', flags), null);
  assert.equal(nearMiss('', flags), null);
});

test('the distance is zero only between equals, and the same both ways', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
      assert.equal(editDistance(left, right), editDistance(right, left));
      assert.equal(editDistance(left, right) === 0, left === right);
      assert.ok(editDistance(left, right) <= Math.max(left.length, right.length));
    }),
  );
});
