import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChatMessage, findMessages, turned } from './message-rows.ts';

const message = (id: string, body: string, hiddenAt?: string): ChatMessage => ({
  type: 'CHAT',
  id,
  timestamp: '2026-01-02T03:04:05Z',
  body,
  ...(hiddenAt !== undefined && { hiddenAt }),
});

test('messages are found by their words and by whether they are hidden', () => {
  const all = [message('a', '<p>Good evening</p>'), message('b', '<p>Buy gold</p>', '2026-01-02T03:04:06Z')];
  const ids = (filter: Parameters<typeof findMessages>[1]) =>
    findMessages(all, filter, (html) => html.replaceAll(/<[^>]*>/g, '')).map(({ id }) => id);
  assert.deepEqual(ids({ shown: 'all', words: '' }), ['a', 'b']);
  assert.deepEqual(ids({ shown: 'hidden', words: '' }), ['b']);
  assert.deepEqual(ids({ shown: 'visible', words: 'gold' }), []);
  assert.deepEqual(ids({ shown: 'all', words: ' EVENING' }), ['a']);
  assert.deepEqual(ids({ shown: 'all', words: 'p>' }), []);
});

test('a choice is made and taken back', () => {
  const one = turned(new Set(), 'a', true);
  assert.deepEqual([...one], ['a']);
  assert.deepEqual([...turned(one, 'a', false)], []);
});
