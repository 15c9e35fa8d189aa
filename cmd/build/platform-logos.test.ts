import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socialPlatforms } from '../../internal/http/pages/social-platforms.ts';
import { drawPlatformLogos, drawTile, inkOn } from './platform-logos.ts';

test('every platform has an icon, and so have those that nobody knows', () => {
  const logos = drawPlatformLogos();
  assert.deepEqual(
    [...logos.keys()].toSorted(),
    [...Object.keys(socialPlatforms), 'elsewhere'].map((key) => `${key}.svg`).toSorted(),
  );
  for (const [name, bytes] of logos) assert.match(bytes.toString(), /^<svg .*<\/svg>\n$/s, name);
});

test('a mark is dark on a bright tile and bright on a dark one', () => {
  assert.equal(inkOn('#fffc00'), '#000');
  assert.equal(inkOn('#181717'), '#fff');
});

test('a mark that the icon package has dropped fails the build, not the page', () => {
  assert.throws(() => drawTile({ label: 'Nowhere', mark: { icon: 'no-such-mark' } }), /give Nowhere letters/);
});
