import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeAmf0, encodeAmf0 } from './amf0.ts';
import { ChunkReader, MESSAGE, writeMessage } from './rtmp-chunks.ts';

test('a message cut into chunks comes out whole, whatever its stamp and however the bytes arrive', () => {
  const stamps = fc.constantFrom(0, 40, 0xfffffe, 0xffffff, 0x1000000, 2 ** 32 - 1, 2 ** 32 + 20);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), stamps, fc.integer({ min: 1, max: 90 }), (bytes, stampMs, step) => {
      const body = Buffer.concat([Buffer.from([1]), bytes]);
      const wire = writeMessage({ type: MESSAGE.video, streamId: 1, body }, stampMs, 6, 128);
      const reader = new ChunkReader();
      const messages = [];
      for (let at = 0; at < wire.length; at += step) messages.push(...reader.push(wire.subarray(at, at + step)));
      assert.equal(messages.length, 1);
      assert.deepEqual(messages[0]?.body, body);
      assert.equal(messages[0]?.streamId, 1);
    }),
  );
});

test('the stamp of a message is sent modulo 2^32', () => {
  const wire = writeMessage({ type: MESSAGE.audio, streamId: 1, body: Buffer.from([0xaf]) }, 2 ** 32 + 20, 4, 128);
  assert.equal(wire.readUIntBE(1, 3), 20);
});

test('commands survive AMF0', () => {
  const command = ['connect', 1, { app: 'live', nested: { yes: true, nothing: null } }, 'text', 0.5];
  assert.deepEqual(decodeAmf0(encodeAmf0(...command)), command);
});
