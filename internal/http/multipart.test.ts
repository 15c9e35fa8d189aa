import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readFormFile } from './multipart.ts';

const contentType = 'multipart/form-data; boundary=----edge';
const want = { field: 'favicon', maxBytes: 100 };

function form(...parts: readonly { name: string; type?: string; bytes: Buffer }[]): Buffer {
  const pieces = parts.flatMap(({ name, type, bytes }) => [
    Buffer.from(`------edge\r\nContent-Disposition: form-data; name="${name}"; filename="../../x.png"\r\n`),
    Buffer.from(type === undefined ? '\r\n' : `Content-Type: ${type}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from('------edge--\r\n')]);
}

const file = { name: 'favicon', type: 'image/png', bytes: Buffer.from([0, 13, 10, 45, 45, 255]) };

describe('A form', () => {
  it('gives the file of the field that is asked for, byte by byte', async () => {
    const other = { name: 'other', type: 'image/gif', bytes: Buffer.from('x') };
    const read = await readFormFile(form(other, file), contentType, want);
    assert.deepEqual(read, { bytes: file.bytes, mediaType: 'image/png' });
  });

  it('may leave open what the file is', async () => {
    for (const type of [undefined, 'application/octet-stream']) {
      const read = await readFormFile(
        form({ name: 'favicon', bytes: file.bytes, ...(type && { type }) }),
        contentType,
        want,
      );
      assert.deepEqual(read, { bytes: file.bytes, mediaType: null });
    }
  });

  it('has none when the field is missing, too large, or the body is no such form', async () => {
    const large = { ...file, bytes: Buffer.alloc(101) };
    assert.equal(await readFormFile(form({ ...file, name: 'icon' }), contentType, want), null);
    assert.equal(await readFormFile(form(large), contentType, want), null);
    assert.equal(await readFormFile(form(file), 'multipart/form-data', want), null);
    assert.equal(await readFormFile(form(file), 'application/json', want), null);
    assert.equal(await readFormFile(Buffer.from('{"value":1}'), contentType, want), null);
    assert.equal(await readFormFile(Buffer.alloc(0), contentType, want), null);
  });

  it('comes to an end wherever it breaks off', async () => {
    const whole = form(file);
    for (let length = 0; length < whole.length - '--\r\n'.length; length += 1) {
      assert.equal(await readFormFile(whole.subarray(0, length), contentType, want), null, `${length} bytes`);
    }
  });

  it('comes to an end whatever it holds', async () => {
    const piece = fc.constantFrom(
      '------edge',
      '\r\n',
      '--',
      'Content-Disposition: form-data; name="favicon"; filename="x"',
      ':',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 20 }), async (pieces) => {
        await readFormFile(Buffer.from(pieces.join('')), contentType, want);
      }),
    );
  });
});
