import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { FolderAssets, openAssets } from './assets.ts';

function cloneWith(files: Record<string, string>): { root: string; [Symbol.dispose]: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'aerial-assets-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

describe('The assets of a clone', () => {
  it('are read by the names that the executable knows', () => {
    using clone = cloneWith({
      'package.json': '{"version":"1.2.3"}',
      'out/assets/manifest.json': '{}',
      'static/icons/icon.svg': '<svg/>',
      'internal/store/migrations/0001-first.sql': 'select 1;',
    });
    const assets = new FolderAssets(clone.root);
    assert.deepEqual(assets.names(''), [
      'assets/manifest.json',
      'migrations/0001-first.sql',
      'package.json',
      'static/icons/icon.svg',
    ]);
    assert.equal(assets.text('static/icons/icon.svg'), '<svg/>');
    assert.equal(assets.file('package.json'), join(clone.root, 'package.json'));
  });

  it('leave out hidden files and what is not SQL among the migrations', () => {
    using clone = cloneWith({ 'static/.DS_Store': 'x', 'internal/store/migrations/notes.md': 'x' });
    assert.deepEqual(new FolderAssets(clone.root).names(''), []);
  });

  it('do not lead out of the folder by a hostile name', () => {
    using clone = cloneWith({ 'static/a.txt': 'a', 'secret.txt': 's' });
    const assets = new FolderAssets(clone.root);
    for (const name of [
      'static/../secret.txt',
      '../secret.txt',
      '/etc/passwd',
      'static/a.txt\0',
      'static/',
      'static//a.txt',
      '',
    ]) {
      assert.equal(assets.has(name), false, name);
    }
  });

  it('say with a code which one is missing', () => {
    using clone = cloneWith({});
    const assets = new FolderAssets(clone.root);
    assert.throws(() => assets.bytes('assets/viewer.js'), { code: 'ASSET_MISSING', message: /assets\/viewer\.js/ });
  });
});

describe('The assets of this clone', () => {
  it('hold the add-on and the version', () => {
    const assets = openAssets();
    assert.ok(assets.has('native/better_sqlite3.node'));
    assert.match(assets.text('package.json'), /"version"/);
  });
});
