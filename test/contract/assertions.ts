import assert from 'node:assert/strict';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import { refusal } from '../../internal/http/contract/shapes.ts';
import type { Reply } from './api.ts';

/** A refusal: its status, its shape, and a sentence that says something. */
export function assertRefused(reply: Reply, expected: { status?: number; code?: string } = {}): void {
  assert.ok(
    reply.status >= 400 && reply.status < 500,
    `was answered with ${reply.status}: ${reply.text.slice(0, 300)}`,
  );
  const body = refusal.strict().parse(JSON.parse(reply.text));
  assert.match(body.message, /^[\p{L}\p{N}"-].{8,}[.!?]$/su, 'a sentence');
  assert.equal(body.error, body.message);
  assert.match(body.code, /^[A-Z_]{4,}$/);
  if (expected.status !== undefined) assert.equal(reply.status, expected.status, reply.text);
  if (expected.code !== undefined) assert.equal(body.code, expected.code);
}

/** Held to its schema, and nothing in it that the schema does not know. */
export function assertFits(row: Endpoint, reply: Reply): void {
  if (row.answer.kind === 'empty') return assert.equal(reply.text, '');
  assert.notEqual(reply.headers['content-type'], undefined);
  if (row.answer.kind === 'raw') return;
  assert.match(reply.headers['content-type'] ?? '', /^application\/json/);
  const body = JSON.parse(reply.text) as unknown;
  assert.deepEqual(row.answer.schema.parse(body), body);
}
