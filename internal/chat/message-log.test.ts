import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MAX_HISTORY, MessageLog } from './message-log.ts';
import type { ChatUser, StoredMessage } from './model.ts';
import { chatMessage, chatUser } from './testing.ts';

/** A shelf in memory that counts what is asked of it, and a log on it. */
function setUp(stored: readonly StoredMessage[] = []) {
  const clock = new ManualClock();
  const kept = [...stored];
  const people = new Map<string, ChatUser>([['ann', chatUser({ id: 'ann', displayName: 'Ann' })]]);
  const batches: string[][] = [];
  const state: { isFull: boolean; reads: number; pinnedId: string | null } = {
    isFull: false,
    reads: 0,
    pinnedId: null,
  };
  const authored = (message: StoredMessage) => ({ message, user: people.get(message.userId ?? '') ?? null });
  const log = new MessageLog({
    clock,
    log: silentLogger,
    findUser: (id) => people.get(id) ?? null,
    shelf: {
      addAll: (messages) => {
        if (state.isFull) throw new Error('The disk is full.');
        batches.push(messages.map(({ id }) => id));
        kept.push(...messages);
      },
      recent: (limit) => {
        state.reads += 1;
        return kept
          .filter(({ hiddenWallMs }) => hiddenWallMs === null)
          .slice(-limit)
          .map(authored);
      },
      pinned: () => {
        state.reads += 1;
        const message = kept.find(({ id }) => id === state.pinnedId);
        return message === undefined ? null : authored(message);
      },
      pin: (id) => void (state.pinnedId = id),
      setHidden: (ids, hiddenWallMs) =>
        ids.filter((id) => {
          const at = kept.findIndex((message) => message.id === id);
          const found = kept[at];
          if (found === undefined || (found.hiddenWallMs === null) === (hiddenWallMs === null)) return false;
          kept[at] = { ...found, hiddenWallMs };
          return true;
        }),
    },
  });
  return { clock, log, batches, people, state };
}

const idsOf = (log: MessageLog): string[] => log.recent().map(({ message }) => message.id);

describe('The log of messages', () => {
  it('writes what is said within a tenth of a second in one batch, and shows it at once', () => {
    const { clock, log, batches, state } = setUp([chatMessage({ id: 'old' })]);
    assert.deepEqual(idsOf(log), ['old']);
    log.append(chatMessage({ id: 'a', userId: 'ann' }));
    log.append(chatMessage({ id: 'b' }));
    assert.deepEqual(idsOf(log), ['old', 'a', 'b']);
    assert.equal(log.recent()[1]?.user?.displayName, 'Ann');
    assert.deepEqual(batches, []);
    clock.advance(100);
    assert.deepEqual(batches, [['a', 'b']]);
    assert.equal(state.reads, 1);
  });

  it('writes what waits when it is told to, once', () => {
    const { clock, log, batches } = setUp();
    log.append(chatMessage({ id: 'a' }));
    assert.equal(log.flush(), true);
    clock.advance(1_000);
    assert.deepEqual(batches, [['a']]);
  });

  it('keeps messages in memory while the disk takes none, and writes them later', () => {
    const { clock, log, batches, state } = setUp();
    state.isFull = true;
    log.append(chatMessage({ id: 'a' }));
    assert.equal(log.flush(), false);
    clock.advance(2_000);
    assert.deepEqual(idsOf(log), ['a']);
    state.isFull = false;
    log.append(chatMessage({ id: 'b' }));
    clock.advance(2_000);
    assert.deepEqual(batches, [['a', 'b']]);
  });

  it('holds no more than newcomers are shown', () => {
    const { log } = setUp();
    log.recent();
    for (let n = 0; n <= MAX_HISTORY; n += 1) log.append(chatMessage({ id: `m${n}` }));
    assert.deepEqual([log.recent().length, log.recent()[0]?.message.id], [MAX_HISTORY, 'm1']);
  });

  it('hides messages that are not written yet, too, and shows them again in their place', () => {
    const { log } = setUp();
    for (const id of ['a', 'b', 'c']) log.append(chatMessage({ id }));
    const before = log.version;
    assert.deepEqual(log.setVisibility(['b', 'unknown'], false), ['b']);
    assert.ok(log.version > before);
    assert.deepEqual(idsOf(log), ['a', 'c']);
    assert.equal(log.isRecent('b'), false);
    assert.deepEqual(log.setVisibility(['a', 'b'], true), ['b']);
    assert.deepEqual(idsOf(log), ['a', 'b', 'c']);
  });

  it('hides what a full disk did not take, and writes it hidden once it does', () => {
    const { clock, log, batches, state } = setUp();
    state.isFull = true;
    for (const id of ['a', 'b']) log.append(chatMessage({ id }));
    assert.deepEqual(log.setVisibility(['a'], false), ['a']);
    assert.deepEqual(log.setVisibility(['a'], false), []);
    assert.deepEqual(idsOf(log), ['b']);
    state.isFull = false;
    clock.advance(2_000);
    assert.deepEqual(batches, [['a', 'b']]);
    log.invalidate();
    assert.deepEqual(idsOf(log), ['b']);
    assert.deepEqual(log.setVisibility(['a'], true), ['a']);
    assert.deepEqual(idsOf(log), ['a', 'b']);
  });

  it('knows the pinned message without asking twice, and forgets it once it is hidden', () => {
    const { log, state } = setUp();
    assert.equal(log.pinned(), null);
    log.append(chatMessage({ id: 'a' }));
    log.pin('a');
    assert.equal(log.pinned()?.message.id, 'a');
    const { reads } = state;
    assert.equal(log.pinned()?.message.id, 'a');
    assert.equal(state.reads, reads);
    log.setVisibility(['a'], false);
    assert.equal(log.pinned(), null);
  });

  it('shows people under the name that they have now', () => {
    const { log, people } = setUp();
    log.recent();
    log.append(chatMessage({ id: 'a', userId: 'ann' }));
    const renamed = chatUser({ id: 'ann', displayName: 'Anna' });
    people.set('ann', renamed);
    log.noteUser(renamed);
    assert.equal(log.recent()[0]?.user?.displayName, 'Anna');
  });
});
