import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenFor } from './testing.ts';
import { silentLogger } from '../platform/log.ts';
import { namesOf, openPublicFile } from './public-folder.ts';
import { addPublicFilesRoute } from './routes/public-files.ts';
import { WebServer } from './web-server.ts';

/** A data directory with a public folder in it, and a secret beside that. */
function folder(t: { after(done: () => void): void }): string {
  const data = mkdtempSync(join(tmpdir(), 'aerial-public-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const open = join(data, 'public');
  mkdirSync(join(open, 'sub'), { recursive: true });
  mkdirSync(join(open, '.git'));
  writeFileSync(join(data, 'secret.txt'), 'secret');
  writeFileSync(join(open, 'a b.txt'), 'hello');
  writeFileSync(join(open, 'page.html'), '<script>1</script>');
  writeFileSync(join(open, 'sub', 'index.html'), 'index');
  writeFileSync(join(open, 'empty.css'), '');
  writeFileSync(join(open, '.htaccess'), 'secret');
  writeFileSync(join(open, '.git', 'config'), 'secret');
  symlinkSync('../secret.txt', join(open, 'out.txt'));
  symlinkSync('..', join(open, 'up'));
  symlinkSync('.git', join(open, 'git'));
  symlinkSync('a b.txt', join(open, 'in.txt'));
  symlinkSync('/dev/zero', join(open, 'zero'));
  return open;
}

test('an address is taken for names, and for nothing else', () => {
  assert.deepEqual(namesOf('a/b.txt'), ['a', 'b.txt']);
  assert.deepEqual(namesOf('a/'), ['a', 'index.html']);
  for (const path of [
    '../x',
    'a/../../x',
    './x',
    '.hidden',
    'a//b',
    '/etc/passwd',
    'a\\..\\b',
    'a\0b',
    'a/'.repeat(99),
  ])
    assert.equal(namesOf(path), null, JSON.stringify(path));
});

test('plain files of the folder are opened, also by a link that stays inside', async (t) => {
  const open = folder(t);
  for (const path of ['a b.txt', 'sub/', 'sub/index.html', 'in.txt', 'empty.css']) {
    const file = await openPublicFile(open, path);
    assert.ok(file !== null, path);
    await file.handle.close();
  }
});

test('what is hidden, is no file or lies outside is not there', async (t) => {
  const open = folder(t);
  const paths = [
    'out.txt',
    'up/secret.txt',
    '.htaccess',
    '.git/config',
    'git/config',
    'zero',
    'sub',
    'none',
    'a b.txt/x',
  ];
  for (const path of [...paths, '../secret.txt', 'sub/../../secret.txt']) {
    assert.equal(await openPublicFile(open, path), null, path);
  }
  assert.equal(await openPublicFile(join(open, 'nowhere'), 'a'), null);
});

test('files are sent with their type; pages and drawings get an origin of their own', async (t) => {
  const open = folder(t);
  const server = new WebServer({
    log: silentLogger,
    early: [],
    routes: [(app) => addPublicFilesRoute(app, { folder: open })],
  });
  const port = await listenFor(t, server);
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/public/${path}`, init);
  const text = await ask('a%20b.txt');
  assert.equal(await text.text(), 'hello');
  assert.deepEqual(
    [text.headers.get('content-type'), text.headers.get('content-length'), text.headers.get('x-content-type-options')],
    ['text/plain; charset=utf-8', '5', 'nosniff'],
  );
  const again = await ask('a%20b.txt', { headers: { 'if-none-match': text.headers.get('etag') ?? '' } });
  assert.equal(again.status, 304);
  const head = await ask('a%20b.txt', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '5']);
  const page = await ask('page.html');
  assert.match(page.headers.get('content-security-policy') ?? '', /^sandbox(?!.*same-origin)/);
  assert.equal((await ask('empty.css')).status, 200);
  for (const path of ['out.txt', '.htaccess', '%2e%2e/secret.txt', '..%2fsecret.txt', 'sub%5c..%5ca', '%00', '']) {
    assert.equal((await ask(path)).status, 404, path);
  }
});
