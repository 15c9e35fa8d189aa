import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PictureState, PictureWatch, pictureWarnings, watchedSize } from './picture-watch.ts';

const pictureBytes = watchedSize.width * watchedSize.height;

function picture(value: (position: number) => number): Buffer {
  return Buffer.from(Array.from({ length: pictureBytes }, (_, position) => value(position)));
}

const black = picture((position) => 16 + (position % 2));
const scene = picture((position) => 40 + (position % 120));

/** Shows each for a second. */
function watch(pictures: readonly Buffer[]): PictureState {
  const watched = new PictureWatch();
  for (const [second, shown] of pictures.entries()) watched.push(shown, second * 1000);
  return watched.state((pictures.length - 1) * 1000);
}

function times(count: number, shown: Buffer): Buffer[] {
  return Array.from({ length: count }, () => shown);
}

const states: readonly (readonly [string, readonly Buffer[], PictureState])[] = [
  ['nothing yet', [], { blackForMs: 0, stillForMs: 0 }],
  ['one picture', [scene], { blackForMs: 0, stillForMs: 0 }],
  ['the same picture again', times(5, scene), { blackForMs: 0, stillForMs: 3000 }],
  [
    'what compression makes of nothing, more at each key frame',
    [0, 3, 0, 2, 3].map((pulse) => picture((at) => 40 + (at % 120) + (at % 7 === 0 ? pulse : 0))),
    { blackForMs: 0, stillForMs: 3000 },
  ],
  [
    'what creeps',
    Array.from({ length: 9 }, (_, second) => picture((at) => 40 + (at % 120) + second)),
    { blackForMs: 0, stillForMs: 0 },
  ],
  [
    'one corner that moves',
    [scene, picture((at) => (at === 0 ? 44 : 40 + (at % 120)))],
    { blackForMs: 0, stillForMs: 0 },
  ],
  ['black', times(5, black), { blackForMs: 4000, stillForMs: 3000 }],
  [
    'a light in the dark',
    times(
      3,
      picture((at) => (at === 9 ? 90 : 16)),
    ),
    { blackForMs: 0, stillForMs: 1000 },
  ],
  ['a scene after black', [...times(3, black), scene], { blackForMs: 0, stillForMs: 0 }],
];

describe('the watch over the picture', () => {
  for (const [what, pictures, state] of states) {
    it(`knows ${what}`, () => assert.deepEqual(watch(pictures), state));
  }

  it('takes pictures in pieces, and forgets what does not go on', () => {
    const watched = new PictureWatch();
    const bytes = Buffer.concat(times(3, black));
    for (const [position, byte] of bytes.entries()) watched.push(Buffer.of(byte), position);
    assert.ok(watched.state(bytes.length).stillForMs > 0);
    watched.clear();
    assert.deepEqual(watched.state(9_999), { blackForMs: 0, stillForMs: 0 });
  });

  it('goes on over a change of ffmpeg, and forgets what it has not seen for a quarter of a minute', () => {
    const watched = new PictureWatch();
    for (const atMs of [0, 1000, 2000]) watched.push(black, atMs);
    watched.push(black.subarray(0, 100), 3000);
    watched.interrupt();
    assert.deepEqual(watched.state(9000), { blackForMs: 9000, stillForMs: 8000 });
    watched.push(black, 10_000);
    assert.deepEqual(watched.state(10_000), { blackForMs: 10_000, stillForMs: 9000 });
    assert.deepEqual(watched.state(25_001), { blackForMs: 0, stillForMs: 0 });
    watched.push(black, 26_000);
    assert.deepEqual(watched.state(26_000), { blackForMs: 0, stillForMs: 0 });
  });

  for (const [state, kinds] of [
    [{ blackForMs: 0, stillForMs: 0 }, []],
    [{ blackForMs: 10_000, stillForMs: 60_000 }, []],
    [{ blackForMs: 11_000, stillForMs: 10_000 }, ['black']],
    [{ blackForMs: 90_000, stillForMs: 89_000 }, ['black']],
    [{ blackForMs: 0, stillForMs: 61_000 }, ['still']],
  ] as const) {
    it(`warns of ${kinds.join() || 'nothing'} after ${state.blackForMs} ms of black and ${state.stillForMs} ms of standstill`, () => {
      const warnings = pictureWarnings(state);
      assert.deepEqual(
        warnings.map(({ kind }) => kind),
        kinds,
      );
      for (const { sentence } of warnings) assert.match(sentence, /for \d+ s\. .*[Cc]heck/);
    });
  }
});
