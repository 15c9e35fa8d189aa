import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { rows } from './house.ts';
import { rootDirectory } from './sources.ts';

const read = (path: string): string => readFileSync(join(rootDirectory, path), 'utf8');
const texts = globSync(['*.md', 'docs/**/*.md'], { cwd: rootDirectory }).toSorted();

describe('The documentation', () => {
  it('tells the cause and the remedy of every error code, and of no other', () => {
    const catalogue =
      /const catalogue = \{([\s\S]*?)\n\} as const/.exec(read('internal/platform/errors.ts'))?.[1] ?? '';
    const codes = [...catalogue.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? '');
    const documented = [...read('docs/50-errors.md').matchAll(/^### `([A-Z_]+)`/gm)].map((match) => match[1] ?? '');
    assert.ok(codes.length > 10);
    assert.deepEqual(documented.toSorted(), codes.toSorted());
  });

  it('describes every room of the house', () => {
    const house = read('docs/house.md');
    assert.deepEqual(
      rows.flat().filter((room) => !house.includes(`\`${room}\``)),
      [],
    );
  });

  it('links only to files that are there', () => {
    const broken: string[] = [];
    for (const path of texts) {
      for (const [, target = ''] of read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        if (!existsSync(join(rootDirectory, dirname(path), target))) broken.push(`${path}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('names for all that strangers try on the fediverse a test that is there', () => {
    const tried = read('docs/fediverse-threats.md')
      .split('\n')
      .filter((line) => /^\| \d+ \|/.test(line));
    assert.equal(tried.length, 53);
    const missing = tried.flatMap((line) => {
      const named = [...line.matchAll(/\]\(([^)]+)\) “([^”]+)”/g)];
      if (named.length === 0) return [line];
      return named
        .filter(([, file = '', words = '']) => !read(join('docs', file)).includes(words))
        .map(([, file, words]) => `${file}: ${words}`);
    });
    assert.deepEqual(missing, []);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const unknown = texts.flatMap((path) =>
      [...read(path).matchAll(/\bnpm run ([\w:-]+)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([text]) => `${path}: ${text}`),
    );
    assert.deepEqual(unknown, []);
  });
});
