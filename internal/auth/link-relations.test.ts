import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLinks } from './link-relations.ts';

const url = 'https://me.example/about/';
const read = (body: string, linkHeader?: string, contentType = 'text/html; charset=utf-8') =>
  Object.fromEntries(readLinks({ url, body, linkHeader, contentType }));

test('links of the header come before those of the page, and the first of a relation before others', () => {
  const body = '<link rel="a b" href="/page"><link rel=a href="https://late.example">';
  const header = '<https://header.example/x>; title="a, <b>; rel=c"; rel="a", </y>;rel=d';
  assert.deepEqual(read(body, header), {
    a: 'https://header.example/x',
    b: 'https://me.example/page',
    d: 'https://me.example/y',
  });
});

test('addresses are read from where the page is, relations whatever their case', () => {
  assert.deepEqual(read('<LINK REL="Authorization_Endpoint" HREF="../auth?a=1&amp;b=2">'), {
    authorization_endpoint: 'https://me.example/auth?a=1&b=2',
  });
});

test('what visitors can write on a page is no link of it', () => {
  for (const body of [
    '<a rel="a" href="/x">x</a>',
    '<!-- <link rel="a" href="/x"> -->',
    '<script>"<link rel=a href=/x>"</script>',
    '<style><link rel=a href=/x></style>',
    '<textarea><link rel=a href=/x></textarea>',
    '<title><link rel=a href=/x></title>',
    '<template><link rel=a href=/x></template>',
    '<noscript><link rel=a href=/x></noscript>',
    '<p title="<link rel=a href=/x>">x</p>',
    '&lt;link rel=a href=/x>',
    '<link rel=a>',
    '<link rel=a href="http://">',
  ])
    assert.deepEqual(read(body), {}, body);
});

test('what is no HTML has no links but those of its header', () => {
  assert.deepEqual(read('<link rel=a href=/x>', undefined, 'text/plain'), {});
  assert.deepEqual(read('<link rel=a href=/x>', '</y>; rel=b', ''), { b: 'https://me.example/y' });
});

test('whatever is sent, it is read in time and without failing', () => {
  const hostile = ['<'.repeat(100_000), `${'<x>;'.repeat(3_000)}"`, '<a>; rel="'.repeat(2_000), ';'.repeat(16_000)];
  for (const text of hostile) assert.equal(typeof read(text, text.slice(0, 16_000)), 'object');
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (body, header) => {
      read(body, header);
    }),
  );
});
