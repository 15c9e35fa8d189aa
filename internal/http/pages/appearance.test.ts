import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appearanceCss, isDarkColor } from './appearance.ts';

test('nothing set makes no CSS', () => assert.equal(appearanceCss({}), ''));

test('every variable keeps its name, and what it means here becomes one of our tokens', () => {
  const css = appearanceCss({ 'theme-color-action': '#0a0', 'my-own': '3px' });
  assert.match(css, /--theme-color-action:#0a0;--my-own:3px/);
  assert.match(css, /--accent:var\(--theme-color-action\)/);
});

test('a more particular variable wins over the palette', () => {
  const css = appearanceCss({ 'theme-color-palette-6': 'red', 'theme-color-action': 'blue' });
  assert.match(css, /--accent:var\(--theme-color-action\)/);
  assert.doesNotMatch(css, /--accent:var\(--theme-color-palette-6\)/);
});

test('text can be read on a background of one’s own, whatever theme the viewer has', () => {
  const dark = appearanceCss({ 'theme-color-background-main': '#102030' });
  assert.match(dark, /--text-strong:#f4f5f7/);
  assert.match(dark, /color-scheme:dark/);
  const light = appearanceCss({ 'theme-color-palette-3': 'rgb(250, 240, 230)' });
  assert.match(light, /--text-strong:#171a21/);
  const unread = appearanceCss({ 'theme-color-background-main': 'hsl(1 2% 3%)' });
  assert.doesNotMatch(unread, /--text-strong/);
});

test('a colour is read as hex or rgb()', () => {
  assert.equal(isDarkColor('#fff'), false);
  assert.equal(isDarkColor('#0b0d12ff'), true);
  assert.equal(isDarkColor('rgba(0 0 0 / 50%)'), true);
  assert.equal(isDarkColor('tomato'), null);
});
