import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contract } from '../../internal/http/contract/contract.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import { Station } from './station.ts';

const dataUrl = (type: string, text: string) => `data:${type};base64,${Buffer.from(text, 'latin1').toString('base64')}`;
const drawing = (inner: string) => dataUrl('image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`);

/** What somebody who wants to harm a viewer would send as a logo. */
const hostile: Readonly<Record<string, string>> = {
  'a script in a drawing': drawing('<script>alert(1)</script>'),
  'an event handler in a drawing': drawing('<g onload="alert(1)"/>'),
  'a page in a drawing': drawing('<foreignObject/>'),
  'a drawing that loads': drawing('<image href="https://example.org/x.png"/>'),
  entities: dataUrl(
    'image/svg+xml',
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
  ),
  'a page that says it is a picture': dataUrl('image/png', '<html><script>alert(1)</script></html>'),
  'a drawing that says it is a photo': dataUrl('image/jpeg', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
  'half a picture': dataUrl('image/png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'),
  'a page': 'data:text/html,<script>alert(1)</script>',
  'an address': 'javascript:alert(1)',
  'the file of another': 'file:///etc/passwd',
};

describe('The pictures of a station', () => {
  let station: Station;
  before(async () => {
    station = await Station.open({ AERIAL_LADDER: 'off', AERIAL_GRACE_SECONDS: '0' });
  });
  after(() => station.close());

  for (const [what, value] of Object.entries(hostile)) {
    it(`refuses ${what} as logo and as emoji, and stores nothing`, async () => {
      const stored = station.readStored();
      const { api, admin } = station;
      const replies = [
        await api.call(contract.setLogo, { body: { value } }, admin),
        await api.call(contract.uploadEmoji, { body: { name: 'sly', data: value } }, admin),
      ];
      for (const { status, text } of replies) {
        assert.equal(status, 400, text);
        assert.equal((JSON.parse(text) as { code: string }).code, 'PICTURE_UNUSABLE');
      }
      assert.equal(station.readStored(), stored);
    });
  }

  it('show what is on air while it is, and the logo afterwards', async () => {
    const typeOf = async (path: string) => (await fetch(station.url + path)).headers.get('content-type');
    assert.deepEqual(await Promise.all(['/thumbnail.jpg', '/preview.gif'].map(typeOf)), ['image/png', 'image/png']);
    const clip = readFlvClip(await makeClip(EASY_CLIP), EASY_CLIP.frameRate);
    const publisher = await RtmpPublisher.start({ target: station.target, clip });
    const isShown = async () => (await typeOf('/thumbnail.jpg')) === 'image/jpeg';
    await until('a frame is shown', isShown, { timeoutMs: 60_000, everyMs: 250 });
    assert.equal(await typeOf('/preview.gif'), 'image/gif');
    assert.equal(await typeOf('/preview.webp'), 'image/webp');
    const readIndex = async () => (await fetch(`${station.url}/storyboard.vtt`)).text();
    await until('the storyboard is made', async () => (await readIndex()).startsWith('WEBVTT'), { timeoutMs: 60_000 });
    const places = (await readIndex()).match(/\/storyboard\.jpg\?v=\S+#xywh=\d+,\d+,160,90/g) ?? [];
    assert.ok(places.length > 0, 'no place in the sprite');
    const tagOf = async (path: string, init?: RequestInit) =>
      (await fetch(station.url + path, init)).headers.get('etag') ?? '';
    const firstSprite = (places[0] ?? '').split('#')[0] ?? '';
    const spriteTag = await tagOf(firstSprite);
    assert.equal(await typeOf(firstSprite), 'image/jpeg');
    const [stillTag, movingTag] = [await tagOf('/thumbnail.jpg'), await tagOf('/preview.gif', { method: 'HEAD' })];
    const isNextStill = async () => (await tagOf('/thumbnail.jpg')) !== stillTag;
    await until('the next frame is shown', isNextStill, { timeoutMs: 90_000, everyMs: 500 });
    assert.notEqual(await tagOf('/preview.gif'), movingTag, 'asking for the moving picture brought no new one');
    const isNextStoryboard = async () => !(await readIndex()).includes(firstSprite);
    await until('the next storyboard is made', isNextStoryboard, { timeoutMs: 90_000, everyMs: 500 });
    assert.equal(await tagOf(firstSprite), spriteTag, 'who read the index before gets another picture');
    publisher.die();
    await station.waitForPhase('offline');
    assert.equal(await typeOf('/thumbnail.jpg'), 'image/png');
  });
});
