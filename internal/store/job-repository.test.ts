import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { temporaryDirectory, testStore } from './testing.ts';

describe('JobRepository', () => {
  const job = { kind: 'errand', lane: 'a', payload: { to: 'the mill' }, createdWallMs: 5 };

  it('gives the oldest of a lane, and the next when that is gone', (t) => {
    const { jobs } = testStore(t);
    jobs.add(job);
    jobs.add({ ...job, payload: 2 });
    jobs.add({ ...job, lane: 'b', payload: 3 });
    const head = jobs.head('errand', 'a');
    assert.deepEqual(head?.payload, { to: 'the mill' });
    assert.equal(jobs.remove(head?.id ?? 0), true);
    assert.equal(jobs.remove(head?.id ?? 0), false);
    assert.equal(jobs.head('errand', 'a')?.payload, 2);
    assert.equal(jobs.head('other', 'a'), null);
  });

  it('tells the lanes of a kind with the state of their oldest job, also after a restart', (t) => {
    const directory = temporaryDirectory(t);
    const first = testStore(t, { directory });
    for (const lane of ['a', 'a', 'b']) first.jobs.add({ ...job, lane });
    first.jobs.add({ ...job, kind: 'other' });
    first.jobs.postpone(first.jobs.head('errand', 'a')?.id ?? 0, { attempts: 2, dueWallMs: 90, lastError: 'shut' });
    first.close();
    const { jobs } = testStore(t, { directory });
    assert.deepEqual(jobs.lanes('errand'), [
      { lane: 'a', attempts: 2, dueWallMs: 90, waiting: 2 },
      { lane: 'b', attempts: 0, dueWallMs: 5, waiting: 1 },
    ]);
    assert.equal(jobs.head('errand', 'a')?.lastError, 'shut');
  });

  it('forgets one lane alone', (t) => {
    const { jobs } = testStore(t);
    for (const lane of ['a', 'b']) jobs.add({ ...job, lane });
    jobs.clear('errand', 'a');
    assert.deepEqual(
      jobs.lanes('errand').map(({ lane }) => lane),
      ['b'],
    );
  });
});
