import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openAssets, type Assets } from './assets.ts';
import { loadNativeAddon } from './native-addon.ts';

const name = 'native/thing.node';

/** Assets as the executable has them: bytes without a file. */
function packed(content: string): Assets {
  return {
    has: () => true,
    text: () => content,
    bytes: () => Buffer.from(content),
    names: () => [name],
    file: () => null,
  };
}

function temporary(): { path: string; [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'aerial-addon-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const readIt = (file: string): object => ({ file, content: readFileSync(file, 'utf8') });

describe('A native add-on', () => {
  it('is loaded straight from a clone', () => {
    using data = temporary();
    const addon = loadNativeAddon({
      assets: openAssets(),
      name: 'native/better_sqlite3.node',
      dataDirectory: data.path,
    });
    assert.ok('Database' in addon);
    assert.deepEqual(readdirSync(data.path), []);
  });

  it('is written once into the data directory and used again from there', () => {
    using data = temporary();
    const load = (): object => loadNativeAddon({ assets: packed('one'), name, dataDirectory: data.path, load: readIt });
    const { file } = load() as { file: string };
    const written = statSync(file);
    assert.deepEqual(load(), { file, content: 'one' });
    assert.equal(statSync(file).ino, written.ino);
  });

  it('is written anew when the file from last time was tampered with', () => {
    using data = temporary();
    const load = (): object => loadNativeAddon({ assets: packed('one'), name, dataDirectory: data.path, load: readIt });
    const { file } = load() as { file: string };
    writeFileSync(file, 'evil');
    assert.deepEqual(load(), { file, content: 'one' });
  });

  it('takes the place of the one that an older version left', () => {
    using data = temporary();
    for (const content of ['one', 'two']) {
      loadNativeAddon({ assets: packed(content), name, dataDirectory: data.path, load: readIt });
    }
    assert.equal(readdirSync(join(data.path, 'native')).length, 1);
  });

  it('falls back to a private folder, gone afterwards, where the data directory forbids running code', () => {
    using data = temporary();
    using fallback = temporary();
    const addon = loadNativeAddon({
      assets: packed('one'),
      name,
      dataDirectory: data.path,
      fallbackDirectories: [fallback.path],
      load: (file) => {
        if (file.startsWith(data.path)) throw new Error('failed to map segment from shared object');
        return readIt(file);
      },
    }) as { file: string; content: string };
    assert.equal(addon.content, 'one');
    assert.ok(addon.file.startsWith(fallback.path));
    assert.equal(existsSync(addon.file), false);
    assert.deepEqual(readdirSync(fallback.path), []);
  });

  it('says every reason with a code when nothing helps', () => {
    using data = temporary();
    mkdirSync(join(data.path, 'empty'));
    const load = (): never => {
      throw new Error('GLIBC_2.34 not found.');
    };
    assert.throws(
      () =>
        loadNativeAddon({
          assets: packed('one'),
          name,
          dataDirectory: data.path,
          fallbackDirectories: [data.path],
          load,
        }),
      { code: 'ADDON_UNUSABLE', message: /GLIBC_2\.34 not found; GLIBC_2\.34 not found\.$/ },
    );
    assert.deepEqual(readdirSync(join(data.path, 'empty')), []);
  });
});
