import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock.ts';
import { AnswerHeads } from './answer-heads.ts';

test('a head is written out once a second, with the time of day', () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 30, 9, 0, 0, 900));
  const heads = new AnswerHeads({ clock });
  const headers = ['Content-Length', '3'];
  const first = heads.write(200, headers);
  assert.match(first.toString(), /^HTTP\/1\.1 200 OK\r\nContent-Length: 3\r\nDate: Mon, 30 Nov 2026 09:00:00 GMT\r\n/);
  assert.equal(heads.write(200, headers), first);
  assert.match(heads.write(206, headers).toString(), /^HTTP\/1\.1 206 Partial Content\r\n/);
  clock.advance(100);
  assert.match(heads.write(200, headers).toString(), /Date: Mon, 30 Nov 2026 09:00:01 GMT\r\n/);
});

test('what would confuse whoever reads it is not sent', () => {
  const heads = new AnswerHeads({ clock: new ManualClock() });
  assert.throws(() => heads.write(307, ['Content-Length', '0', 'Location', 'https://a/\r\nb: c']), /Location/);
  assert.throws(() => heads.write(200, ['Content-Type', 'video/mp4']), /Content-Length/);
  for (const status of [204, 304]) assert.ok(heads.write(status, ['ETag', '"a"']).includes(String(status)));
});
