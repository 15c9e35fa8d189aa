import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it, test } from 'node:test';
import { fill, readCatalogue, say, speak } from './words.ts';

const root = join(import.meta.dirname, '../..');
type Entries = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
const read = (tag: string) => JSON.parse(readFileSync(join(root, `static/locales/${tag}.json`), 'utf8')) as Entries;
const speakAs = (tag: string) => speak({ locale: tag, entries: read(tag) });
const english = read('en');
const tags = globSync('static/locales/*.json', { cwd: root }).map((path) => basename(path, '.json'));

const sentences = (entry: Entries[string] = '') => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

describe('Each language of the pages', () => {
  it('says everything that English says, and nothing else', () => {
    assert.ok(tags.length >= 6);
    for (const tag of tags) assert.deepEqual(Object.keys(read(tag)).toSorted(), Object.keys(english).toSorted(), tag);
  });

  it('leaves no place unfilled, though a number may be a word where it can only be one', () => {
    for (const tag of tags) {
      for (const [key, entry] of Object.entries(read(tag))) {
        const wanted = places(sentences(english[key]).at(-1) ?? '');
        for (const sentence of sentences(entry)) {
          const isWord = typeof entry === 'object' && !sentence.includes('{count}');
          const given = isWord && wanted.includes('{count}') ? ['{count}', ...places(sentence)] : places(sentence);
          assert.deepEqual(given.toSorted(), wanted, `${tag}: ${key}`);
          assert.notEqual(sentence.trim(), '', `${tag}: ${key}`);
        }
      }
    }
  });

  it('has every plural of its grammar, where English has any', () => {
    for (const tag of tags) {
      const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
      for (const [key, entry] of Object.entries(read(tag))) {
        assert.equal(typeof entry, typeof english[key], `${tag}: ${key}`);
        if (typeof entry === 'object') assert.deepEqual(Object.keys(entry).toSorted(), categories, `${tag}: ${key}`);
      }
    }
  });

  it('writes letters of its own where it is not English', () => {
    for (const tag of tags.filter((one) => one !== 'en')) {
      const own = Object.entries(read(tag)).filter(
        ([key, entry]) => JSON.stringify(entry) !== JSON.stringify(english[key]),
      );
      assert.ok(own.length > 0.85 * Object.keys(english).length, tag);
    }
  });
});

test('the views hold no words of their own', () => {
  const views = globSync(
    ['web/viewer/**/*.tsx', 'internal/http/pages/{about,channel-page,chat-page,chat-place,more}.ts'],
    {
      cwd: root,
    },
  );
  assert.ok(views.length > 15);
  const found = views.flatMap((path) => {
    const code = readFileSync(join(root, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*/g, '');
    const shown = [
      // What stands between tags, and in attributes that people read or hear.
      ...code.matchAll(/(?:"|'|\}|\/|[a-z])>\s*([A-Z][a-z]+(?: [\w’',]+)*[.…]?)\s*<\//g),
      ...code.matchAll(/\b(?:aria-label|title|placeholder|alt|data-tip)="([^"${}:]*[A-Za-z]{2}[^"${}:]*)"/g),
    ];
    return shown.map(([, words]) => `${path}: ${words}`);
  });
  assert.deepEqual(found, []);
});

test('a number chooses the plural and is written as the language does', () => {
  speakAs('ar');
  assert.equal(say('chat.newMessages', { count: 2 }), 'رسالتان جديدتان');
  speakAs('de');
  assert.equal(say('page.watching', { count: 1204 }), '1.204 Personen sehen zu');
  speakAs('en');
  assert.equal(say('page.watching', { count: 1 }), '1 watching');
});

test('what is filled in may be anything, and stands where the language wants it', () => {
  speakAs('de');
  const name = { bold: 'Ann' };
  assert.deepEqual(fill('chat.deedsOf', { name }), ['Was mit der Nachricht von ', name, ' geschehen soll']);
  speakAs('en');
});

test('a page whose catalogue was lost still says what it means by name', () => {
  for (const json of ['', '{', 'null', '{"locale":7}', '{"locale":"not a tag!","entries":{}}']) {
    assert.ok(readCatalogue(json).entries, json);
  }
});
