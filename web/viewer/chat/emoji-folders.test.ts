import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findEmoji, inFolders } from './emoji-folders.ts';

const emoji = [
  { name: 'wave', url: '/img/emoji/cats/wave.png', folder: 'cats' },
  { name: 'beer', url: '/img/emoji/beer.png' },
  { name: 'Purr', url: '/img/emoji/cats/Purr.png', folder: 'cats' },
  { name: 'toot', url: '/img/emoji/birds/toot.png', folder: 'birds' },
];
const namesOf = (found: readonly { readonly name: string }[]): string[] => found.map(({ name }) => name);

describe('The emoji of a channel', () => {
  it('stand by their folders, those that lie in none first', () => {
    const shown = inFolders(emoji).map(({ folder, emoji: members }) => [folder, namesOf(members)]);
    assert.deepEqual(shown, [
      ['', ['beer']],
      ['birds', ['toot']],
      ['cats', ['wave', 'Purr']],
    ]);
  });

  it('are found by a part of their name or of their folder', () => {
    assert.deepEqual(namesOf(findEmoji(emoji, 'pur')), ['Purr']);
    assert.deepEqual(namesOf(findEmoji(emoji, 'cat')), ['wave', 'Purr']);
    assert.equal(findEmoji(emoji, '').length, 4);
    assert.deepEqual(findEmoji(emoji, 'dog'), []);
  });
});
