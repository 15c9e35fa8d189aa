import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseAccount } from './account.ts';
import { plainText, tidy } from './plain-text.ts';

it('leaves of a stranger’s HTML nothing but its words', () => {
  const texts: readonly (readonly [html: string, text: string])[] = [
    ['<p>Hello <b>you</b></p><p>there</p>', 'Hello you there'],
    ['<script>alert(1)</script>fine', 'fine'],
    ['<style>p{}</style>a<br>b', 'a b'],
    ['<img src=x onerror=alert(1)>', ''],
    ['&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['<a href="javascript:alert(1)">click</a>', 'click'],
    ['<script', ''],
    ['a &#x202e;evil&#8238; b', 'a evil b'],
    ['&#0;&#xd800;x', 'x'],
  ];
  for (const [html, text] of texts) assert.equal(plainText(html, 100), text, html);
});

it('cuts what is long, and takes towers of accents down', () => {
  assert.equal(tidy('a'.repeat(100_000), 5), 'aaaa…');
  assert.equal(tidy(`e${'\u0301'.repeat(50)}`, 50).length <= 4, true);
});

it('reads accounts as people write them', () => {
  assert.deepEqual(parseAccount(' @Ann@Social.example '), { user: 'Ann', host: 'social.example' });
  assert.deepEqual(parseAccount('bob@127.0.0.1:8201'), { user: 'bob', host: '127.0.0.1:8201' });
  for (const text of ['ann', '@@x', 'a@b@c', 'a b@c', 'a@b/c', 'a@b:99999999', ''])
    assert.equal(parseAccount(text), null, text);
});
