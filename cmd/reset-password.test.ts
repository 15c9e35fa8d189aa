import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { AdminPassword } from '../internal/auth/admin-password.ts';
import { SetupLink } from '../internal/auth/setup-link.ts';
import { testStore } from '../internal/store/testing.ts';
import { runCommand, temporaryDirectory } from './testing.ts';

test('a link is printed under the addresses of the server, holds once, and every session ends', async (t) => {
  const directory = temporaryDirectory(t);
  const { store } = testStore.withClock(t, { directory });
  const session = { tokenHash: 'h', createdWallMs: 0, expiresWallMs: 1, address: '', userAgent: '' };
  store.sessions.add(session, { atMost: 9, nowWallMs: 0 });
  const words = ['--data', directory, '--http-port', '8090', '--public-url', 'https://tv.example.org'];
  const { code, output } = await runCommand(['reset-password', ...words]);
  assert.equal(code, 0);
  const [, token = ''] =
    /^https:\/\/tv\.example\.org\/setup#([\w-]{43})\nhttp:\/\/localhost:8090\/setup#/.exec(output) ?? [];
  assert.equal(store.sessions.find('h'), null);
  const link = new SetupLink({ secrets: store.secrets, wallMs: () => 0 });
  assert.equal(link.holds(token), true);
  assert.equal(link.use(token), true);
  assert.equal(link.use(token), false);
});

test('a password from standard input holds at once, and takes a link that waits away', async (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  await runCommand(['reset-password', '--data', directory]);
  const outcome = await runCommand(['reset-password', '--stdin', '--data', directory], {}, 'new password ü\n');
  assert.deepEqual(outcome, { code: 0, output: 'The password is set, and every session has ended.' });
  const password = new AdminPassword({ secrets: store.secrets, given: null, randomBytes });
  assert.equal(await password.matches('new password ü'), true);
  assert.equal(store.secrets.get('setup-link'), null);
});

test('what cannot be a password is refused, and so is a link for a station that is not there', async (t) => {
  const directory = temporaryDirectory(t);
  for (const input of ['', 'short', 'x'.repeat(201), 'x'.repeat(100_000), 'two\nlines here', 'bell\u0007 password']) {
    const { code, output } = await runCommand(['reset-password', '--stdin', '--data', directory], {}, input);
    assert.equal(code, 64);
    assert.match(output, /\[USAGE\]$/);
  }
  assert.equal((await runCommand(['reset-password', '--data', directory])).code, 64);
});

test('who has given the password to the server is told that it holds all the same', async (t) => {
  const directory = temporaryDirectory(t);
  const environment = { AERIAL_ADMIN_PASSWORD: 'given at the start' };
  const { output } = await runCommand(['reset-password', '--stdin', '--data', directory], environment, 'another one');
  assert.match(output, /takes that password and no other/);
});
