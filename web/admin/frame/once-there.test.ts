import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onceThere } from './once-there.ts';

/** A page on which nothing is drawn yet. */
function page() {
  const state = {
    drawn: null as string | null,
    looks: new Set<() => void>(),
    timeUp: () => undefined as void,
    led: [] as string[],
  };
  const end = onceThere(
    {
      find: () => state.drawn,
      watch: (look) => {
        state.looks.add(look);
        return () => void state.looks.delete(look);
      },
      clock: {
        after: (_delayMs, callback) => {
          state.timeUp = callback;
          return () => undefined;
        },
      },
    },
    (place) => void state.led.push(place),
  );
  const draw = (place: string | null): void => {
    state.drawn = place;
    for (const look of state.looks) look();
  };
  return { state, draw, end };
}

describe('A link to a place of a page', () => {
  it('leads there as soon as it is drawn, and once', () => {
    const { state, draw } = page();
    draw(null);
    assert.deepEqual(state.led, []);
    draw('the encoder');
    draw('the encoder');
    assert.deepEqual([state.led, state.looks.size], [['the encoder'], 0]);
  });

  it('leads nowhere after another was followed, or when the place is not drawn for long', () => {
    for (const stop of ['end', 'time'] as const) {
      const { state, draw, end } = page();
      if (stop === 'end') end();
      else state.timeUp();
      draw('the encoder');
      assert.deepEqual([state.led, state.looks.size], [[], 0], stop);
    }
  });
});
