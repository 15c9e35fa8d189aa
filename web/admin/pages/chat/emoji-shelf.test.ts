import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byFolder, fileOf } from './emoji-shelf.ts';

test('emoji are shown by folder, and each is known by its file', () => {
  const shelf = byFolder([
    { name: 'cat', url: '/img/emoji/animals/cat.png', folder: 'animals' },
    { name: 'wave', url: '/img/emoji/wave.gif' },
  ]);
  assert.deepEqual(
    shelf.map(([folder, emoji]) => [folder, emoji.map(fileOf)]),
    [
      ['', ['wave.gif']],
      ['animals', ['animals/cat.png']],
    ],
  );
});
