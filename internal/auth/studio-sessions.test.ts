import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type SessionEntry, sessionMs, StudioSessions } from './studio-sessions.ts';

function open() {
  const entries = new Map<string, SessionEntry>();
  const state = { nowMs: 1_000_000, writes: 0 };
  const sessions = new StudioSessions({
    shelf: {
      find: (hash) => entries.get(hash) ?? null,
      add: (entry) => void entries.set(entry.tokenHash, entry),
      extend: (hash, expiresWallMs) => {
        const entry = entries.get(hash);
        state.writes += 1;
        if (entry !== undefined) entries.set(hash, { ...entry, expiresWallMs });
      },
      remove: (hash) => entries.delete(hash),
      removeOthers: (kept) => {
        for (const hash of entries.keys()) if (hash !== kept) entries.delete(hash);
      },
    },
    wallMs: () => state.nowMs,
    randomBytes,
  });
  return { sessions, state, entries };
}

const visitor = { address: '192.0.2.1', userAgent: 'a'.repeat(1000) };

test('a session lasts eight hours after its last use, and is written down every ten minutes at most', () => {
  const { sessions, state } = open();
  const token = sessions.open(visitor);
  assert.match(token, /^[\w-]{43}$/);
  for (let minute = 0; minute < 12 * 60; minute += 1) {
    state.nowMs += 60_000;
    assert.notEqual(sessions.check(token), null);
  }
  assert.equal(state.writes, 72);
  state.nowMs += sessionMs - 1;
  assert.equal(sessions.check(token)?.renewed, true);
  state.nowMs += sessionMs;
  assert.equal(sessions.check(token), null);
});

test('a clock that was set back does not make a session last longer', () => {
  const { sessions, state } = open();
  const token = sessions.open(visitor);
  state.nowMs -= 24 * 60 * 60_000;
  assert.equal(sessions.check(token)?.expiresWallMs, state.nowMs + sessionMs);
});

test('of a session only the hash of its token is kept, and not all of a long user agent', () => {
  const { sessions, entries } = open();
  const token = sessions.open(visitor);
  const kept = JSON.stringify([...entries]);
  assert.equal(kept.includes(token), false);
  assert.ok(kept.length < 600);
});

test('one can be ended, or all others', () => {
  const { sessions } = open();
  const [first, second, third] = [sessions.open(visitor), sessions.open(visitor), sessions.open(visitor)];
  sessions.end(first);
  assert.equal(sessions.check(first), null);
  sessions.endOthers(second);
  assert.notEqual(sessions.check(second), null);
  assert.equal(sessions.check(third), null);
  sessions.endOthers(null);
  assert.equal(sessions.check(second), null);
});
