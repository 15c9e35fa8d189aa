import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { QuietWatch } from './quiet-watch.ts';

describe('QuietWatch', () => {
  it('is quiet only after media, and after several looks', () => {
    const watch = new QuietWatch();
    for (let look = 0; look < 8; look += 1) assert.equal(watch.isQuiet(look * 500), false);
    watch.heard(4000);
    const looks = [4500, 5000, 5500, 6000].map((nowMs) => watch.isQuiet(nowMs));
    assert.deepEqual(looks, [false, false, false, true]);
  });

  it('takes a moment in which nobody looked for no quiet', () => {
    const watch = new QuietWatch();
    watch.heard(0);
    assert.equal(watch.isQuiet(9000), false);
    watch.heard(9010);
    assert.equal(watch.isQuiet(9020), false);
  });

  it('forgets a long pause once media come densely again', () => {
    const watch = new QuietWatch();
    watch.heard(0);
    watch.heard(3000);
    const looks = (fromMs: number) => [500, 1000, 1500, 2000].map((afterMs) => watch.isQuiet(fromMs + afterMs)).at(-1);
    assert.equal(looks(3000), false);
    for (let nowMs = 5020; nowMs < 9000; nowMs += 20) watch.heard(nowMs);
    assert.equal(looks(9000), true);
  });
});
