import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { systemClock } from '../platform/clock.ts';
import { findStreamKey, streamKeyCandidates } from './stream-key.ts';

const keys = [
  { id: 'a', key: 'plain', comment: '' },
  { id: 'b', key: 'a/b?c=ü&d', comment: '' },
  { id: 'c', key: '', comment: '' },
];

function idFor(app: string, name: string): string | null {
  const candidates = streamKeyCandidates(app, name);
  return candidates === null ? 'wrong app' : (findStreamKey(keys, candidates)?.id ?? null);
}

describe('the stream key', () => {
  const table: readonly (readonly [string, string, string | null, string])[] = [
    ['live', 'plain', 'a', 'as the name of publish'],
    ['live/', 'plain', 'a', 'with a slash after the app'],
    ['/live', 'plain', 'a', 'with a slash before the app'],
    ['live?tenant=1', 'plain', 'a', 'with a query on the app'],
    ['live', ' plain\n', 'a', 'with blanks from a clumsy paste'],
    ['live/plain', '', 'a', 'at the end of the address (OBS with an empty key)'],
    ['live/plain/', '', 'a', 'at the end of the address with a slash'],
    ['live', 'a/b?c=ü&d', 'b', 'with a slash, a query and letters beyond ASCII'],
    ['live/a', 'b?c=ü&d', 'b', 'cut in two at its slash (ffmpeg)'],
    ['live/a/b?c=ü&d', '', 'b', 'with a query at the end of the address'],
    ['live', '', null, 'never when it is empty'],
    ['live', 'plai', null, 'never when it is a part of a key'],
    ['live', 'PLAIN', null, 'never in other letters'],
    ['', 'plain', 'wrong app', 'not without an app'],
    ['other', 'plain', 'wrong app', 'not on another app'],
    ['livestream', 'plain', 'wrong app', 'not on an app that only begins alike'],
    ['live', 'x'.repeat(5000), null, 'never when it is too long'],
  ];
  for (const [app, name, expected, how] of table) {
    it(`is found ${how}`, () => {
      assert.equal(idFor(app, name), expected);
    });
  }

  it('takes no time to look for in an address that is all slashes', () => {
    const app = `live/a${'/'.repeat(60_000)}b`;
    const startedMs = systemClock.monotonicMs();
    assert.equal(idFor(app, 'x'), null);
    assert.ok(systemClock.monotonicMs() - startedMs < 1_000);
  });
});
