import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { silentLogger } from '../platform/log.ts';
import { PasswordDoor } from './password-door.ts';

const ADDRESS = '192.0.2.1';

/** A door with a password that costs nothing to try, and hands to turn its clock with. */
function open() {
  const state = { nowMs: 0, tried: 0, version: 'one' as string | null, right: 'right', hold: Promise.resolve() };
  const door = new PasswordDoor({
    password: {
      get version() {
        return state.version;
      },
      matches: async (password) => {
        state.tried += 1;
        const { right } = state;
        await state.hold;
        return password === right;
      },
    },
    monotonicMs: () => state.nowMs,
    randomBytes,
    log: silentLogger,
  });
  const tryAll = async (passwords: readonly string[], address = ADDRESS) => {
    const kinds: string[] = [];
    for (const password of passwords) kinds.push((await door.try(password, address)).kind);
    return kinds;
  };
  return { door, state, tryAll };
}

const wrong = (count: number) => Array.from({ length: count }, (_, n) => `wrong ${n}`);

describe('The door of the studio', () => {
  test('tries five wrong passwords of an address, then one every twenty seconds', async () => {
    const { door, state, tryAll } = open();
    assert.deepEqual(await tryAll(wrong(6)), ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait']);
    assert.deepEqual(await door.try('right', ADDRESS), { kind: 'wait', seconds: 20 });
    state.nowMs = 19_001;
    assert.deepEqual(await door.try('right', ADDRESS), { kind: 'wait', seconds: 1 });
    assert.equal(state.tried, 5);
    state.nowMs = 20_000;
    assert.deepEqual(await tryAll(['right']), ['right']);
    assert.deepEqual(await tryAll(['right'], '198.51.100.7'), ['right']);
  });

  test('hashes a right password once a minute, however often it is sent', async () => {
    const { state, tryAll } = open();
    await tryAll(Array.from({ length: 50 }, () => 'right'));
    assert.equal(state.tried, 1);
    state.nowMs = 60_001;
    await tryAll(['right']);
    assert.equal(state.tried, 2);
  });

  test('forgets what was right when the password changes', async () => {
    const { state, tryAll } = open();
    await tryAll(['right']);
    Object.assign(state, { version: 'two', right: 'another' });
    assert.deepEqual(await tryAll(['right', 'another']), ['wrong', 'right']);
    state.version = null;
    assert.deepEqual(await tryAll(['another']), ['unset']);
  });

  test('does not tell one who guesses which guess was remembered', async () => {
    const { tryAll } = open();
    await tryAll(['right']);
    // The address is known now, which allows it more; then the door is shut to right and wrong alike.
    const kinds = await tryAll([...wrong(40), 'right']);
    assert.equal(kinds.at(-1), 'wait');
    assert.equal(kinds.filter((kind) => kind === 'wrong').length, 30);
  });

  test('bounds what all strangers may try together, and lets those in who were right before', async () => {
    const { state, tryAll } = open();
    await tryAll(['right'], '203.0.113.5');
    for (let n = 0; n < 100; n += 1) await tryAll(['guess'], `10.0.${n}.1`);
    assert.equal(state.tried, 1 + 60);
    assert.deepEqual(await tryAll(['right'], '10.1.1.1'), ['wait']);
    state.nowMs = 60_001;
    assert.deepEqual(await tryAll(['right'], '203.0.113.5'), ['right']);
    assert.deepEqual(await tryAll(['right'], '10.1.1.1'), ['right']);
  });

  test('tries one at a time, few of one address wait, and the same password is tried once', async () => {
    const { door, state } = open();
    const gate = Promise.withResolvers<void>();
    state.hold = gate.promise;
    const same = [door.try('right', ADDRESS), door.try('right', ADDRESS), door.try('right', ADDRESS)];
    const second = door.try('a', ADDRESS);
    assert.deepEqual(await door.try('b', ADDRESS), { kind: 'wait', seconds: 1 });
    const others = Array.from({ length: 6 }, (_, n) => door.try('c', `198.51.100.${n}`));
    assert.deepEqual(await door.try('d', '198.51.100.99'), { kind: 'wait', seconds: 1 });
    assert.equal(state.tried, 1);
    gate.resolve();
    assert.deepEqual(
      (await Promise.all([...same, second, ...others])).map(({ kind }) => kind),
      ['right', 'right', 'right', 'wrong', ...Array.from({ length: 6 }, () => 'wrong')],
    );
    assert.equal(state.tried, 8);
  });

  test('goes on after a try that failed for another reason', async () => {
    const { door, state, tryAll } = open();
    state.hold = Promise.reject(new Error('The disk is full.'));
    await assert.rejects(door.try('right', ADDRESS), /disk is full/);
    state.hold = Promise.resolve();
    assert.deepEqual(await tryAll(['right']), ['right']);
  });

  test('counts a wrong name like a wrong password, without hashing', async () => {
    const { door, state, tryAll } = open();
    for (let n = 0; n < 5; n += 1) assert.equal(door.noteWrong(ADDRESS).kind, 'wrong');
    assert.equal(door.noteWrong(ADDRESS).kind, 'wait');
    assert.deepEqual(await tryAll(['right']), ['wait']);
    assert.equal(state.tried, 0);
  });
});
