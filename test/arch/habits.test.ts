import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSources } from './sources.ts';

const sources = readSources();
const withoutComments = sources.map(({ path, text }) => ({
  path,
  text: text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1'),
}));

/** Places, as `path:line`, where `pattern` stands in the code of files that `chosen` picks. */
function places(pattern: RegExp, chosen: (path: string) => boolean): string[] {
  return withoutComments
    .filter(({ path }) => chosen(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
}

/** Tests, and what only tests use. */
const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.endsWith('/testing.ts');
const isShipped = (path: string): boolean => /^(cmd|internal|web)\/(?!build\/)/.test(path) && !isTest(path);

describe('The habits of the house', () => {
  it('keep each file to 600 lines and half of them to 100', () => {
    const lengths = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > 600),
      [],
    );
    const shipped = lengths.filter(({ path }) => isShipped(path)).toSorted((a, b) => a.lines - b.lines);
    const median = shipped[Math.floor(shipped.length / 2)]?.lines ?? 0;
    assert.ok(median <= 100, `the median file has ${median} lines`);
  });

  it('ask a clock for the time', () => {
    const clocks = ['internal/platform/clock.ts', 'web/shared/clock.ts'];
    const asked = (path: string): boolean => isShipped(path) && !clocks.includes(path) && !path.endsWith('.mjs');
    assert.deepEqual(places(/\bDate\.now\(|\bnew Date\(\)|\bDate\(\)|\bMath\.random\(/, asked), []);
  });

  it('let no test sleep for a fixed time', () => {
    const asleep = /setTimeout\(\s*r(esolve)?\w*\s*,|\bsetTimeout\b[^;]*node:timers\/promises|\bsleep\(\s*\d/;
    assert.deepEqual(
      places(asleep, (path) => isTest(path) && path !== 'test/arch/habits.test.ts'),
      [],
    );
  });

  it('leave no test out and none alone', () => {
    assert.deepEqual(
      places(
        /\b(it|test|describe)\.(skip|only|todo)\(|\{\s*(skip|only|todo):\s*true/,
        (path) => isTest(path) && path !== 'test/arch/habits.test.ts',
      ),
      [],
    );
  });

  it('read files that travel with Aerial through its assets', () => {
    // All but the first write into the clone, and are part of no program.
    const readers = ['internal/platform/assets.ts', 'internal/store/write-migration.ts', 'cmd/write-docs.ts'];
    assert.deepEqual(
      places(
        /import\.meta\.(dirname|filename|url|main)/,
        (path) => isShipped(path) && !readers.includes(path) && !path.endsWith('.mjs'),
      ),
      [],
    );
  });

  it('start no copy of Aerial by way of Node, which is not there in the executable', () => {
    assert.deepEqual(
      places(
        /\bfork\(|\b(spawn|exec\w*)\(process\.execPath|\bcreateRequire\(/,
        (path) => isShipped(path) && !path.endsWith('.mjs'),
      ),
      [],
    );
  });
});
