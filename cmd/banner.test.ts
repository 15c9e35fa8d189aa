import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BannerNeeds, findLanAddresses, renderBanner } from './banner.ts';

const plain: BannerNeeds = {
  version: '1.2.3',
  program: 'aerial',
  listening: { httpPort: 8080, httpSecure: false, rtmpPort: 1935, rtmpsPort: null },
  httpAddress: null,
  rtmpAddress: null,
  lanAddresses: ['192.168.1.20'],
  key: { kind: 'made', key: 'abc123' },
  setupToken: null,
  publicUrl: null,
  terminal: { say() {}, complain() {}, colours: false },
};

test('the first start shows where to watch, what to type into OBS, and the key', () => {
  assert.deepEqual(renderBanner(plain).split('\n'), [
    '',
    '  Aerial 1.2.3 is ready.',
    '',
    '  Watch   http://localhost:8080',
    '          http://192.168.1.20:8080',
    '',
    '  Stream  rtmp://localhost/live   in OBS: Settings, Stream, Service "Custom…", Server',
    '          rtmp://192.168.1.20/live',
    '  Key     abc123   in OBS: Stream Key',
    '',
    '  The key is kept; `aerial keys list` shows it again. Ctrl-C stops the server.',
    '',
  ]);
});

test('a port of its own, TLS and one address are shown as they are reached', () => {
  const banner = renderBanner({
    ...plain,
    listening: { httpPort: 8443, httpSecure: true, rtmpPort: 19_350, rtmpsPort: 1936 },
    httpAddress: '::1',
    rtmpAddress: '10.0.0.5',
  });
  assert.match(banner, /Watch {3}https:\/\/\[::1\]:8443\n\n/);
  assert.match(banner, /Stream {2}rtmp:\/\/10\.0\.0\.5:19350\/live/);
  assert.match(banner, /rtmps:\/\/10\.0\.0\.5:1936\/live/);
});

test('until the studio has a password, the link that sets it is shown under every address', () => {
  const banner = renderBanner({ ...plain, setupToken: 'ToKeN', publicUrl: 'https://tv.example.org' });
  assert.match(banner, / {2}Watch {3}https:\/\/tv\.example\.org\n {10}http:\/\/localhost:8080\n/);
  assert.deepEqual(banner.split('\n').slice(7, 11), [
    '  Studio  https://tv.example.org/setup#ToKeN   sets its password; works once',
    '          http://localhost:8080/setup#ToKeN',
    '          http://192.168.1.20:8080/setup#ToKeN',
    '',
  ]);
});

test('encoders that check the certificate are told the name that it is for', () => {
  const listening = { ...plain.listening, rtmpsPort: 1936 };
  const banner = renderBanner({ ...plain, listening, publicUrl: 'https://tv.example.org' });
  assert.match(banner, / {10}rtmps:\/\/tv\.example\.org:1936\/live\n/);
});

test('later starts do not show the key', () => {
  assert.match(
    renderBanner({ ...plain, key: { kind: 'kept', count: 1 } }),
    /Key {5}the one you have; `aerial keys list` shows it\n/,
  );
  assert.match(
    renderBanner({ ...plain, key: { kind: 'kept', count: 3 } }),
    /Key {5}one of 3; `aerial keys list` shows them\n/,
  );
  assert.match(renderBanner({ ...plain, key: { kind: 'none' } }), /Key {5}none: make one with `aerial keys add`\n/);
  assert.match(renderBanner({ ...plain, key: { kind: 'given' } }), /Key {5}as given with --stream-key\n/);
});

test('in a clone the commands are named as they are called there', () => {
  assert.match(renderBanner({ ...plain, program: 'npm start --' }), /`npm start -- keys list` shows it again/);
});

test('bold and dim are used only where colours are shown', () => {
  const escape = '\u001b[';
  assert.equal(renderBanner(plain).includes(escape), false);
  assert.equal(renderBanner({ ...plain, terminal: { ...plain.terminal, colours: true } }).includes(escape), true);
});

test('of the addresses only those that others may reach are shown', () => {
  const entry = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;
  assert.deepEqual(
    findLanAddresses({
      lo: [entry('127.0.0.1', 'IPv4', true)],
      eth0: [entry('192.168.1.20', 'IPv4'), entry('fe80::1', 'IPv6')],
      wlan0: [entry('169.254.7.7', 'IPv4'), entry('10.0.0.7', 'IPv4')],
      docker0: [entry('172.17.0.1', 'IPv4')],
      'br-1f2e': [entry('172.18.0.1', 'IPv4')],
    }),
    ['192.168.1.20', '10.0.0.7'],
  );
});
