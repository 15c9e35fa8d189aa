import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FolderAssets } from '../../platform/assets.ts';
import { acceptedTags, Locales } from './locales.ts';

const locales = new Locales(new FolderAssets(join(import.meta.dirname, '../../..')));
const choose = (asked?: unknown, cookies?: string, accepted?: string) =>
  locales.choose({ asked, cookies, accepted }).locale;

describe('The language of a page', () => {
  it('is the one that the address asks for, else the one chosen before, else one that the browser wants', () => {
    assert.equal(choose('de', 'aerial-language=fr', 'es'), 'de');
    assert.equal(choose(undefined, 'x=y; aerial-language=fr', 'es'), 'fr');
    assert.equal(choose(undefined, undefined, 'nl, es;q=0.8, en;q=0.5'), 'es');
    assert.equal(choose(), 'en');
  });

  it('passes over what there is not', () => {
    assert.equal(choose('tlh', undefined, 'de'), 'de');
    assert.equal(choose('../../etc/passwd'), 'en');
    assert.equal(choose(['de'], 'aerial-language=', '*'), 'en');
  });

  it('is the nearest of the same name where the very one is not there', () => {
    assert.equal(choose('pt'), 'pt-BR');
    assert.equal(choose('pt-br'), 'pt-BR');
    assert.equal(choose('de-AT'), 'de');
  });

  it('is written from right to left where that is how it is read', () => {
    assert.equal(locales.choose({ asked: 'ar', cookies: undefined, accepted: undefined }).direction, 'rtl');
    assert.equal(locales.choose({ asked: 'de', cookies: undefined, accepted: undefined }).direction, 'ltr');
  });
});

describe('The languages that a browser takes', () => {
  it('are read best first, and only as far as they are tags', () => {
    assert.deepEqual(acceptedTags('en;q=0.3, de-CH, fr;q=0.9, it;q=0, <x>;q=1'), ['de-CH', 'fr', 'en']);
    assert.deepEqual(acceptedTags(undefined), []);
    assert.equal(acceptedTags('de,'.repeat(5000)).length, 20);
  });
});
