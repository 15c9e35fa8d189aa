import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeLink, safePicture } from './safe-link.ts';

test('links to pages, mail and chats stay as they are, and a bare host becomes one', () => {
  for (const link of ['https://a.example/x', 'mailto:me@a.example', 'xmpp:room@a.example', ' http://a.example ']) {
    assert.equal(safeLink(link), link.trim());
  }
  assert.equal(safeLink('a.example/me?x=1'), 'https://a.example/me?x=1');
  assert.equal(safeLink('tv.a.example:8443/me'), 'https://tv.a.example:8443/me');
  assert.equal(safeLink('a.example:port'), null);
});

test('whatever a browser would run or read is no link, however it is written', () => {
  const tricks = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://a.example/1',
    'file:///etc/passwd',
    '//a.example',
    '@me:matrix.example',
    '',
  ];
  for (const trick of tricks) assert.equal(safeLink(trick), null, JSON.stringify(trick));
});

test('pictures come from the web or from this server', () => {
  assert.equal(safePicture('/public/a.png'), '/public/a.png');
  assert.equal(safePicture('https://a.example/a.png'), 'https://a.example/a.png');
  for (const trick of ['//a.example/a.png', '/\\a.example/a.png', 'data:image/svg+xml,<svg/>', 'a.png', 'javascript:1'])
    assert.equal(safePicture(trick), null, trick);
});

test('whatever is written, a browser takes what comes out for a link to a page, a mail or a chat', () => {
  const pieces = fc.constantFrom(
    'javascript:',
    'java',
    'script:',
    '\t',
    '\n',
    'data:',
    'https:',
    '//',
    '\\',
    '@',
    '.',
    'a.example',
    ' ',
    '%0a',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 8 }), (parts) => {
      const link = safeLink(parts.join(''));
      if (link === null) return;
      const protocol = URL.parse(link, 'https://page.example/')?.protocol ?? '';
      assert.match(protocol, /^(?:https?|ircs?|magnet|mailto|matrix|mumble|sip|tel|xmpp):$/);
    }),
    { numRuns: 2000 },
  );
});
