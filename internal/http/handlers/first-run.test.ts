import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstRunHandlers } from './first-run.ts';

test('setting a station up goes on where it was left, and is done for good', async () => {
  let kept: string | null = null;
  const { getFirstRun, setFirstRun } = firstRunHandlers({ read: () => kept, write: (step) => void (kept = step) });
  const call = { params: {}, query: {}, body: undefined } as unknown as Parameters<typeof getFirstRun>[0];
  const goTo = (step: 'key' | 'done') => setFirstRun({ ...call, body: { step } });
  assert.deepEqual(await getFirstRun(call), { step: 'name' });
  assert.deepEqual(await goTo('key'), { step: 'key' });
  assert.deepEqual(await getFirstRun(call), { step: 'key' });
  assert.deepEqual(await goTo('done'), { step: 'done' });
  assert.deepEqual(await goTo('key'), { step: 'done' });
  kept = 'from another version';
  assert.deepEqual(await getFirstRun(call), { step: 'name' });
});
