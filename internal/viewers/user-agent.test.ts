import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UserAgents } from './user-agent.ts';

const cases: readonly [string, string | null, string | null, string | null][] = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Chrome 131',
    'Linux',
    'desktop',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari 17',
    'iOS 17.5',
    'mobile',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0',
    'Firefox 133',
    'Windows 10',
    'desktop',
  ],
  ['curl/8.5', null, null, null],
  ['', null, null, null],
];

it('User agents are told apart by browser, system and device, the same each time', () => {
  const agents = new UserAgents();
  for (const [text, browser, system, device] of [...cases, ...cases]) {
    assert.deepEqual(agents.describe(text), { browser, system, device }, text);
  }
});

it('User agents of a crowd are read once, and not each time that it is listed', () => {
  const agents = new UserAgents();
  const crowd = Array.from({ length: 1_000 }, (_, n) => agents.describe(`curl/${n}`));
  assert.ok(crowd.every((software, n) => agents.describe(`curl/${n}`) === software));
});

it('User agents may be anything', () => {
  const agents = new UserAgents();
  for (const text of ['\u0000', '('.repeat(20_000), 'Version/'.repeat(5_000), 'Mozilla/5.0 ('.repeat(2_000)]) {
    assert.equal(typeof agents.describe(text), 'object');
  }
});
