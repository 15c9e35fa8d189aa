import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { artworkEndpoints } from '../contract/artwork.ts';
import { type Caller, RawReply } from '../contract/endpoint.ts';
import { artworkHandlers, type GalleryOfApi } from './artwork.ts';
import type { PictureOnAir, ShownPicture } from './picture-answer.ts';

const picture = (mediaType: string, words: string): ShownPicture => ({
  mediaType,
  bytes: Buffer.from(words),
  digest: `${words}-digest-of-many-characters`,
});

const unused: GalleryOfApi = {
  logo: () => null,
  logoSize: () => null,
  logoUniqueness: () => 'default',
  favicon: () => null,
  emoji: () => [],
  emojiPicture: () => null,
  setLogo: () => ({ kind: 'usable' }),
  setFavicon: () => ({ kind: 'usable' }),
  removeFavicon: () => {},
  addEmoji: () => ({ kind: 'usable' }),
  removeEmoji: () => false,
  removeFolder: () => 0,
};

function open(gallery: Partial<GalleryOfApi> = {}, onAir: PictureOnAir | null = null) {
  return artworkHandlers({
    gallery: { ...unused, ...gallery },
    snapshots: {
      thumbnail: () => onAir,
      preview: () => onAir,
      webPreview: () => onAir,
      storyboardIndex: () => null,
      storyboardSprite: () => onAir,
    },
    assets: { bytes: (name) => Buffer.from(name) },
    readChannel: () => ({ name: 'Nine', summary: '' }),
    maxFaviconBytes: 1000,
  });
}

function call(headers: Caller['headers'] = {}, rest: object = {}) {
  const caller = { address: '::1', userAgent: '', origin: null, isSecure: false, headers, identity: null };
  return { params: {}, query: {}, body: undefined, caller, ...rest } as never;
}

async function answerOf(reply: unknown): Promise<RawReply> {
  const answer = await reply;
  assert.ok(answer instanceof RawReply);
  return answer;
}

const drawing = picture('image/svg+xml', 'drawing');
const photo = picture('image/png', 'photo');

describe('The pictures of the channel', () => {
  it('are cached for long under an address that changes with them, and asked for again under any other', async () => {
    const handlers = open({ logo: () => photo, logoUniqueness: () => 'abc' });
    const caching = async (uc?: string) => {
      const query = uc === undefined ? {} : { uc };
      return (await answerOf(handlers.getLogo(call({}, { query })))).headers['cache-control'];
    };
    assert.match((await caching('abc')) ?? '', /max-age=2592000/);
    assert.equal(await caching(), 'public, no-cache');
    assert.equal(await caching('older'), 'public, no-cache');
    const builtIn = await answerOf(open().getLogo(call({}, { query: { uc: 'default' } })));
    assert.equal(builtIn.headers['cache-control'], 'public, no-cache');
  });

  it('are not sent again to who has them', async () => {
    const handlers = open({ favicon: () => photo });
    const first = await answerOf(handlers.getFavicon(call()));
    const again = await answerOf(handlers.getFavicon(call({ 'if-none-match': first.headers['etag'] })));
    assert.deepEqual([first.status, again.status, again.body], [200, 304, null]);
  });

  it('can neither run nor load anything where a browser opens them by themselves', async () => {
    const { headers } = await answerOf(open({ logo: () => drawing }).getLogo(call()));
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*sandbox/);
    assert.equal(headers['content-type'], 'image/svg+xml');
  });

  it('are never a drawing for other services', async () => {
    const external = async (logo: ShownPicture | null) =>
      (await answerOf(open({ logo: () => logo }).getLogoForOthers(call()))).headers['content-type'];
    assert.deepEqual(await Promise.all([null, drawing, photo].map(external)), ['image/png', 'image/png', 'image/png']);
    const offline = await answerOf(open({ logo: () => drawing }).getThumbnail(call()));
    assert.equal(offline.headers['content-type'], 'image/png');
  });

  it('show what is on air while something is, and are cached as long as it is fresh', async () => {
    const still = { ...picture('image/jpeg', 'still'), isStale: false };
    const live = await answerOf(open({ logo: () => photo }, still).getThumbnail(call()));
    assert.deepEqual([live.body, live.headers['cache-control']], [still.bytes, 'public, max-age=20']);
    const offline = await answerOf(open({ logo: () => photo }).getThumbnail(call()));
    assert.deepEqual(offline.body, photo.bytes);
  });

  it('are cached but for a moment where they are old and new ones are being made, also by who has them', async () => {
    const old = { ...picture('image/gif', 'old'), isStale: true };
    const handlers = open({}, old);
    const first = await answerOf(handlers.getPreview(call()));
    const again = await answerOf(handlers.getWebPreview(call({ 'if-none-match': first.headers['etag'] })));
    const sprite = await answerOf(handlers.getStoryboardPicture(call()));
    assert.deepEqual([first.body, again.status], [old.bytes, 304]);
    for (const { headers } of [first, again, sprite]) assert.equal(headers['cache-control'], 'public, max-age=2');
  });

  it('are the icon on a home screen where they are large and square, or a drawing', async () => {
    const icons = async (logo: ShownPicture, side: number | null) => {
      const size = side === null ? null : { widthPixels: side, heightPixels: side };
      const handlers = open({ logo: () => logo, logoSize: () => size, logoUniqueness: () => 'abc' });
      const { body } = await answerOf(handlers.getManifest(call()));
      const manifest = JSON.parse(String(body)) as { name: string; icons: { src: string; sizes: string }[] };
      assert.equal(manifest.name, 'Nine');
      return manifest.icons.map(({ src, sizes }) => `${src} ${sizes}`);
    };
    assert.deepEqual(await icons(photo, 512), ['/logo?uc=abc 512x512']);
    assert.deepEqual(await icons(drawing, null), ['/logo?uc=abc any']);
    assert.match((await icons(photo, 100)).join(), /icon-512\.png/);
  });

  it('are refused with a code and the reason', async () => {
    const reason = 'It will not do.';
    const handlers = open({
      setLogo: () => ({ kind: 'refused', reason }),
      addEmoji: () => ({ kind: 'taken', reason }),
    });
    const set = async () => handlers.setLogo(call({}, { body: { value: 'x' } }));
    const add = async () => handlers.uploadEmoji(call({}, { body: { name: 'x', data: 'x' } }));
    const find = async () => handlers.getEmojiPicture(call({}, { params: { file: '../logo.png' } }));
    const upload = async () => handlers.setFavicon(call({ 'content-type': 'text/plain' }, { body: Buffer.from('x') }));
    await assert.rejects(set, { code: 'PICTURE_UNUSABLE', message: reason });
    await assert.rejects(add, { code: 'CONFLICT', message: reason });
    await assert.rejects(find, { code: 'NOT_FOUND' });
    await assert.rejects(upload, { code: 'REQUEST_INVALID' });
  });

  it('have a row for each address that Owncast has', () => {
    const paths = Object.values(artworkEndpoints).map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(paths).size, paths.length);
    assert.ok(paths.includes('DELETE /api/admin/config/favicon'));
  });
});
