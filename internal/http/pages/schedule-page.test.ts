import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Settings } from '../../config/settings.ts';
import { FolderAssets } from '../../platform/assets.ts';
import { readChannelView } from './channel-view.ts';
import { Locales } from './locales.ts';
import { lengthWords, renderSchedulePage } from './schedule-page.ts';

const assets = {
  viewerScript: '/a.js',
  viewerStyle: '/a.css',
  playerScript: '/p.js',
  sharedScripts: [],
  chatScript: '/c.js',
  scheduleScript: '/s.js',
};
const language = new Locales(new FolderAssets(join(import.meta.dirname, '../../..'))).choose({
  asked: 'en',
  cookies: undefined,
  accepted: undefined,
});
const view = readChannelView({
  settings: new Settings({ stored: new Map([['channel-name', 'Nine']]) }),
  renderMarkdown: () => '',
  digestOf: () => '1',
  customStyles: '',
  logoUrl: '/logo',
  origin: null,
});
const planned = {
  id: 'show',
  name: '<script>x</script>',
  description: 'Bring & tell',
  startWallMs: Date.parse('2027-07-02T19:00:00Z'),
  durationMinutes: 90,
  timeZone: 'Europe/Berlin',
  status: 'scheduled',
} as const;
const state = { view, language, planned: [planned], origin: 'https://tv.example', versionNumber: '1' };

test('the page of what is planned needs no script to be read, and nothing in it runs', () => {
  const page = renderSchedulePage(state, assets);
  assert.match(page, /&lt;script&gt;x/);
  assert.match(page, /Friday,? 2 July 2027 at 21:00 \(Europe\/Berlin\)/);
  assert.match(page, /1 h 30 min/);
  assert.match(page, /Bring &amp; tell/);
  assert.match(page, /href="webcal:\/\/tv\.example\/api\/schedule\.ics"/);
  assert.equal(page.match(/<script/g)?.length, 1);
});

test('what is cancelled is shown as that, and an empty page says so', () => {
  assert.match(renderSchedulePage({ ...state, planned: [{ ...planned, status: 'cancelled' }] }, assets), /Cancelled/);
  assert.match(renderSchedulePage({ ...state, planned: [], origin: null }, assets), /Nothing is planned/);
});

test('lengths are told in hours and minutes', () => {
  assert.deepEqual([5, 60, 61, 1440].map(lengthWords), ['5 min', '1 h', '1 h 1 min', '24 h']);
});
