import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitorOf } from './visitor.ts';

test('players are known by the names that they give', () => {
  for (const name of [
    'mpv 0.38.0',
    'VLC/3.0.20 LibVLC/3.0.20',
    'AppleCoreMedia/1.0.0.21F79 (Apple TV; U)',
    'Lavf/61.1.100',
    'ExoPlayer/2.19',
    'Kodi/20.2 (X11; Linux)',
  ])
    assert.equal(visitorOf(name), 'player', name);
});

test('makers of cards are known, search engines see the page', () => {
  for (const name of [
    'http.rb/5.1 (Mastodon/4.2; +https://a.example/) Bot',
    'Mozilla/5.0 (compatible; Discordbot/2.0)',
    'Synapse (bot; +https://m.example)',
    'WhatsApp/2.23',
    'Pinterest/0.2 (+https://www.pinterest.com/bot.html)',
    'Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)',
  ])
    assert.equal(visitorOf(name), 'card-maker', name);
  assert.equal(visitorOf('Mozilla/5.0 (compatible; Googlebot/2.1)'), 'browser');
});

test('browsers, curl and those who say nothing get the page', () => {
  for (const name of [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]',
    'Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36 [Pinterest/Android]',
    'curl/8.5.0',
    '',
  ])
    assert.equal(visitorOf(name), 'browser', name);
});
