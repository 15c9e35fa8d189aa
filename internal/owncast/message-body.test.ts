import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cleanMessageBody } from './message-body.ts';

const emoji = new Map([['/img/emoji/mutant/party cat.svg', '/img/emoji/party_cat.svg']]);
const clean = (html: string): string => cleanMessageBody(html, emoji);

describe('the body of a message', () => {
  const kept = [
    'plain &amp; simple',
    '<p>hello <strong>you</strong><br></p>',
    '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow" target="_blank">there</a></p>',
    '<p><img class="emoji" src="/img/emoji/beer.png" alt=":beer:" title=":beer:"></p>',
  ];
  for (const html of kept) test(`stays as it is: ${html}`, () => assert.equal(clean(html), html));

  const changed: readonly (readonly [string, string])[] = [
    ['<script>alert(1)</script>hi', 'alert(1)hi'],
    ['<p onclick="x()">hi</p>', '<p>hi</p>'],
    ['<img src=x onerror=alert(1)>', ''],
    ['<img src="/img/emoji/../../secret" alt=":x:">', ':x:'],
    ['<img src="https://tracker.example/pixel.gif">', ''],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="java&#115;cript:alert(1)">x</a>', '<a>x</a>'],
    [
      "<A HREF='https://a.example/\"onmouseover=x'>x</A>",
      '<a href="https://a.example/&quot;onmouseover=x" rel="noopener noreferrer nofollow" target="_blank">x</a>',
    ],
    ['1 < 2 > 0', '1 &lt; 2 &gt; 0'],
    ['<<script>script>x', '&lt;script&gt;x'],
    ['<svg/onload=alert(1)>', ''],
    ['<!-- a --><iframe src="//x">', ''],
    [
      '<img src="/img/emoji/mutant/party%20cat.svg" class="emoji big">',
      '<img class="emoji" src="/img/emoji/party_cat.svg">',
    ],
  ];
  for (const [html, expected] of changed) test(`is cleaned: ${html}`, () => assert.equal(clean(html), expected));

  test('never holds a tag or an attribute that was not meant', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      ' ',
      '/',
      '<p',
      '<a href=',
      '<img src=',
      'javascript:',
      'https://a',
      '/img/emoji/',
      'onerror',
      '<!--',
      '-->',
      'script',
      '&#x22;',
      '`',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const tag =
          /<\/?(?:p|b|i|u|s|br|em|a|del|pre|code|li)>|<a href="(?:https?:\/\/|mailto:)[^"<>]*" rel="noopener noreferrer nofollow" target="_blank">|<img class="emoji" src="\/img\/emoji\/[^"<>]*"(?: alt="[^"<>]*")?(?: title="[^"<>]*")?>/g;
        assert.doesNotMatch(clean(parts.join('')).replace(tag, ''), /[<>]/);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is cleaned once and for all', () => {
    fc.assert(fc.property(fc.string(), (html) => assert.equal(clean(clean(html)), clean(html))));
  });
});
