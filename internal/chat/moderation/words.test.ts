import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasForbiddenWord } from './forbidden-words.ts';
import { hasLink } from './links.ts';
import { hasSlur } from './slurs.ts';

/** Backwards, so that the file can be read and searched without meeting them. */
function backwards(text: string): string {
  return Array.from(text).toReversed().join('');
}

describe('The filter of slurs', () => {
  it('finds slurs however they are dressed up', () => {
    const dressed = [
      'r3gg1n',
      'R E G G I N',
      'ｒeggin',
      'rеggіn',
      'regg\u200bin',
      'r.e.g.g.i.n',
      'reggiiiin',
      'regg\u0301in',
    ];
    const plain = [
      'sgaf',
      'toggaf',
      'ynnart',
      'ekik',
      'elamehs',
      'kcabtew',
      'koog',
      'cips',
      'kooniahc \u{1f389} knihc',
      'dedrater',
    ];
    for (const written of [...dressed, ...plain]) assert.ok(hasSlur(`so ${backwards(written)}, eh`), written);
  });

  it('lets other words be that have a slur in them, and lets people swear', () => {
    const innocent = [
      'snigger',
      'Nigeria',
      'bigger',
      'spicy',
      'spic and span',
      'despicable',
      'raccoon',
      'Pakistan',
      'gobbledygook',
    ];
    const elsewhere = [
      'je suis en retard',
      'Fagott spielen',
      'van Dyke',
      'a chink in the armour',
      'Kike Hernández',
      'a b c d e',
    ];
    for (const text of [...innocent, ...elsewhere, 'what the fuck', '日本語', '']) assert.ok(!hasSlur(text), text);
  });
});

describe('The filter of links', () => {
  it('finds what is a link, and addresses that others could copy', () => {
    const links = [
      'https://a.example',
      '[a](http://a.example)',
      '<a href="https://a.example">a</a>',
      'hxxp://a',
      'www.example',
    ];
    const addresses = [
      'a.com',
      '(Twitch.TV/ann)',
      'evil．com',
      'e\u200bvil.co\u200bm',
      'youtu.be/abc',
      'go to a-b.org.',
      'ann@mail.de',
    ];
    for (const text of [...links, ...addresses]) assert.ok(hasLink(text), text);
  });

  it('takes no sentence for an address', () => {
    for (const text of ['e.g. this', 'wait...what', 'v1.5.2', 'node.js', 'hello.me too', 'etc.', 'ok.To be sure', '']) {
      assert.ok(!hasLink(text), text);
    }
  });
});

describe('The owner’s list of words', () => {
  const list = ['spoiler', 'Red Wedding', 'sub4*', '*coin', '🍆', ' ', '*', '\u200b'];

  it('finds whole words, in whatever letters they are written', () => {
    const found = [
      'Spoiler!',
      'a sp0іlеr',
      's p o i l e r',
      's.p.o.i.l.e.r',
      'ＳＰＯＩＬＥＲ',
      'spo\u200biler',
      'spóiler',
      '@spoiler',
    ];
    for (const text of [...found, 'the red  wedding, yes', 'red-wedding', '🍆🍆'])
      assert.ok(hasForbiddenWord(text, list), text);
  });

  it('takes a star at an end for any letters', () => {
    for (const text of ['sub4sub', 'SUB4', 'buy bitcoin now', 'coin']) assert.ok(hasForbiddenWord(text, list), text);
  });

  it('finds words within a sentence where a script puts no spaces', () => {
    const unspaced = ['日本', 'ネタバレ', 'ห้าม', 'ng語'];
    for (const text of ['私は日本語です', 'これはネタバレだ', 'นี่คือคำห้ามนะ', 'ｎｇ語です'])
      assert.ok(hasForbiddenWord(text, unspaced), text);
    for (const text of ['本日', 'ネタがバレた', 'ห้า', 'king語']) assert.ok(!hasForbiddenWord(text, unspaced), text);
  });

  it('lets other words be', () => {
    for (const text of ['spoilers', 'unspoiled', 'red wine, wedding', 'coins', 'mysub4', '', '日本語']) {
      assert.ok(!hasForbiddenWord(text, list), text);
    }
    assert.ok(!hasForbiddenWord('anything', []));
  });
});
