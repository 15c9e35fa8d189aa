import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { problemsOf } from '../markup/testing.ts';
import { cleanName, maxNameLength } from './clean-name.ts';
import { judgeName } from './judge-name.ts';
import { makeName } from './make-name.ts';
import { nameKey, sameName } from './name-key.ts';
import { firstWords, secondWords } from './words.ts';

const invisible =
  /[\p{Cc}\p{Cs}\p{Co}\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]/u;
const family = '👩\u200d👩\u200d👧\u200d👦';

describe('Cleaning of names', () => {
  it('keeps what people are called', () => {
    for (const name of [
      'Ann',
      'José Ñandú',
      '山田 太郎',
      'Ольга',
      'نازنین',
      'می\u200cخواهم',
      'love <3',
      'a & b',
      family,
      '❤\ufe0f',
      '🇩🇪',
      'क्\u200dष',
    ]) {
      assert.equal(cleanName(name), name.normalize('NFC'));
    }
  });

  it('takes away HTML, written out or not', () => {
    const table = [
      ['<b>Ann</b>', 'Ann'],
      ['<script>Ann', 'Ann'],
      ['<<b>script>Ann', 'script>Ann'],
      ['<img src=x onerror=alert(1)', 'img src=x onerror=alert(1)'],
      ['<\u200bimg src=x', 'img src=x'],
      ['&lt;b&gt;Ann&#60;/b&#x3E;', 'bAnn/b'],
    ] as const;
    for (const [raw, name] of table) assert.equal(cleanName(raw), name);
  });

  it('takes away what cannot be seen, or turns the direction of writing', () => {
    const table = [
      ['\u202eAnn\u202c', 'Ann'],
      ['A\u200bn\u2060n\ufeff\u00ad', 'Ann'],
      ['Ann\u0000\u0007\u001b[1m', 'Ann[1m'],
      ['A\u200dn\u200cn', 'Ann'],
      ['Ann\ufe0f\u034f', 'Ann'],
      ['Ann\ud800\ue000\uffff', 'Ann'],
      ['\u3164\u115f\u2800\u200b', ''],
      [' \u0085\u00a0\u3000\t', ''],
      ['  Ann \r\n\u2003 Lee\u0085', 'Ann Lee'],
      [`Z${'\u0301'.repeat(20)}`, 'Ź\u0301\u0301\u0301'],
    ] as const;
    for (const [raw, name] of table) assert.equal(cleanName(raw), name, JSON.stringify(raw));
  });

  it('cuts long names without cutting a character in two', () => {
    assert.equal(cleanName('a'.repeat(40)), 'a'.repeat(30));
    assert.equal(cleanName('🎉'.repeat(40)), '🎉'.repeat(30));
    assert.equal(cleanName('a'.repeat(28) + family), 'a'.repeat(28));
    assert.equal(Array.from(cleanName(`👩${'\u200d👩'.repeat(40)}`)).length, 30);
  });

  it('gives names that are short, visible and clean already, whatever comes in', () => {
    const soup = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '&lt;',
          '<b',
          '&#60',
          ' ',
          '\u200d',
          '\ufe0f',
          '\u202e',
          '👩',
          'a',
          '\u0301',
          '\ud83d',
          'ي',
          '/',
          '\r',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const name = cleanName(parts.join(''));
        assert.ok(Array.from(name).length <= maxNameLength);
        assert.ok(!invisible.test(name), JSON.stringify(name));
        assert.equal(name.trim(), name);
        assert.deepEqual(
          problemsOf(`<p>${name}</p>`).filter((problem) => problem.startsWith('has')),
          [],
        );
        assert.equal(nameKey(cleanName(name)), nameKey(name));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Names that look alike', () => {
  it('are the same name', () => {
    const likeAdmin = [
      'ADMIN',
      'аdmin',
      'АDМІN',
      'admın',
      'ADMlN',
      '4dmin'.replace('4', 'а'),
      'adm1n',
      'ádmin',
      'ａｄｍｉｎ',
      '𝐚𝐝𝐦𝐢𝐧',
      'ⓐⓓⓜⓘⓝ',
      'ᴀᴅᴍɪɴ',
      '🅰🅳🅼🅸🅽',
      'adrnin',
      'a-d_m.i n',
      'ad\u200bmin',
      '@dmin',
    ];
    for (const like of likeAdmin) assert.ok(sameName('admin', like), like);
    for (const [one, other] of [
      ['Night Bot', 'NightB0t'],
      ['paypal', 'раураl'],
      ['William', 'VVilliam'],
      ['Ill', '111'],
      ['Łukasz', 'łukasz'],
    ]) {
      assert.ok(sameName(one ?? '', other ?? ''), `${one} ${other}`);
    }
  });

  it('are told from those that do not', () => {
    const different = [
      'Ann',
      'Anna',
      'Bob',
      'José',
      '山田',
      '山本',
      'कि',
      'का',
      'ก่',
      'ก้',
      '🎉',
      '🐈',
      '...',
      '!!!',
      'Ольга',
      'Олена',
      'ابن',
      'ابو',
    ];
    for (const [index, one] of different.entries()) {
      for (const other of different.slice(index + 1)) assert.ok(!sameName(one, other), `${one} ${other}`);
    }
  });

  it('are so in either case of their letters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,30}$/), (name) => {
        assert.equal(nameKey(name.toUpperCase()), nameKey(name.toLowerCase()));
      }),
    );
  });
});

describe('Judging of names', () => {
  const judge = (name: string, forbidden: readonly string[] = ['aerial', 'operator', 'admin', 'system']): string =>
    judgeName({ name, forbidden, isTaken: (key) => key === nameKey('Ann') }).kind;

  it('lets most people be called what they like', () => {
    for (const name of ['Bob', 'Adam Minter', 'Mad Mina', '🎉', '...', '山田', 'min', 'oper', 'sys'])
      assert.equal(judge(name), 'fine', name);
  });

  it('forbids names that contain a forbidden word, or something like it', () => {
    for (const name of [
      'admin',
      'TheAdmin42',
      'real-АDМIN',
      'a d m i n',
      'Ad-Min',
      'the 0perator',
      'sуstem ',
      'adrnin',
    ]) {
      assert.equal(judge(name), 'forbidden', name);
    }
    assert.equal(judge('The Bоss', ['the boss']), 'forbidden');
    assert.equal(judge('Anne', ['mo', 'e5']), 'fine');
    assert.equal(judge('Arno', ['mo']), 'fine');
    assert.equal(judge('Моmo', ['mo']), 'forbidden');
    assert.equal(judge('anybody', ['', '  ', '\u200b']), 'fine');
  });

  it('forbids slurs in names when the filter is on', () => {
    const facts = { name: Array.from('ekIk eht').toReversed().join(''), forbidden: [], isTaken: () => false };
    assert.equal(judgeName({ ...facts, slurFilter: true }).kind, 'forbidden');
    assert.equal(judgeName(facts).kind, 'fine');
  });

  it('protects the names of those who proved who they are from look-alikes', () => {
    for (const name of ['Ann', 'ANN', 'Аnn', 'A_n_n']) assert.equal(judge(name), 'taken', name);
  });

  it('refuses names without a visible character', () => {
    assert.equal(judge(''), 'empty');
  });
});

describe('Made-up names', () => {
  const numbers =
    (...values: number[]): (() => number) =>
    () =>
      values.shift() ?? 0;

  it('are of two words, of which there are enough', () => {
    assert.equal(makeName(numbers(0, 0), []), `${firstWords[0]}-${secondWords[0]}`);
    assert.equal(makeName(numbers(0.999999, 0.999999), []), `${firstWords.at(-1)}-${secondWords.at(-1)}`);
    assert.ok(new Set(firstWords).size === firstWords.length && firstWords.length >= 100);
    assert.ok(new Set(secondWords).size === secondWords.length && secondWords.length >= 100);
  });

  it('are what a name may be, each of them', () => {
    for (const first of firstWords) {
      for (const second of secondWords) {
        const name = `${first}-${second}`;
        assert.match(name, /^[a-z]+-[a-z]+$/);
        assert.ok(name.length <= maxNameLength, name);
        assert.ok(!/admin|system|operator|aerial/.test(name.replace('-', '')), name);
      }
    }
  });

  it('come from the owner’s suggestions when there are ten or more', () => {
    const suggested = Array.from({ length: 10 }, (_, index) => `Guest ${index} `);
    assert.equal(makeName(numbers(0.35), suggested), 'Guest 3');
    assert.equal(makeName(numbers(0, 0), suggested.slice(1)), `${firstWords[0]}-${secondWords[0]}`);
    assert.equal(makeName(numbers(0, 0, 0), suggested.fill('\u200b')), `${firstWords[0]}-${secondWords[0]}`);
  });
});
