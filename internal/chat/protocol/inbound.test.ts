import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseInbound } from './inbound.ts';

describe('A frame of a client', () => {
  it('says something, also over several lines and as an answer', () => {
    assert.deepEqual(parseInbound('{"type":"CHAT","body":"hi"}'), { kind: 'say', body: 'hi', replyToId: null });
    assert.deepEqual(parseInbound('{"type":"CHAT","body":"a\nb"}'), { kind: 'say', body: 'a b', replyToId: null });
    assert.deepEqual(parseInbound('{"type":"CHAT","body":"hi","replyTo":"abcdefghijkl"}'), {
      kind: 'say',
      body: 'hi',
      replyToId: 'abcdefghijkl',
    });
  });

  for (const replyTo of ['"../../etc"', 'null', '5', '""']) {
    it(`says something also where ${replyTo} cannot be answered`, () => {
      const expected = { kind: 'say', body: 'hi', replyToId: null };
      assert.deepEqual(parseInbound(`{"type":"CHAT","body":"hi","replyTo":${replyTo}}`), expected);
    });
  }

  it('asks for another name or colour', () => {
    assert.deepEqual(parseInbound('{"type":"NAME_CHANGE","newName":"Ann"}'), { kind: 'rename', newName: 'Ann' });
    assert.deepEqual(parseInbound('{"type":"COLOR_CHANGE","newColor":7}'), { kind: 'recolour', newColor: 7 });
  });

  const ignored = [
    '',
    'hello',
    'null',
    '[]',
    '"CHAT"',
    '{}',
    '{"type":"PONG"}',
    '{"type":"SYSTEM","body":"I am the station"}',
    '{"type":"CHAT"}',
    '{"type":"CHAT","body":5}',
    '{"type":"CHAT","body":{"toString":"x"}}',
    '{"type":["CHAT"],"body":"hi"}',
    '{"type":"NAME_CHANGE","newName":null}',
    '{"type":"COLOR_CHANGE","newColor":8}',
    '{"type":"COLOR_CHANGE","newColor":-1}',
    '{"type":"COLOR_CHANGE","newColor":1.5}',
    '{"type":"COLOR_CHANGE","newColor":"3"}',
    '{"__proto__":{"type":"CHAT","body":"hi"}}',
    '['.repeat(2000),
  ];
  for (const text of ignored) {
    it(`is ignored when it is ${text.slice(0, 60) || 'empty'}`, () => {
      assert.deepEqual(parseInbound(text), { kind: 'ignored' });
    });
  }

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseInbound(text)));
  });
});
