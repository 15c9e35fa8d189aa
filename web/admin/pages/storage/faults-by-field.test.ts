import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsByField } from './faults-by-field.ts';

test('a refusal is told beside the fields that it is about', () => {
  const refusal =
    'The body is not as it should be: value.endpoint: must be an http or https address; value.bucket: is too long. Nothing was changed; /api/openapi.json says what is taken.';
  assert.deepEqual(
    [...faultsByField(refusal)],
    [
      ['endpoint', 'Must be an http or https address.'],
      ['bucket', 'Is too long.'],
    ],
  );
  assert.equal(faultsByField('The server does not answer.').size, 0);
});
