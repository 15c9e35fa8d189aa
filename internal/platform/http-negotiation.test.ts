import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsGzip, matchesEntityTag } from './http-negotiation.ts';

test('gzip is sent to those that name it, and not to those that weigh it nought', () => {
  for (const header of ['gzip', 'br, gzip', 'gzip;q=0.5', 'deflate, *', 'GZIP']) assert.ok(acceptsGzip(header), header);
  for (const header of ['', 'br', 'gzip;q=0', 'gzip;q=0.0, br', 'x-gzip-not']) assert.ok(!acceptsGzip(header), header);
  assert.ok(!acceptsGzip(undefined));
});

test('an entity tag is found in a list, weak or strong, and by the star', () => {
  assert.ok(matchesEntityTag('"a", W/"b"', '"b"'));
  assert.ok(matchesEntityTag('"b"', 'W/"b"'));
  assert.ok(matchesEntityTag('*', '"b"'));
  assert.ok(!matchesEntityTag('"a"', '"b"'));
  assert.ok(!matchesEntityTag(undefined, '"b"'));
});
