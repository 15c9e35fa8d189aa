import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Handshake } from './handshake.ts';

const hello = Buffer.concat([Buffer.of(3), Buffer.from(Array.from({ length: 1536 }, (_, index) => index & 0xff))]);

describe('Handshake', () => {
  it('answers C0 and C1 with S0, S1 and an echo, byte by byte as well as in one piece', () => {
    for (const pieceBytes of [1, 700, 10_000]) {
      const handshake = new Handshake();
      const bytes = Buffer.concat([hello, Buffer.alloc(1536), Buffer.from('rest')]);
      const answers: Buffer[] = [];
      let rest: Buffer | null = null;
      for (let offset = 0; offset < bytes.length && rest === null; offset += pieceBytes) {
        const step = handshake.push(bytes.subarray(offset, offset + pieceBytes));
        assert.notEqual(step.kind, 'fault');
        if (step.kind !== 'fault' && step.answer !== null) answers.push(step.answer);
        if (step.kind === 'done') rest = Buffer.concat([step.rest, bytes.subarray(offset + pieceBytes)]);
      }
      const answer = Buffer.concat(answers);
      assert.equal(answer.length, 3073);
      assert.equal(answer[0], 3);
      assert.deepEqual(answer.subarray(1537), hello.subarray(1));
      assert.deepEqual(rest, Buffer.from('rest'));
    }
  });

  it('shows a zero version in S1, so that digest clients fall back to the plain handshake', () => {
    const step = new Handshake().push(hello);
    assert.ok(step.kind === 'more' && step.answer !== null);
    assert.deepEqual(step.answer.subarray(5, 9), Buffer.alloc(4));
  });

  const strangers: readonly (readonly [string, Buffer, RegExp])[] = [
    ['an HTTP client', Buffer.from('GET / HTTP/1.1\r\n'), /HTTP client/],
    ['a TLS client', Buffer.of(0x16, 3, 1), /TLS client/],
    ['RTMPE', Buffer.of(6), /RTMPE/],
    ['anything else', Buffer.of(0), /not an RTMP client/],
  ];
  for (const [who, bytes, expected] of strangers) {
    it(`turns ${who} away at its first byte`, () => {
      const step = new Handshake().push(bytes);
      assert.match(step.kind === 'fault' ? step.why : '', expected);
    });
  }
});
