import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRemedy, type FailureKind } from './failures.ts';

function remedy(running: number, ...list: [FailureKind, number][]) {
  return decideRemedy(
    list.map(([kind, seconds]) => ({ kind, atMs: seconds * 1_000 })),
    { running, expendable: 0 },
  );
}

describe('what follows from a failure', () => {
  it('is a start at once, and then ever longer waits', () => {
    const deaths: [FailureKind, number][] = [];
    const delays = [0, 1, 2, 3, 4, 5, 6].map((second) => {
      deaths.push(['died', second]);
      return remedy(1, ...deaths).delayMs;
    });
    assert.deepEqual(delays, [0, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000]);
  });

  it('is a start at once again when two minutes have passed', () => {
    assert.deepEqual(remedy(2, ['died', 0], ['died', 1], ['died', 122]), { delayMs: 0, shed: false });
  });

  it('is the loss of a rendition after three deaths in two minutes', () => {
    assert.equal(remedy(2, ['died', 0], ['hung', 50]).shed, false);
    assert.equal(remedy(2, ['died', 0], ['hung', 50], ['died', 119]).shed, true);
  });

  it('never costs the last rendition when ffmpeg keeps dying', () => {
    assert.equal(remedy(1, ['died', 0], ['died', 1], ['died', 2], ['died', 3]).shed, false);
  });

  it('is the loss of a rendition, even the last, when it was too slow twice', () => {
    assert.deepEqual(remedy(1, ['slow', 0]), { delayMs: 0, shed: false });
    assert.equal(remedy(1, ['slow', 0], ['slow', 20]).shed, true);
  });

  it('costs an expendable rendition sooner: when it was too slow once, or died twice', () => {
    const two = { running: 2, expendable: 1 };
    assert.equal(decideRemedy([{ kind: 'slow', atMs: 0 }], two).shed, true);
    assert.equal(decideRemedy([{ kind: 'died', atMs: 0 }], two).shed, false);
    assert.equal(
      decideRemedy(
        [
          { kind: 'died', atMs: 0 },
          { kind: 'died', atMs: 9 },
        ],
        two,
      ).shed,
      true,
    );
  });

  it('is another look after two seconds or more when ffmpeg is missing, and no shedding', () => {
    assert.deepEqual(remedy(2, ['missing', 0]), { delayMs: 2_000, shed: false });
    assert.deepEqual(remedy(2, ['missing', 0], ['missing', 2], ['missing', 4], ['missing', 9]), {
      delayMs: 5_000,
      shed: false,
    });
  });

  it('is nothing when nothing failed', () => {
    assert.deepEqual(remedy(2), { delayMs: 0, shed: false });
  });
});
