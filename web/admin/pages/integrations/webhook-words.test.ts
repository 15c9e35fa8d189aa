import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventLabel, fieldOf, outcomeOf, readable, standingOf, type Webhook } from './webhook-words.ts';

const webhook: Webhook = {
  id: 1,
  url: 'https://example.org',
  events: ['CHAT'],
  timestamp: '2026-01-02T03:04:05Z',
  lastUsed: null,
  secret: '',
  failingSince: null,
  disabledAt: null,
};
const then = '2026-01-02T03:04:05Z';

test('a webhook says how it does, the worst first', () => {
  assert.equal(standingOf(webhook).words, 'Not used yet');
  assert.equal(standingOf({ ...webhook, lastUsed: then }).tone, 'good');
  assert.equal(standingOf({ ...webhook, lastUsed: then, failingSince: then }).tone, 'warn');
  assert.equal(standingOf({ ...webhook, failingSince: then, disabledAt: then }).tone, 'bad');
});

test('a delivery says what became of it', () => {
  assert.deepEqual(outcomeOf({ status: 204, error: null }), { isFine: true, words: 'Taken (204)' });
  assert.deepEqual(outcomeOf({ status: 500, error: null }), { isFine: false, words: 'Refused (500)' });
  assert.deepEqual(outcomeOf({ status: null, error: 'Timed out.' }), { isFine: false, words: 'Timed out.' });
});

test('a refusal stands beside the field that it is about', () => {
  assert.equal(fieldOf('events must not be empty'), 'events');
  assert.equal(fieldOf('The secret is too long.'), 'secret');
  assert.equal(fieldOf('Nobody may call 127.0.0.1.'), 'url');
});

test('what was sent is shown as people read it', () => {
  assert.equal(readable('{"a":1}'), '{\n  "a": 1\n}');
  assert.equal(readable('no JSON'), 'no JSON');
  assert.equal(eventLabel('CHAT'), 'Somebody writes in the chat');
  assert.equal(eventLabel('PING'), 'PING');
});
