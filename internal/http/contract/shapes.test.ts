import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misfit } from './refusal.ts';
import { setterEndpoints } from './setters.ts';
import { page } from './shapes.ts';

test('who asks for more entries than one answer holds gets what it holds, as clients of Owncast expect', () => {
  assert.deepEqual(page.parse({ offset: '7', limit: '20' }), { offset: 7, limit: 20 });
  assert.deepEqual(page.parse({ limit: '100000' }), { limit: 500 });
  for (const limit of ['-1', '1.5', 'all', '', '9999999999'])
    assert.equal(page.safeParse({ limit }).success, false, limit);
});

test('what does not fit is told in words', () => {
  const sentences = [
    [page.safeParse({ offset: 'a' }), /offset: must be a whole number\./],
    [
      setterEndpoints.setHttpAddress.body.safeParse({ value: '999.1.1.1' }),
      /value: must be an IP address, or empty for any\./,
    ],
  ] as const;
  for (const [parsed, sentence] of sentences) {
    assert.ok(parsed.error !== undefined);
    assert.match(misfit('body', parsed.error).message, sentence);
  }
});
