import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { FolderAssets } from '../../platform/assets.ts';
import { Locales } from '../pages/locales.ts';
import { answerLostVisitors } from './missing-page.ts';

const locales = new Locales(new FolderAssets(join(import.meta.dirname, '../../..')));
const answer = answerLostVisitors({
  station: () => ({ name: 'Tide', style: '/assets/setup.css' }),
  languageOf: (headers) =>
    locales.choose({ asked: headers['accept-language'], cookies: undefined, accepted: undefined }),
});

/** What is sent to whoever asks so; null where it is left to others. */
function sentFor(url: string, accept: string, method = 'GET'): string | null {
  const sent: string[] = [];
  const reply = {
    code: (status: number) => (sent.push(String(status)), reply),
    headers: () => reply,
    send: (body: string) => (sent.push(body), reply),
  };
  const request = { url, method, headers: { accept, 'accept-language': 'es' } };
  const [first, second] = [request, reply] as unknown as Parameters<typeof answer>;
  return answer(first, second) === null ? null : sent.join(' ');
}

const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';

test('people at an address where nothing is are told so in their language, and led to the channel', () => {
  assert.match(sentFor('/shcedule', browser) ?? '', /^404 [^]*lang="es"[^]*Aquí no hay nada[^]*href="\/"/);
});

test('programs are answered as the API does', () => {
  assert.equal(sentFor('/shcedule', '*/*'), null);
  assert.equal(sentFor('/shcedule', browser, 'POST'), null);
  for (const url of ['/api/nothing', '/hls/7/x.m4s', '/api', '/public/x.svg'])
    assert.equal(sentFor(url, browser), null);
});
