import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAskedByScript, isFromAnotherSite, isFromBrowser, type RequestHeaders } from './cross-site.ts';

const host = 'tv.example.org';

const ours: readonly RequestHeaders[] = [
  { host },
  { host, 'sec-fetch-site': 'same-origin', origin: 'https://whatever.example' },
  { host, 'sec-fetch-site': 'none' },
  { host, origin: 'https://tv.example.org' },
  { host: 'TV.example.org:443', origin: 'https://tv.example.org' },
  { host: 'tv.example.org:8080', origin: 'http://tv.example.org:8080' },
  { ':authority': host, origin: 'https://tv.example.org' },
  { host: '127.0.0.1:8080', 'x-forwarded-host': host, origin: 'https://tv.example.org' },
  { host: '127.0.0.1:8080', origin: 'https://public.example' },
  { host: '[::1]:8080', origin: 'http://[::1]:8080' },
  { host, referer: 'https://tv.example.org/admin' },
];

const others: readonly RequestHeaders[] = [
  { host, 'sec-fetch-site': 'cross-site' },
  { host, 'sec-fetch-site': 'same-site', origin: 'https://tv.example.org' },
  { host, 'sec-fetch-site': '' },
  { host, origin: 'https://evil.example' },
  { host, origin: 'null' },
  { host, origin: '' },
  { host, origin: 'https://tv.example.org.evil.example' },
  { host, origin: 'https://evil.example/tv.example.org' },
  { host, origin: 'https://tv.example.org@evil.example' },
  { host: 'tv.example.org:8080', origin: 'http://tv.example.org:9000' },
  { host, referer: 'https://evil.example/page' },
  { origin: 'https://evil.example' },
  { host: 'not a host', origin: 'https://evil.example' },
];

test('programs and pages of our own may ask', () => {
  for (const headers of ours)
    assert.equal(isFromAnotherSite(headers, 'https://public.example'), false, JSON.stringify(headers));
});

test('pages of others may not, neighbours under the same domain included', () => {
  for (const headers of others) assert.equal(isFromAnotherSite(headers, null), true, JSON.stringify(headers));
});

test('the browser shows its own window for a page that is opened, not for what a script asks', () => {
  assert.equal(isAskedByScript({}), false);
  assert.equal(isAskedByScript({ 'sec-fetch-mode': 'navigate' }), false);
  assert.equal(isAskedByScript({ 'sec-fetch-mode': 'cors' }), true);
  assert.equal(isAskedByScript({ 'x-requested-with': 'aerial' }), true);
});

test('what a browser sends for a link or a picture is told from what a program sends', () => {
  const program = { host, authorization: 'Basic YWRtaW46', accept: '*/*', 'user-agent': 'curl/8' };
  for (const headers of [program, { ...program, 'accept-language': '*', 'sec-fetch-mode': 'cors' }])
    assert.equal(isFromBrowser(headers), false, JSON.stringify(headers));
  for (const more of [
    { cookie: 'a=b' },
    { 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-mode': 'no-cors' },
    { 'accept-language': 'de' },
  ])
    assert.equal(isFromBrowser({ ...program, ...more }), true, JSON.stringify(more));
});
