import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHumanLine } from './log-lines.ts';

test('a person reads the time, the component, the sentence and the fields', () => {
  const line = JSON.stringify({
    level: 'info',
    time: '2026-11-20T19:37:13.123Z',
    component: 'ingest',
    bitrateKbps: 6000,
    tracks: { video: 'avc1' },
    msg: 'The encoder is on air.',
  });
  assert.equal(
    toHumanLine(`${line}\n`),
    '19:37:13 ingest: The encoder is on air. (bitrateKbps 6000, tracks {"video":"avc1"})\n',
  );
});

test('what is not only news says so, and control characters do not reach the screen', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: '2026-11-20T19:37:13.123Z',
    component: 'ingest',
    encoder: 'a\u001b[2Jb',
    msg: 'Odd.',
  });
  assert.equal(toHumanLine(line), '19:37:13 warn ingest: Odd. (encoder a [2Jb)\n');
});

test('what is no JSON stays as it is', () => assert.equal(toHumanLine('plain\n'), 'plain\n'));
