import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AerialError } from '../platform/errors.ts';
import { parseSetting } from './parse-setting.ts';
import { requireSettingName, Settings } from './settings.ts';
import { definitionOf, settingNames } from './table.ts';

test('every default is allowed by its own setting', () => {
  const settings = new Settings({});
  for (const name of settingNames) assert.equal(settings.source(name), 'default');
  assert.equal(settings.get('http-port'), 8080);
  assert.equal(settings.get('http-address'), null);
  assert.equal(settings.get('part-ms'), 500);
  assert.equal(settings.get('ladder'), 'auto');
  assert.equal(settings.get('metrics'), false);
  assert.deepEqual(settings.get('stream-key'), []);
  assert.deepEqual(settings.warnings, []);
});

test('a flag wins over the environment, that over the database, that over the default', () => {
  const stored = new Map([['part-ms', '300']]);
  const environment = { AERIAL_PART_MS: '400' };
  const partOf = (settings: Settings): readonly unknown[] => [settings.get('part-ms'), settings.source('part-ms')];
  assert.deepEqual(partOf(new Settings({ stored })), [300, 'database']);
  assert.deepEqual(partOf(new Settings({ stored, environment })), [400, 'environment']);
  assert.deepEqual(partOf(new Settings({ stored, environment, flags: { 'part-ms': '600' } })), [600, 'flag']);
});

test('an environment variable that is set to nothing counts as not given', () => {
  assert.equal(new Settings({ environment: { AERIAL_HTTP_PORT: '' } }).get('http-port'), 8080);
});

test('what belongs to the start is not taken from the database', () => {
  assert.equal(new Settings({ stored: new Map([['ffmpeg', '/tmp/evil']]) }).get('ffmpeg'), 'ffmpeg');
});

test('an unknown name in the database, kept by another version, does no harm', () => {
  assert.equal(new Settings({ stored: new Map([['hologram', 'on']]) }).get('http-port'), 8080);
});

test('a repeated stream key adds up, and the environment gives one a line', () => {
  assert.deepEqual(new Settings({ flags: { 'stream-key': ['one', 'two words?/='] } }).get('stream-key'), [
    'one',
    'two words?/=',
  ]);
  assert.deepEqual(new Settings({ environment: { AERIAL_STREAM_KEY: 'one\nzwei ü' } }).get('stream-key'), [
    'one',
    'zwei ü',
  ]);
});

test('a refused value names where it stood and what is allowed', () => {
  const cases: readonly (readonly [ConstructorParameters<typeof Settings>[0], RegExp])[] = [
    [{ flags: { 'http-port': '80a' } }, /^--http-port cannot be "80a": allowed is a port from 1 to 65535/],
    [
      { environment: { AERIAL_PART_MS: '5' } },
      /^The environment variable AERIAL_PART_MS cannot be "5": allowed is a whole number from 200 to 1000/,
    ],
    [
      { stored: new Map([['window-seconds', '9']]) },
      /^The stored setting window-seconds cannot be "9".*aerial settings unset window-seconds/,
    ],
    [{ flags: { ladder: '720p' } }, /^--ladder cannot be "720p": allowed is auto, off, or up to 5 renditions/],
    [{ flags: { 'channel-name': 'a\u001b[31m' } }, /^--channel-name cannot be .*one line of 1 to 100 characters/],
    [
      { flags: { s3: '{"enabled":true,"secret":"hidden"}' } },
      /^--s3 cannot be what was given: .* \(needs endpoint, accessKey, secret, bucket and region to be enabled\)/,
    ],
    [{ flags: { tags: '["music", ""]' } }, /^--tags cannot be .* \(1 Too small: /],
    [{ flags: { 'http-address': 'example.org' } }, /^--http-address cannot be "example.org"/],
  ];
  for (const [needs, expected] of cases) {
    assert.throws(
      () => new Settings(needs),
      (error) => error instanceof AerialError && error.code === 'SETTING_INVALID' && expected.test(error.toLine()),
    );
  }
});

test('a refused secret is not repeated', () => {
  assert.throws(
    () => new Settings({ flags: { 'stream-key': ' hush ' } }),
    (error) => error instanceof AerialError && !error.toLine().includes('hush'),
  );
});

test('a certificate needs its key, and the key its certificate', () => {
  assert.throws(() => new Settings({ flags: { 'tls-certificate': 'a.pem' } }), /without --tls-key/);
  assert.throws(() => new Settings({ flags: { 'tls-key': 'a.pem' } }), /without --tls-certificate/);
  assert.equal(new Settings({ flags: { 'tls-key': 'a.pem', 'tls-certificate': 'b.pem' } }).get('tls-key'), 'a.pem');
});

test('a variable that is no setting brings a warning, with the one that was meant', () => {
  const { warnings } = new Settings({ environment: { AERIAL_HTP_PORT: '1', AERIAL_COLOUR: 'red', HOME: '/root' } });
  assert.deepEqual(warnings, [
    'AERIAL_HTP_PORT is not a setting and is ignored; did you mean AERIAL_HTTP_PORT?',
    'AERIAL_COLOUR is not a setting and is ignored.',
  ]);
});

test('a reload brings new values to those who listen, and to nobody what has not changed', () => {
  const settings = new Settings({ stored: new Map([['stream-title', 'One']]) });
  const heard: unknown[] = [];
  const stop = settings.onChange('stream-title', (title) => heard.push(title));
  settings.onChange('grace-seconds', (seconds) => heard.push(seconds));
  assert.deepEqual(settings.reload(new Map([['stream-title', 'Two']])), []);
  stop();
  settings.reload(new Map([['grace-seconds', '5']]));
  assert.deepEqual(heard, ['Two', 5]);
  assert.equal(settings.get('stream-title'), '');
});

test('whoever hears of a changed setting finds the others that were changed with it as they are now', () => {
  const settings = new Settings({ stored: new Map([['ladder-applies', 'at once']]) });
  const heard: string[] = [];
  settings.onChange('ladder', () => heard.push(settings.get('ladder-applies')));
  settings.reload(new Map([['ladder', '480p:1200']]));
  assert.deepEqual(heard, ['next broadcast']);
});

test('a reload leaves what needs a restart, and what has gone bad, as it was', () => {
  const settings = new Settings({ stored: new Map([['part-ms', '300']]) });
  const faults = settings.reload(
    new Map([
      ['http-port', '9000'],
      ['part-ms', '1'],
    ]),
  );
  assert.equal(settings.get('http-port'), 8080);
  assert.equal(settings.get('part-ms'), 300);
  assert.equal(faults.length, 1);
});

test('a listener that throws is reported and does not keep the others from hearing', () => {
  const settings = new Settings({});
  const heard: string[] = [];
  settings.onChange('channel-name', () => {
    throw new Error('no');
  });
  settings.onChange('channel-name', (name) => heard.push(name));
  assert.equal(settings.reload(new Map([['channel-name', 'Night']])).length, 1);
  assert.deepEqual(heard, ['Night']);
});

test('a switch takes the usual words', () => {
  for (const word of ['on', 'TRUE', 'yes', '1']) assert.equal(parseSetting('metrics', word, 'argument'), true);
  for (const word of ['off', 'false', 'No', '0']) assert.equal(parseSetting('metrics', word, 'argument'), false);
  for (const word of ['', 'maybe', 'constructor']) assert.throws(() => parseSetting('metrics', word, 'argument'));
});

test('a name that is no setting is refused with the one that was meant', () => {
  assert.throws(() => requireSettingName('part-mss'), /no setting called "part-mss"/);
  assert.throws(() => requireSettingName('toString'), /no setting/);
  assert.equal(requireSettingName('part-ms'), 'part-ms');
});

test('each help is one sentence', () => {
  for (const name of settingNames) assert.match(definitionOf(name).help, /^[^\n]{5,140}\.$/, name);
});

test("Owncast's variables for HTTPS are heeded below ours, and only with its switch", () => {
  const owncast = {
    OWNCAST_HOST_NAME: 'TV.example.org',
    OWNCAST_TLS_HTTP_PORT: '8081',
    OWNCAST_TLS_HTTPS_PORT: '8443',
    OWNCAST_ACME_DIRECTORY: 'https://acme.example/directory',
  };
  assert.deepEqual(new Settings({ environment: owncast }).get('acme-host'), []);
  const on = { ...owncast, OWNCAST_ENABLE_AUTO_HTTPS: 'true' };
  const settings = new Settings({ environment: on, stored: new Map([['acme-http-port', '8000']]) });
  assert.deepEqual(settings.get('acme-host'), ['tv.example.org']);
  assert.equal(settings.source('acme-host'), 'environment');
  assert.equal(settings.get('acme-http-port'), 8081);
  assert.equal(settings.get('acme-https-port'), 8443);
  assert.equal(settings.get('acme-directory'), 'https://acme.example/directory');
  assert.equal(settings.get('public-url'), 'https://tv.example.org');
  const ours = new Settings({ environment: { ...on, AERIAL_ACME_HOST: 'other.example' } });
  assert.deepEqual(ours.get('acme-host'), ['other.example']);
  const bad = { environment: { OWNCAST_ENABLE_AUTO_HTTPS: 'true', OWNCAST_HOST_NAME: 'no host' } };
  assert.throws(() => new Settings(bad), /AERIAL_ACME_HOST or OWNCAST_HOST_NAME cannot be "no host"/);
  const half = new Settings({ environment: { OWNCAST_ENABLE_AUTO_HTTPS: 'true' } });
  assert.match(half.warnings[0] ?? '', /does nothing without a host name/);
});

test('the public address is the first host with a certificate by ACME, unless another was given', () => {
  const environment = { AERIAL_ACME_HOST: 'tv.example.org, www.example.org' };
  assert.equal(new Settings({ environment }).get('public-url'), 'https://tv.example.org');
  const stored = new Map([['public-url', 'https://www.example.org']]);
  assert.equal(new Settings({ environment, stored }).get('public-url'), 'https://www.example.org');
  assert.equal(new Settings({}).get('public-url'), null);
});

test('the public address that follows from a host waits for the restart that the host waits for', () => {
  const settings = new Settings({ stored: new Map([['acme-host', 'old.example.org']]) });
  settings.reload(new Map([['acme-host', 'new.example.org']]));
  assert.equal(settings.get('public-url'), 'https://old.example.org');
  settings.reload(new Map());
  assert.equal(settings.get('public-url'), 'https://old.example.org');
  const without = new Settings({});
  without.reload(new Map([['acme-host', 'new.example.org']]));
  assert.equal(without.get('public-url'), null);
});
