import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkPicture } from './check-picture.ts';
import { pictureLimits } from './picture.ts';
import { makeGif, makeIco, makeJpeg, makePng, makeSvg, makeWebp } from './testing.ts';

const { logo, favicon } = pictureLimits;

const whole = {
  'image/png': makePng(),
  'image/jpeg': makeJpeg(),
  'image/gif': makeGif(),
  'image/webp': makeWebp(),
  'image/x-icon': makeIco(),
  'image/svg+xml': makeSvg(),
};

describe('A picture from outside', () => {
  it('is told by its bytes, whatever they are said to be', () => {
    for (const [type, bytes] of Object.entries(whole)) {
      const checked = checkPicture(bytes, favicon, null);
      assert.equal(checked.kind === 'usable' && checked.value.mediaType, type);
      for (const claimed of Object.keys(whole)) {
        const kind = checkPicture(bytes, favicon, claimed).kind;
        assert.equal(kind, claimed === type ? 'usable' : 'refused', `${type} called ${claimed}`);
      }
    }
  });

  it('may go by the other names of its type', () => {
    assert.equal(checkPicture(whole['image/jpeg'], logo, 'image/jpg').kind, 'usable');
    assert.equal(checkPicture(whole['image/x-icon'], favicon, 'image/vnd.microsoft.icon').kind, 'usable');
    assert.equal(checkPicture(whole['image/x-icon'], logo, null).kind, 'refused', 'an icon is no logo');
  });

  it('is refused as text, page, program or archive, whatever it claims', () => {
    for (const bytes of [
      '',
      'GIF',
      '<html><svg/></html>',
      '<!DOCTYPE html><script>1</script>',
      '%PDF-1.7',
      'PK\x03\x04',
      'MZ',
    ]) {
      assert.equal(checkPicture(Buffer.from(bytes, 'latin1'), logo, 'image/png').kind, 'refused', bytes);
      assert.equal(checkPicture(Buffer.from(bytes, 'latin1'), logo, null).kind, 'refused', bytes);
    }
  });

  it('is refused wherever it breaks off', () => {
    for (const [type, bytes] of Object.entries(whole)) {
      // The last byte of a GIF only says that it ends.
      const leastBytes = type === 'image/gif' ? bytes.length - 1 : bytes.length;
      for (let length = 0; length < leastBytes; length += 1) {
        assert.equal(
          checkPicture(bytes.subarray(0, length), favicon, null).kind,
          'refused',
          `${type} of ${length} bytes`,
        );
      }
    }
  });

  it('loses what follows its end, where other files hide', () => {
    const hidden = Buffer.from('<script>alert(1)</script>');
    for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const) {
      const checked = checkPicture(Buffer.concat([whole[type], hidden]), logo, null);
      assert.ok(checked.kind === 'usable', type);
      assert.deepEqual(checked.value.bytes, whole[type]);
    }
  });

  it('is refused when a few bytes would unpack to a wall of pixels', () => {
    const bombs = [
      makePng(4, 4, { width: 4097, height: 4 }),
      makePng(4, 4, { width: 0xffff_ffff, height: 0xffff_ffff }),
      makePng(4, 4, { width: 0, height: 4 }),
      makeGif(65_535, 65_535),
      makeJpeg(65_535, 65_535),
      makeWebp(16_384, 16_384),
      manyFrames(),
    ];
    for (const bomb of bombs) assert.equal(checkPicture(bomb, logo, null).kind, 'refused');
    assert.equal(checkPicture(makePng(4, 4, { width: 4096, height: 4096 }), logo, null).kind, 'usable');
    assert.equal(checkPicture(makeIco(makePng(4, 4, { width: 5000, height: 5000 })), favicon, null).kind, 'refused');
  });

  it('is refused when a checksum does not hold', () => {
    const damaged = Buffer.from(whole['image/png']);
    damaged[20] = 9;
    assert.equal(checkPicture(damaged, logo, null).kind, 'refused');
  });

  it('is refused above its size in bytes, with a sentence', () => {
    const checked = checkPicture(Buffer.alloc(3 * 1024 * 1024), logo, null);
    assert.deepEqual(checked, { kind: 'refused', reason: 'The picture is too large: at most 2 MB are taken.' });
  });

  it('never makes the reader throw or hang', () => {
    const start = fc.constantFrom(...Object.values(whole).map((bytes) => new Uint8Array(bytes)));
    fc.assert(
      fc.property(
        start,
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 12 }),
        fc.uint8Array(),
        (from, edits, tail) => {
          const bytes = Buffer.concat([from, tail]);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          const checked = checkPicture(bytes, favicon, null);
          if (checked.kind === 'usable' && checked.value.size !== null) {
            assert.ok(
              Math.max(checked.value.size.widthPixels, checked.value.size.heightPixels) <= favicon.maxSidePixels,
            );
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

/** Thousands of full frames in a small GIF. */
function manyFrames(): Buffer {
  const gif = makeGif(4096, 4096);
  const frameAt = gif.indexOf(0x2c);
  const frame = Buffer.from(gif.subarray(frameAt, gif.length - 1));
  frame.writeUInt16LE(4096, 5);
  frame.writeUInt16LE(4096, 7);
  return Buffer.concat([gif.subarray(0, frameAt), ...Array.from({ length: 100 }, () => frame), Buffer.from([0x3b])]);
}
