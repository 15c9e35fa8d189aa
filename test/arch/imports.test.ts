import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { guests, homes, neverImported, pageWindow, rows } from './house.ts';
import { importsOf, packageOf, readSources, rootDirectory } from './sources.ts';

const sources = readSources();
const packageJson = JSON.parse(readFileSync(join(rootDirectory, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>;

describe('Imports', () => {
  it('take a third-party package only in its one home', () => {
    const astray: string[] = [];
    for (const source of sources) {
      for (const name of importsOf(source).map(packageOf)) {
        if (name === null) continue;
        const home = homes[name];
        if (guests[name] === source.path) continue;
        if (home === undefined) astray.push(`${source.path} imports ${name}, which has no home in test/arch/house.ts`);
        else if (home === '' ? !source.path.endsWith('.test.ts') : !source.path.startsWith(home)) {
          astray.push(`${source.path} imports ${name}, which belongs to ${home}`);
        }
      }
    }
    assert.deepEqual(astray, []);
  });

  it('account for every package of package.json, and each of those has an exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = packageJson;
    const named = { ...dependencies, ...devDependencies, ...optionalDependencies };
    assert.deepEqual(Object.keys(named).toSorted(), [...Object.keys(homes), ...neverImported].toSorted());
    for (const [name, version] of Object.entries(named)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  });

  it('are locked whole: every optional package of another platform is named, or npm ci refuses the lock file', () => {
    const { packages } = JSON.parse(readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    assert.deepEqual(missing, []);
  });

  it('keep to rooms that the house knows', () => {
    const known = new Set(rows.flat());
    const rooms = sources.map(({ path }) => /^internal\/([^/]+)\//.exec(path)?.[1]);
    assert.deepEqual(
      rooms.filter((room) => room !== undefined && !known.has(room)),
      [],
    );
  });

  it('carry the ending of the file', () => {
    const bare = sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith('.') && !/\.(ts|tsx|css|mjs|json)$/.test(specifier))
        .map((specifier) => `${source.path}: ${specifier}`),
    );
    assert.deepEqual(bare, []);
  });

  it('give pages nothing of the server but the types of its API', () => {
    const astray = sources
      .filter(({ path }) => path.startsWith('web/') && !path.endsWith('.test.ts'))
      .flatMap((source) => source.text.match(/^import .*['"](?:\.\.\/)+internal\/.*$/gm) ?? [])
      .filter((line) => !(line.startsWith('import type ') && line.includes(`/internal/${pageWindow}'`)));
    assert.deepEqual(astray, []);
  });

  it('never reach from shipped code into tests or the build', () => {
    const astray = sources
      .filter(({ path }) => /^(cmd|internal|web)\//.test(path) && !path.endsWith('.test.ts'))
      .flatMap((source) =>
        importsOf(source)
          .filter((specifier) => /^(\.\.\/)+(test|build)\/|\.test\.ts$/.test(specifier))
          .map((specifier) => `${source.path}: ${specifier}`),
      );
    assert.deepEqual(astray, []);
  });
});
