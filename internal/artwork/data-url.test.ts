import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseDataUrl } from './data-url.ts';
import { dataUrl } from './testing.ts';

describe('A data URL', () => {
  it('gives back the bytes that were put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const parsed = parseDataUrl(dataUrl('image/png', Buffer.from(bytes)), 300);
        assert.deepEqual(parsed, { kind: 'usable', value: { claimedType: 'image/png', bytes: Buffer.from(bytes) } });
      }),
    );
  });

  it('may carry a parameter, capitals, and go without padding', () => {
    const parsed = parseDataUrl('data:IMAGE/SVG+XML;charset=utf-8;base64,PHN2Zz4', 100);
    assert.deepEqual(parsed, { kind: 'usable', value: { claimedType: 'image/svg+xml', bytes: Buffer.from('<svg>') } });
  });

  it('is refused when it is anything else', () => {
    const others = [
      '',
      'data:',
      'data:,',
      'data:image/png,abc',
      'data:image/png;base64',
      'data:image/png;base64,',
      'data:image/png;base64,!!!!',
      'data:image/png;base64,QUJD\nREVG',
      'data:image/png;base64,QUJD REVG',
      'data:image/png;base64,QUJ-_g==',
      'data:image/png;base64,QR==',
      'data:image/png;base64,QUJD=QUJD',
      'data:image/png;base64,Q',
      ' data:image/png;base64,QUJD',
      'javascript:alert(1)',
      'https://example.org/logo.png',
      `data:image/png${';a=b'.repeat(100)};base64,QUJD`,
    ];
    for (const text of others) assert.equal(parseDataUrl(text, 100).kind, 'refused', text);
  });

  it('is refused above the limit, before it is decoded, and taken at it', () => {
    assert.equal(parseDataUrl(dataUrl('image/png', Buffer.alloc(100, 7)), 100).kind, 'usable');
    assert.equal(parseDataUrl(dataUrl('image/png', Buffer.alloc(101, 7)), 100).kind, 'refused');
    assert.equal(parseDataUrl(`data:image/png;base64,${'A'.repeat(4_000_000)}`, 100).kind, 'refused');
  });

  it('is read in whatever form without a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDataUrl(text, 100)));
    fc.assert(fc.property(fc.string(), (text) => void parseDataUrl(`data:image/png;base64,${text}`, 100)));
  });
});
