import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainLayout, readLayout } from './page-layout.ts';

const nobody = { cookies: undefined, userAgent: undefined, screen: undefined };

test('a page is drawn as its viewer left it', () => {
  assert.deepEqual(readLayout(nobody), plainLayout);
  const cookies = 'a=b; aerial-layout=hidden.width-24.theatre; c=d';
  assert.deepEqual(readLayout({ ...nobody, cookies }), {
    isChatHidden: true,
    chatWidth: 24,
    isTheatre: true,
    isTelevision: false,
  });
});

test('whatever else stands in the cookie is as if nothing did', () => {
  for (const value of ['width-15', 'width-37', 'width-2.5', 'width-1e9', 'width-', '"><script>', 'x'.repeat(200)]) {
    assert.deepEqual(readLayout({ ...nobody, cookies: `aerial-layout=${value}` }), plainLayout, value);
  }
});

test('televisions are known by their names, or by the address', () => {
  const television = [
    'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 SamsungBrowser/2.2 Chrome/63 TV Safari/537.36',
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/87 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 9; AFTKA) AppleWebKit/537.36 Silk/98 like Chrome/98 Safari/537.36',
    'Mozilla/5.0 (Linux; Andr0id 9; BRAVIA 4K) AppleWebKit/537.36 Chrome/84 Safari/537.36',
  ];
  for (const userAgent of television) assert.equal(readLayout({ ...nobody, userAgent }).isTelevision, true, userAgent);
  const phone = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36';
  const desktop = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36 aft after craft';
  for (const userAgent of [phone, desktop]) assert.equal(readLayout({ ...nobody, userAgent }).isTelevision, false);
  assert.equal(readLayout({ ...nobody, screen: 'television' }).isTelevision, true);
});
