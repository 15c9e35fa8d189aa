import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

type Packages = Record<string, { version: string; optional?: boolean }>;

/** A clone with that lock file and those packages, on a machine where npm only notes how it was called. */
class Clone {
  readonly root = mkdtempSync(join(tmpdir(), 'aerial-setup-'));

  constructor(state: {
    wanted: Packages;
    installed?: Packages;
    programs?: string[];
    ownNode?: string;
    broughtNode?: string;
  }) {
    this.#write('package-lock.json', JSON.stringify({ packages: { '': { version: '1.0.0' }, ...state.wanted } }));
    if (state.installed !== undefined) {
      this.#write('node_modules/.package-lock.json', JSON.stringify({ packages: state.installed }));
    }
    this.#write('node_modules/.bin/README', '');
    if (state.ownNode === undefined) symlinkSync(process.execPath, join(this.root, 'node_modules/.bin/node'));
    else this.#write('node_modules/.bin/node', `#!/bin/sh\necho ${state.ownNode}\n`);
    if (state.broughtNode !== undefined) {
      const brought = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
      this.#write(brought, `#!/bin/sh\necho ${state.broughtNode}\n`);
    }
    this.#write('bin/npm', `#!/bin/sh\necho "$@" >> ${join(this.root, 'npm-calls')}\n`);
    for (const program of state.programs ?? []) this.#write(`bin/${program}`, '#!/bin/sh\n');
    mkdirSync(join(this.root, 'cmd'));
    copyFileSync(join(import.meta.dirname, 'setup.mjs'), join(this.root, 'cmd/setup.mjs'));
  }

  setUp(...programs: string[]): { status: number | null; said: string; npmCalls: string } {
    const { status, stderr } = spawnSync(process.execPath, [join(this.root, 'cmd/setup.mjs'), ...programs], {
      env: { PATH: join(this.root, 'bin') },
      encoding: 'utf8',
    });
    return { status, said: stderr, npmCalls: this.#readIfThere('npm-calls') };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #readIfThere(path: string): string {
    try {
      return readFileSync(join(this.root, path), 'utf8');
    } catch {
      return '';
    }
  }

  #write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
}

const fastify = { version: '5.0.0' };

describe('Setting a clone up', () => {
  it('says and does nothing when everything is there', () => {
    using clone = new Clone({
      wanted: {
        'node_modules/fastify': fastify,
        'node_modules/node-linux-riscv64': { version: '24.0.0', optional: true },
      },
      installed: { 'node_modules/fastify': fastify },
      programs: ['ffmpeg'],
    });
    assert.deepEqual(clone.setUp('ffmpeg'), { status: 0, said: '', npmCalls: '' });
  });

  it('installs the packages when there are none', () => {
    using clone = new Clone({ wanted: { 'node_modules/fastify': fastify } });
    const { status, npmCalls } = clone.setUp();
    assert.equal(status, 0);
    assert.match(npmCalls, /^ci --include=optional --include=dev --ignore-scripts/);
  });

  it('installs the packages anew when the lock file wants other ones', () => {
    for (const installed of [{}, { 'node_modules/fastify': { version: '4.9.0' } }]) {
      using clone = new Clone({ wanted: { 'node_modules/fastify': fastify }, installed });
      assert.match(clone.setUp().npmCalls, /^ci /);
    }
  });

  it('takes the Node at hand where npm has brought an old one, if that one is new enough', () => {
    using clone = new Clone({ wanted: {}, installed: {}, ownNode: 'v20.1.0' });
    assert.equal(clone.setUp().status, 0);
    const { stdout } = spawnSync(join(clone.root, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
    assert.equal(stdout.trim(), process.version);
  });

  it('links the Node that npm brought where npm has not done so', () => {
    using clone = new Clone({ wanted: {}, installed: {}, broughtNode: 'v24.99.0', ownNode: 'v20.1.0' });
    assert.equal(clone.setUp().status, 0);
    const { stdout } = spawnSync(join(clone.root, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
    assert.equal(stdout.trim(), 'v24.99.0');
  });

  it('knows which programs it can bring', () => {
    using clone = new Clone({ wanted: {}, installed: {} });
    const { status, said } = clone.setUp('emacs');
    assert.equal(status, 69);
    assert.match(said, /no "emacs"/);
  });
});
