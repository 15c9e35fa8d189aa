import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countByCountry, deviceOf, findViewers, type Viewer } from './viewer-rows.ts';

const viewer = (changes: Partial<Viewer>): Viewer => ({
  clientID: 'a',
  viewerID: 'a',
  firstSeen: '2026-01-02T03:04:05Z',
  userAgent: 'Mozilla/5.0',
  ipAddress: '192.0.2.1',
  geo: { countryCode: 'DE', regionName: 'Unknown', timeZone: '' },
  software: { browser: 'Firefox 130', system: 'Linux', device: null },
  playback: null,
  ...changes,
});

test('a viewer’s device is told as far as it is known', () => {
  assert.equal(deviceOf(viewer({})), 'Firefox 130 on Linux');
  const unknown = { software: { browser: null, system: null, device: null } };
  assert.equal(deviceOf(viewer({ ...unknown, userAgent: 'VLC/3.0' })), 'VLC/3.0');
  assert.equal(deviceOf(viewer({ ...unknown, userAgent: '' })), 'Not known');
});

test('viewers are found by country, device and address', () => {
  const all = [viewer({}), viewer({ geo: null, ipAddress: '198.51.100.7' })];
  assert.equal(findViewers(all, '').length, 2);
  assert.equal(findViewers(all, 'german').length, 1);
  assert.equal(findViewers(all, '198.51').length, 1);
  assert.equal(findViewers(all, 'LINUX').length, 2);
});

test('viewers are counted by country, and those of whom it is not known apart', () => {
  const counts = countByCountry([viewer({}), viewer({}), viewer({ geo: null })]);
  assert.deepEqual(
    [...counts],
    [
      ['DE', 2],
      ['', 1],
    ],
  );
});
