import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { drawWorldMap } from './world-map.ts';

test('the map of the world knows every country, large ones as paths and small ones as dots, and is light', () => {
  const { width, height, paths, dots } = drawWorldMap();
  for (const code of ['DE', 'BR', 'JP', 'NZ', 'NO', 'FR', 'XK', 'CY'])
    assert.match(paths[code] ?? '', /^M\d+ \d+l/, code);
  for (const code of ['SG', 'MT', 'LI', 'BH']) assert.ok(dots[code] !== undefined, code);
  assert.equal('AQ' in paths, false);
  assert.ok(Object.keys(paths).every((code) => /^[A-Z]{2}$/.test(code)));
  for (const [x, y] of Object.values(dots)) assert.ok(x >= 0 && x <= width && y >= 0 && y <= height);
  assert.ok(gzipSync(JSON.stringify({ paths, dots })).length < 40_000);
});

test('a country on both sides of the date line does not run across the map', () => {
  const relative =
    (drawWorldMap().paths['RU'] ?? '')
      .match(/l[^z]*/g)
      ?.join('')
      .match(/-?\d+/g)
      ?.map(Number) ?? [];
  assert.ok(relative.length > 100);
  assert.ok(
    relative.every((step) => Math.abs(step) < 300),
    String(Math.max(...relative)),
  );
});

test('a country lies where it lies', () => {
  const { width, dots } = drawWorldMap();
  const [x = 0, y = 0] = dots['SG'] ?? [];
  // Singapore: 104° east, a degree north of the equator.
  assert.ok(Math.abs(x / width - (0.5 + 104 / 360)) < 0.02 && Math.abs(y - 236) < 8, `${x} ${y}`);
});
