import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FolderAssets } from '../../platform/assets.ts';
import { Locales } from './locales.ts';
import { renderConsentPage, renderSignInFailure } from './sign-in-pages.ts';

const locales = new Locales(new FolderAssets(join(import.meta.dirname, '../../..')));
const speaking = (asked: string) => locales.choose({ asked, cookies: undefined, accepted: undefined });
const station = { name: 'Tide', style: '/assets/setup.css' };
const question = {
  action: '/consent',
  fields: { state: '"<b>' },
  siteHost: 'chat.test:8080',
  stationHost: 'tide.test',
  denyUrl: 'https://chat.test:8080/back',
};

describe('The pages around signing in', () => {
  it('ask the owner in the language of their browser', () => {
    assert.match(
      renderConsentPage(station, question, speaking('de')),
      /<h1>chat\.test:8080 sagen, wer du bist\?<\/h1>/,
    );
    const arabic = renderConsentPage(station, question, speaking('ar'));
    assert.match(arabic, /<html lang="ar" dir="rtl">/);
    // A name of a host is held together among words that are read from the right.
    assert.match(arabic, /<h1>[^<]*\u2068chat\.test:8080\u2069[^<]*<\/h1>/);
    assert.match(arabic, /value="&quot;&lt;b&gt;"/);
  });

  it('say why it did not work in it, without what is behind it', () => {
    const told = { key: 'refused.accountUnread', detail: 'The server answered 500.' } as const;
    const page = renderSignInFailure(station, told, speaking('fr'));
    assert.match(page, /<p>Votre serveur ne montre pas le compte\.<\/p>/);
    assert.doesNotMatch(page, /500/);
  });
});
