import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginRunsAfresh, isInitSegment } from './fresh-runs.ts';

function box(type: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([0, 0, 0, 8, ...new TextEncoder().encode(type)]);
}

test('an initialisation segment is told from a fragment by its first box', () => {
  assert.equal(isInitSegment(box('ftyp')), true);
  assert.equal(isInitSegment(box('moov').buffer), true);
  assert.equal(isInitSegment(box('moof')), false);
  assert.equal(isInitSegment(new Uint8Array(3)), false);
});

test('the box is read where a view lies in its buffer', () => {
  const whole = new Uint8Array([...box('free'), ...box('ftyp')]);
  assert.equal(isInitSegment(whole.subarray(8)), true);
});

test('each initialisation segment, and nothing else, begins with forgetting what came before', () => {
  const done: string[] = [];
  const buffer = {
    abort: () => void done.push('abort'),
    appendBuffer: (data: Uint8Array) => void done.push(`append ${String.fromCharCode(...data.subarray(4))}`),
  };
  beginRunsAfresh(buffer as unknown as SourceBuffer);
  for (const type of ['ftyp', 'moof', 'moof', 'ftyp']) buffer.appendBuffer(box(type));
  assert.deepEqual(done, ['abort', 'append ftyp', 'append moof', 'append moof', 'abort', 'append ftyp']);
});
