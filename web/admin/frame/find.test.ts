import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findIn } from './find.ts';

const findings = [
  ['Server', 'Page', 'general ports'],
  ['Stream keys', 'Video', 'stream-key setting'],
  ['Port of the page', 'Server', 'http-port setting'],
  ['Title of the stream', 'Action', 'rename'],
].map(([title = '', where = '', words = '']) => ({ key: title, title, where, words, act: () => undefined }));

const titles = (query: string): string[] => findIn(findings, query, 10).map(({ title }) => title);

describe('The palette', () => {
  it('shows everything while nothing is asked, as much as there is room for', () => {
    assert.equal(findIn(findings, ' ', 3).length, 3);
  });

  it('puts first what begins as the query does', () => {
    assert.deepEqual(titles('stream'), ['Stream keys', 'Title of the stream']);
    assert.deepEqual(titles('port'), ['Port of the page', 'Server']);
  });

  it('finds settings by their technical names, and wants every word', () => {
    assert.deepEqual(titles('HTTP-port'), ['Port of the page']);
    assert.deepEqual(titles('stream ladder'), []);
  });
});
