import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { cleanName, emptyMetadata, readMetadata } from './metadata.ts';

describe('readMetadata', () => {
  it('reads what OBS sends', () => {
    const properties = new Map<string, unknown>([
      ['width', 1920],
      ['height', 1080],
      ['framerate', 59.94],
      ['videocodecid', 7],
      ['videodatarate', 6000],
      ['audiocodecid', 10],
      ['audiodatarate', 160.4],
      ['encoder', 'obs-output module (libobs version 29.0.2)'],
    ]);
    assert.deepEqual(readMetadata(properties), {
      width: 1920,
      height: 1080,
      frameRate: 59.94,
      videoKbps: 6000,
      audioKbps: 160,
      encoder: 'obs-output module (libobs version 29.0.2)',
      hasVideo: true,
      hasAudio: true,
    });
  });

  it('knows a missing track only when the other one is named', () => {
    assert.equal(readMetadata(new Map([['videocodecid', 'avc1']])).hasAudio, false);
    assert.deepEqual(readMetadata(new Map([['title', 'x']])), emptyMetadata);
  });

  it('doubts every value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('width', 'height', 'framerate', 'encoder'), fc.anything()),
        (entries) => {
          const { width, encoder } = readMetadata(new Map(Object.entries(entries)));
          assert.ok(width === null || (width >= 16 && width <= 16_384));
          assert.ok(encoder === null || encoder.length <= 120);
        },
      ),
    );
  });
});

describe('cleanName', () => {
  it('leaves nothing that could forge a log line', () => {
    assert.equal(cleanName(' evil\r\nlevel=error \u0000\u001b[31m '), 'evil level=error [31m');
    assert.equal(cleanName('\n'), null);
  });
});
