import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { SetupLink } from './setup-link.ts';

function open() {
  const kept = new Map<string, string>();
  const state = { nowMs: 1_000 };
  const secrets = {
    get: (name: string) => kept.get(name) ?? null,
    set: (name: string, value: string) => void kept.set(name, value),
    swap: (name: string, expected: string | null) => {
      if ((kept.get(name) ?? null) !== expected) return false;
      return kept.delete(name);
    },
    unset: (name: string) => kept.delete(name),
  };
  return { link: new SetupLink({ secrets, wallMs: () => state.nowMs }), kept, state };
}

test('a link holds once, until it ends, and until another is made', () => {
  const { link, kept, state } = open();
  const first = link.make(randomBytes, null);
  assert.equal(JSON.stringify([...kept]).includes(first), false);
  const second = link.make(randomBytes, 2_000);
  assert.deepEqual([link.holds(first), link.holds(second), link.holds(''), link.use('x')], [false, true, false, false]);
  state.nowMs = 2_000;
  assert.deepEqual([link.holds(second), link.use(second)], [false, false]);
  const third = link.make(randomBytes, null);
  assert.deepEqual([link.use(third), link.use(third), link.holds(third)], [true, false, false]);
});

test('a start forgets links of earlier runs and ended ones, and keeps one that was asked for', () => {
  const { link, state } = open();
  const first = link.make(randomBytes, null);
  link.forgetStale();
  assert.equal(link.holds(first), false);
  const asked = link.make(randomBytes, 5_000);
  link.forgetStale();
  assert.equal(link.holds(asked), true);
  state.nowMs = 5_000;
  link.forgetStale();
  state.nowMs = 0;
  assert.equal(link.holds(asked), false);
});

test('what cannot be read opens nothing', () => {
  const { link, kept } = open();
  for (const text of ['', '{', 'null', '{"tokenHash":5}', '[]']) {
    kept.set('setup-link', text);
    assert.deepEqual([link.holds(''), link.use(text)], [false, false]);
    link.forgetStale();
    assert.equal(kept.size, 0);
  }
});
