import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { renderMessage, renderTrusted, showsLink } from './render.ts';
import { problemsOf, textOf } from './testing.ts';
import { hostileMessages } from './hostile-messages.ts';

const emoji = new Map([
  ['party', '/img/emoji/Party.gif'],
  ['+1', '/img/emoji/+1.png'],
]);
const render = (raw: string): string => renderMessage(raw, emoji);
const link = (address: string, label: string): string =>
  `<a href="${address}" rel="noreferrer" target="_blank">${label}</a>`;
const picture = (name: string, file: string): string =>
  `<img src="/img/emoji/${file}" class="emoji" alt=":${name}:" title=":${name}:">`;

/** Each message, and its HTML on the wire. */
const table: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'puts plain text into a paragraph': [
    ['hello', '<p>hello</p>'],
    ['  hello \n', '<p>hello</p>'],
    ['I <3 "you" & it\'s 1 < 2', '<p>I &lt;3 &#34;you&#34; &amp; it&#39;s 1 &lt; 2</p>'],
    ['🎉 日本語 é', '<p>🎉 日本語 é</p>'],
    ['a\u0000\ud800\u202e\tb', '<p>a b</p>'],
  ],
  'breaks lines and paragraphs where they were broken': [
    ['a\nb', '<p>a<br>b</p>'],
    ['a\\\nb  \r\nc', '<p>a<br>b<br>c</p>'],
    ['a\n\n \nb', '<p>a</p>\n<p>b</p>'],
    ['a\n  \nb', '<p>a</p>\n<p>b</p>'],
  ],
  'stresses by CommonMark': [
    [
      '*a* **b** ***c*** _d_ __e__',
      '<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> <em>d</em> <strong>e</strong></p>',
    ],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['**a *b*c**', '<p><strong>a <em>b</em>c</strong></p>'],
    ['*foo**bar**baz*', '<p><em>foo<strong>bar</strong>baz</em></p>'],
    ['**foo **bar baz**', '<p>**foo <strong>bar baz</strong></p>'],
    ['*foo _bar* baz_', '<p><em>foo _bar</em> baz_</p>'],
    ['**** and \\*no\\*', '<p>**** and *no*</p>'],
  ],
  'shows code as it is': [
    ['`a <b> *c*`', '<p><code>a &lt;b&gt; *c*</code></p>'],
    ['`` a`b `` and `open', '<p><code>a`b</code> and `open</p>'],
    ['```js\n<b>\n*x*\n```', '<pre><code>&lt;b&gt;\n*x*</code></pre>'],
    ['```hello', '<p>```hello</p>'],
    ['```one line```', '<p><code>one line</code></p>'],
  ],
  'leaves lists, quotations and headings as they were typed': [
    ['#1 in chat', '<p>#1 in chat</p>'],
    ['- a\n> b\n1. c', '<p>- a<br>&gt; b<br>1. c</p>'],
  ],
  'links whole web addresses, without the punctuation around them': [
    ['https://a.example', `<p>${link('https://a.example', 'https://a.example')}</p>`],
    ['(see http://a.example/b_(c)).', `<p>(see ${link('http://a.example/b_(c)', 'http://a.example/b_(c)')}).</p>`],
    [
      '<https://a.example/?q=1&r=2>',
      `<p>${link('https://a.example/?q=1&amp;r=2', 'https://a.example/?q=1&amp;r=2')}</p>`,
    ],
    ['https://münchen.example', `<p>${link('https://xn--mnchen-3ya.example/', 'https://münchen.example')}</p>`],
    ['a.example xhttps://b.example http://', '<p>a.example xhttps://b.example http://</p>'],
  ],
  'links labels': [
    ['[a **b**](https://a.example/c "title")', `<p>${link('https://a.example/c', 'a <strong>b</strong>')}</p>`],
    ['[a](<https://a.example/b c>)', `<p>${link('https://a.example/b%20c', 'a')}</p>`],
    ['![cat](https://a.example/cat.png)', `<p>${link('https://a.example/cat.png', 'cat')}</p>`],
    ['[https://a.example](https://b.example)', `<p>${link('https://b.example', 'https://a.example')}</p>`],
    [
      '[a [b](https://b.example)](https://a.example)',
      `<p>[a ${link('https://b.example', 'b')}](${link('https://a.example', 'https://a.example')})</p>`,
    ],
    ['_[_a](https://a.example) b_', `<p><em>${link('https://a.example', '_a')} b</em></p>`],
    ['[mail](mailto:a@b.example)', `<p>${link('mailto:a@b.example', 'mail')}</p>`],
  ],
  'makes no link of what leads elsewhere, or hides where it leads': [
    ['[a](javascript:alert(1))', '<p>[a](javascript:alert(1))</p>'],
    ['[a](/admin) [b](//b.example)', '<p>[a](/admin) [b](//b.example)</p>'],
    ['[](https://a.example)', ''],
    ['https://bank.example@b.example/', '<p>https://bank.example@b.example/</p>'],
  ],
  'shows emoji of the channel by their shortcodes in any case': [
    [':party:', `<p>${picture('party', 'Party.gif')}</p>`],
    ['a:PARTY::+1:b', `<p>a${picture('PARTY', 'Party.gif')}${picture('+1', '+1.png')}b</p>`],
    ['12:30:45 :unknown: :par ty:', '<p>12:30:45 :unknown: :par ty:</p>'],
    ['`:party:`', '<p><code>:party:</code></p>'],
  ],
  'reads the HTML that clients send, and keeps the text of what it does not know': [
    ['<b>a</b> <i>b</i> <code>c < d</code>', '<p><strong>a</strong> <em>b</em> <code>c &lt; d</code></p>'],
    ['<p>a</p><div>b<br>c</div>', '<p>a</p>\n<p>b<br>c</p>'],
    ['<font color="red">a</font><!-- no -->', '<p>a</p>'],
    ['<a href="https://a.example" onclick="x()">a</a>', `<p>${link('https://a.example', 'a')}</p>`],
    ['<img class="emoji" src="/img/emoji/Party.gif" alt=":party:">', `<p>${picture('party', 'Party.gif')}</p>`],
    ['<img src="/img/emoji/+1.png">', `<p>${picture('+1', '+1.png')}</p>`],
    ['a &amp; &lt;b&gt; &#x1F389; &copy;', '<p>a &amp; &lt;b&gt; 🎉 &amp;copy;</p>'],
    ['<b>a <i>b', '<p><strong>a <em>b</em></strong></p>'],
    ['<b>a<p>b', '<p><strong>a</strong></p>\n<p>b</p>'],
    ['<strong>*a</strong>* </em>', '<p><strong><em>a</em></strong></p>'],
  ],
  'gives nothing when nothing is left': [
    ['', ''],
    [' \n\t ', ''],
    ['\u200b\u2800\u3164', ''],
    ['<script>alert(1)</script>', ''],
    ['<b></b><img src="https://a.example/x.png">', ''],
    ['&nbsp;<br>', ''],
  ],
};

describe('Rendering of messages', () => {
  for (const [behaviour, rows] of Object.entries(table)) {
    it(behaviour, () => {
      for (const [raw, html] of rows) assert.equal(render(raw), html, raw);
    });
  }

  it('lets nothing through that a browser would run', () => {
    for (const raw of hostileMessages) {
      for (const html of [render(raw), renderTrusted(raw, emoji)]) assert.deepEqual(problemsOf(html), [], raw);
    }
  });

  it('gives only what is listed, however signs are thrown together', () => {
    const signs = [
      '*',
      '**',
      '_',
      '`',
      '```',
      '[',
      ']',
      '](',
      '(',
      ')',
      '<',
      '>',
      '!',
      '\\',
      '&',
      ':',
      '"',
      "'",
      '=',
      '/',
      ' ',
      '\n',
    ];
    const words = [
      'a',
      'b',
      'https://a.example',
      'javascript:',
      ':party:',
      '<b>',
      '</b>',
      '<a href="',
      '<img src=x onerror=',
      '<!--',
      '-->',
    ];
    const rest = [
      '<script>',
      '</script>',
      '<svg>',
      '<p>',
      '<code>',
      '</code>',
      '&lt;',
      '&#0;',
      '&#x3c;',
      '\u0000',
      '\u202e',
      '\ud800',
    ];
    const soup = fc.array(fc.constantFrom(...signs, ...words, ...rest), { maxLength: 40 });
    fc.assert(
      fc.property(soup, (parts) => {
        assert.deepEqual(problemsOf(render(parts.join(''))), []);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows all of a text that has no signs in it', () => {
    const words = fc.array(fc.stringMatching(/^[\p{L}\p{N}.,;?]{1,12}$/u), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, (parts) => {
        const raw = parts.join(' ');
        assert.equal(textOf(render(raw)).trim(), raw.replace(/(\p{M}{8})\p{M}+/gu, '$1').trim());
      }),
    );
  });

  it('bounds what a message grows to on the wire', () => {
    assert.equal(render(':party:'.repeat(1000)).split('<img').length - 1, 64);
    assert.equal(render('[a](https://a.example)'.repeat(100)).split('<a ').length - 1, 32);
    assert.equal(render(`${'<b>'.repeat(50)}a`), `<p>${'<strong>'.repeat(12)}a${'</strong>'.repeat(12)}</p>`);
    assert.equal(render('*a '.repeat(50) + 'b*'.repeat(50)).split('<em>').length - 1, 12);
    assert.ok(render('a'.repeat(100_000)).length < 20_100);
    assert.equal(textOf(render(`a${'\u0301'.repeat(500)}`)).length, 9);
  });

  it('lets the owner and bots link to pages of the station', () => {
    assert.equal(renderTrusted('[rules](/rules)', emoji), '<p><a href="/rules">rules</a></p>');
    assert.equal(renderTrusted('[x](//a.example)', emoji), '<p>[x](//a.example)</p>');
  });

  it('tells which messages show a link', () => {
    for (const raw of ['see https://a.example', '**[a](https://a.example)**', '<a href="http://a.example">a</a>']) {
      assert.ok(showsLink(raw), raw);
    }
    for (const raw of ['hello', 'a.example', '`https://a.example`', '[a](b)']) assert.ok(!showsLink(raw), raw);
  });
});
