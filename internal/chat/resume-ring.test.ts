import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResumeRing } from './resume-ring.ts';

describe('What can be caught up on', () => {
  it('is everything after the event that was seen last', () => {
    const ring = new ResumeRing();
    for (const id of ['a', 'b', 'c']) ring.push(id, `text ${id}`);
    assert.deepEqual(ring.after('a'), ['text b', 'text c']);
    assert.deepEqual(ring.after('c'), []);
    assert.equal(ring.after('unknown'), null);
  });

  it('leaves out what was hidden meanwhile, also for who saw that last', () => {
    const ring = new ResumeRing();
    for (const id of ['a', 'b', 'c']) ring.push(id, `text ${id}`);
    ring.forget(['b']);
    assert.deepEqual(ring.after('a'), ['text c']);
    assert.deepEqual(ring.after('b'), ['text c']);
  });

  it('is bounded in number', () => {
    const ring = new ResumeRing();
    for (let id = 0; id < 600; id++) ring.push(String(id), 'x');
    assert.equal(ring.after('99'), null);
    assert.equal(ring.after('100')?.length, 499);
  });

  it('is bounded in size', () => {
    const ring = new ResumeRing();
    for (let id = 0; id < 10; id++) ring.push(String(id), 'ü'.repeat(12_500));
    assert.equal(ring.after('4'), null);
    assert.equal(ring.after('5')?.length, 4);
  });
});
