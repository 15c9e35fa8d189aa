import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameEmoji } from './emoji-name.ts';
import { Gallery } from './gallery.ts';
import { dataUrl, makeGif, makeJpeg, makePng, makeSvg, MemoryShelf } from './testing.ts';

function open(shelf = new MemoryShelf()) {
  const changes: string[] = [];
  return { shelf, changes, gallery: new Gallery({ shelf, onChange: (kind) => void changes.push(kind) }) };
}

describe('The gallery', () => {
  it('shows the logo that was set last, under an address that changes with it', () => {
    const { gallery, shelf, changes } = open();
    assert.equal(gallery.logo(), null);
    assert.equal(gallery.logoUniqueness(), 'default');
    gallery.setLogo(dataUrl('image/png', makePng()));
    const first = gallery.logoUniqueness();
    gallery.setLogo(dataUrl('image/svg+xml', makeSvg()));
    assert.equal(gallery.logo()?.name, 'logo.svg');
    assert.notEqual(gallery.logoUniqueness(), first);
    assert.equal(shelf.list('logo').length, 1);
    assert.deepEqual(changes, ['logo', 'logo']);
    gallery.setLogo('');
    assert.equal(gallery.logo(), null);
  });

  it('keeps nothing of what is refused, and says why', () => {
    const { gallery, shelf, changes } = open();
    const refused = [
      gallery.setLogo(dataUrl('image/png', makeGif())),
      gallery.setLogo(dataUrl('image/svg+xml', makeSvg('<script/>'))),
      gallery.setFavicon(Buffer.from('no picture'), 'image/png'),
      gallery.addEmoji('a b', dataUrl('image/png', makePng())),
      gallery.addEmoji('a.gif', dataUrl('image/png', makePng())),
    ];
    for (const outcome of refused) assert.match(outcome.kind === 'refused' ? outcome.reason : '', /^The .+\.$/);
    assert.deepEqual([...shelf.list('logo'), ...shelf.list('favicon'), ...shelf.list('emoji'), ...changes], []);
  });

  it('lists emoji by the word that messages use, and finds their pictures', () => {
    const { gallery } = open();
    gallery.addEmoji('wave.png', dataUrl('image/png', makePng()));
    gallery.addEmoji('cheer', dataUrl('image/gif', makeGif()));
    gallery.addEmoji('photo.JPEG', dataUrl('image/jpeg', makeJpeg()));
    assert.deepEqual(gallery.emoji(), [
      { name: 'wave', url: '/img/emoji/wave.png' },
      { name: 'cheer', url: '/img/emoji/cheer.gif' },
      { name: 'photo', url: '/img/emoji/photo.jpg' },
    ]);
    assert.deepEqual(gallery.emojiPicture('wave.png')?.bytes, makePng());
    assert.equal(gallery.emojiPicture('logo.png'), null);
    assert.equal(gallery.removeEmoji('/wave.png'), true);
    assert.equal(gallery.emojiPicture('wave.png'), null);
    assert.equal(gallery.removeEmoji('wave.png'), false);
  });

  it('keeps emoji in folders, and a folder goes with all that lies in it', () => {
    const { gallery } = open();
    gallery.addEmoji('wave', dataUrl('image/png', makePng()), 'cats');
    gallery.addEmoji('purr', dataUrl('image/png', makePng()), 'cats');
    gallery.addEmoji('toot', dataUrl('image/png', makePng()), 'birds');
    assert.deepEqual(gallery.emoji()[0], { name: 'wave', url: '/img/emoji/cats/wave.png', folder: 'cats' });
    assert.deepEqual(gallery.emojiPicture('cats/wave.png')?.bytes, makePng());
    assert.equal(gallery.emojiPicture('wave.png'), null);
    assert.equal(gallery.addEmoji('WAVE', dataUrl('image/png', makePng()), 'birds').kind, 'taken');
    assert.equal(gallery.removeEmoji('wave.png'), true);
    assert.equal(gallery.removeFolder('cats'), 1);
    assert.equal(gallery.removeFolder('cats'), 0);
    assert.deepEqual(
      gallery.emoji().map(({ name }) => name),
      ['toot'],
    );
    for (const folder of ['..', 'a/b', 'a b', '.', 'ä', 'x'.repeat(41)])
      assert.equal(gallery.addEmoji('more', dataUrl('image/png', makePng()), folder).kind, 'refused', folder);
  });

  it('never gives one word to two emoji, and keeps a thousand of them at most', () => {
    const { gallery, shelf } = open();
    gallery.addEmoji('wave.png', dataUrl('image/png', makePng()));
    assert.equal(gallery.addEmoji('WAVE.gif', dataUrl('image/gif', makeGif())).kind, 'taken');
    for (let number = 0; number < 999; number += 1) {
      shelf.put('emoji', { name: `n${number}.png`, mediaType: 'image/png', bytes: makePng(), digest: 'x' });
    }
    gallery.refresh();
    assert.equal(gallery.addEmoji('more.png', dataUrl('image/png', makePng())).kind, 'taken');
  });

  it('notices what another process has changed, and only that', () => {
    const { gallery, shelf, changes } = open();
    assert.equal(gallery.favicon(), null);
    const picture = { name: 'favicon.png', mediaType: 'image/png', bytes: makePng(), digest: 'x' };
    shelf.put('favicon', picture);
    assert.equal(gallery.favicon(), null, 'it is remembered that there is none');
    gallery.refresh();
    assert.equal(gallery.favicon(), picture);
    assert.deepEqual(changes, ['favicon']);
  });
});

describe('The name of an emoji', () => {
  it('gets the ending of its type', () => {
    for (const given of ['a+b_c-1', 'a+b_c-1.png', 'a+b_c-1.PNG']) {
      assert.deepEqual(nameEmoji(given, 'image/png'), {
        kind: 'usable',
        value: { shortcode: 'a+b_c-1', file: 'a+b_c-1.png' },
      });
    }
  });

  it('is refused when it could be anything but a name', () => {
    for (const given of [
      '',
      '.',
      '..',
      '.png',
      'a.b.png',
      'a\0.png',
      'ä.png',
      'a/',
      'a:b',
      '../../a.png',
      '/a.png',
      'C:\\pictures\\a.png',
      'a%2e',
      'x'.repeat(65),
      'a.png\n',
    ]) {
      assert.equal(nameEmoji(given, 'image/png').kind, 'refused', JSON.stringify(given));
    }
  });
});
