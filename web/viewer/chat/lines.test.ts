import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { speakEnglish } from '../../shared/testing.ts';
import {
  addLines,
  isFollowUp,
  lastSeenAt,
  type Line,
  type MessageLine,
  nameList,
  presenceWords,
  renameAuthor,
  setVisibility,
} from './lines.ts';

speakEnglish();

const author = { id: 'a', name: 'Ann', colour: 0, isBot: false, isModerator: false, isAuthenticated: false };
const said = (id: string, timeMs: number, who = author): MessageLine => ({
  kind: 'message',
  id,
  timeMs,
  author: who,
  isVisible: true,
  namesMe: false,
  replyToId: null,
  pieces: [],
});
const presence = (id: string, timeMs: number, joined: string[], parted: string[] = []): Line => ({
  kind: 'presence',
  id,
  timeMs,
  joined,
  parted,
});
const isPresence = ({ kind }: Line) => kind === 'presence';
const ids = (lines: readonly Line[]) => lines.map(({ id }) => id).join(' ');

describe('The lines of the chat', () => {
  it('hold each message once, by time, and not more than they may', () => {
    const lines = addLines([said('b', 2), said('d', 4)], [said('a', 1), said('b', 2), said('c', 3)], 10);
    assert.equal(ids(lines), 'a b c d');
    assert.equal(ids(addLines(lines, [said('e', 5)], 3)), 'c d e');
  });

  it('make one line of all who come and go one after the other', () => {
    const first = addLines([], [presence('1', 1, ['Ann']), presence('2', 2, ['Bob'])], 10);
    const lines = addLines(first, [presence('3', 3, [], ['Ann']), presence('4', 4, ['Cid'])], 10);
    assert.equal(lines.length, 1);
    const [line] = lines;
    assert.equal(line?.kind === 'presence' && presenceWords(line), 'Bob and Cid joined · Ann left');
    assert.equal(addLines(lines, [presence('5', 3_600_000, ['Dot'])], 10).length, 2);
  });

  it('do not tell between every two messages who came', () => {
    let lines = addLines([], [presence('p1', 1, ['Ann']), said('a', 2)], 100);
    lines = addLines(lines, [presence('p2', 3, ['Bob']), said('b', 4)], 100);
    assert.equal(ids(lines), 'a p2 b');
    const many = Array.from({ length: 40 }, (_, index) => said(`m${index}`, 5 + index));
    assert.equal(addLines(lines, [...many, presence('p3', 90, ['Cid'])], 100).filter(isPresence).length, 2);
  });

  it('bound the names of a crowd that comes at once', () => {
    let lines: readonly Line[] = [];
    for (let number = 0; number < 500; number++) {
      lines = addLines(lines, [presence(`p${number}`, number, [`name ${number}`])], 10);
    }
    const [line] = lines;
    assert.ok(line?.kind === 'presence' && line.joined.length <= 50);
  });

  it('stand under one name while one person writes without a long pause', () => {
    const bob = { ...author, id: 'b', name: 'Bob' };
    assert.equal(isFollowUp(said('1', 0), said('2', 1000)), true);
    assert.equal(isFollowUp(said('1', 0), said('2', 1000, bob)), false);
    assert.equal(isFollowUp(said('1', 0), said('2', 1000, { ...author, name: 'Anna' })), false);
    assert.equal(isFollowUp(said('1', 0), said('2', 400_000)), false);
    assert.equal(isFollowUp(undefined, said('2', 0)), false);
  });

  it('carry the new name of who was renamed', () => {
    const renamed = renameAuthor([said('a', 1), presence('p', 2, ['Ann'])], { ...author, name: 'Anna' });
    assert.deepEqual(
      renamed.map((line) => line.kind === 'message' && line.author.name),
      ['Anna', false],
    );
  });

  it('lose what was hidden, and keep it marked for moderators', () => {
    const lines = [said('a', 1), said('b', 2)];
    assert.equal(ids(setVisibility(lines, { ids: ['a'], isVisible: false, keepHidden: false })), 'b');
    const kept = setVisibility(lines, { ids: ['a'], isVisible: false, keepHidden: true });
    assert.deepEqual(
      kept.map((line) => line.kind === 'message' && line.isVisible),
      [false, true],
    );
    assert.equal(setVisibility(lines, { ids: ['z'], isVisible: false, keepHidden: false }), lines);
  });

  it('are made anew where they quote what was hidden, so that its words stand nowhere any more', () => {
    const answer = { ...said('b', 2), replyToId: 'a' };
    const other = said('c', 3);
    for (const lines of [
      [said('a', 1), answer, other],
      [answer, other],
    ]) {
      const [left, last] = setVisibility(lines, { ids: ['a'], isVisible: false, keepHidden: false });
      assert.deepEqual(left, answer);
      assert.notEqual(left, answer, 'what has not changed is not drawn again');
      assert.equal(last, other);
    }
  });

  it('are new from where the reader was, also when the last one seen was hidden or has moved', () => {
    const came = presence('p', 3, ['Ann']);
    const before = [said('a', 1), said('b', 2), came];
    const later = addLines(before, [said('c', 4), presence('q', 5, ['Bob'])], 10);
    assert.equal(ids(later), 'a b c q');
    assert.equal(lastSeenAt(later, came), 1);
    assert.equal(lastSeenAt([said('a', 1), said('c', 4)], said('b', 2)), 0, 'hidden meanwhile');
    assert.equal(lastSeenAt([said('c', 4)], said('b', 2)), -1, 'all that is still there is new');
  });

  it('name a few people and count the rest', () => {
    assert.deepEqual(
      [['A'], ['A', 'B'], ['A', 'B', 'C'], ['A', 'B', 'C', 'D']].map((names) => nameList(names)),
      ['A', 'A and B', 'A, B, and C', 'A, B, and 2 others'],
    );
  });
});
