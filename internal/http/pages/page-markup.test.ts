import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PageMarkup } from './page-markup.ts';

const render = (text: string) => new PageMarkup().render(text);

test('Markdown as people know it becomes HTML: headings, tables, bare links, pictures', () => {
  const page = render('# Hello\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nSee https://a.example and ~~not~~ that.');
  assert.match(page, /<h2>Hello<\/h2>/);
  assert.match(page, /<td style="text-align:center">2<\/td>/);
  assert.match(page, /<a href="https:\/\/a\.example" target="_blank" rel="noopener noreferrer nofollow">/);
  assert.match(page, /<s>not<\/s>/);
  assert.equal(render(' \n'), '');
});

test('HTML of the owner stays as far as it only shows something', () => {
  assert.match(render('<center><b style="color: red">x</b></center>'), /<center><b style="color:red">x<\/b><\/center>/);
  const frame = render('<iframe src="https://video.example/embed/1" width="300"></iframe>');
  assert.match(frame, /<iframe src="https:\/\/video\.example\/embed\/1" width="300" loading="lazy" sandbox="[^"]+">/);
  assert.doesNotMatch(frame, /allow-top-navigation/);
});

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="java\nscript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '<https://a.example/" onmouseover="alert(1)>',
  '<style>body{display:none}</style>',
  '<p style="position:fixed;inset:0;background:url(https://a.example/x)">x</p>',
  '<form action="https://a.example"><input name="password"></form>',
  '<base href="https://a.example/"><meta http-equiv="refresh" content="0;url=https://a.example">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<object data="x.swf"></object><embed src="x.swf"><link rel="stylesheet" href="//a.example/x.css">',
];

test('nothing of it runs, asks for a password or covers the page, whatever tricks stand in it', () => {
  for (const text of hostile) {
    const page = render(text);
    // What is left of tags, without the texts between and the values of attributes, which are escaped.
    const tags = [...page.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join('\n');
    assert.doesNotMatch(
      tags,
      /<(script|style|svg|math|form|input|base|meta|link|object|embed)\b|\son\w+=|srcdoc/i,
      text,
    );
    assert.doesNotMatch(page, /(href|src)="\s*(java|vb)?script:|position|url\(/i, text);
  }
});

test('ids of the content cannot take the place of those of the page, and links to them still lead there', () => {
  const page = render('<h2 id="player">x</h2>\n\n[there](#player)');
  assert.match(page, /<h3 id="content-player">/);
  assert.match(page, /href="#content-player"/);
});

test('whatever is written, no tag that could run, ask or restyle comes out', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '<script',
    'style',
    'form ',
    'title',
    'textarea',
    '</',
    'onload=',
    '<svg',
    '<a href=',
    '<!--',
    '`',
    '&lt;',
    '\n',
    '[',
    '](',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { maxLength: 30 }), (parts) => {
      const tags = [...render(parts.join('')).matchAll(/<\s*\/?\s*([a-z!?][\w-]*)/gi)].map((match) => match[1]);
      const forbidden =
        /^(base|body|button|embed|form|frame|head|html|input|link|math|meta|noscript|object|option|plaintext|script|select|style|svg|template|textarea|title|xmp|[!?].*)$/i;
      assert.deepEqual(
        tags.filter((tag) => forbidden.test(tag ?? '')),
        [],
      );
    }),
    { numRuns: 1000 },
  );
});

test('the largest texts that may be stored are rendered in bounded time and space', () => {
  for (const piece of ['> ', '<div>', '*a ', '[a](', '![', '<a ', '- ', '|']) {
    assert.ok(render(piece.repeat(200_000 / piece.length)).length < 5_000_000, piece);
  }
});

test('a text is rendered once, and only a few are kept', () => {
  const markup = new PageMarkup();
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  for (const text of texts) assert.equal(markup.render(text), markup.render(text));
});
