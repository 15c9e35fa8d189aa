import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSelf, toldSelf } from './chat-self.ts';

const mona = { id: 'jNu1xSVDp3XE', name: 'Mona', isModerator: true };

describe('Who writes, told to the page around the chat', () => {
  it('is read as it was told, without what else is known of them', () => {
    const told = toldSelf({ ...mona, token: 'secret' } as typeof mona);
    assert.deepEqual(readSelf(told), mona);
    assert.doesNotMatch(JSON.stringify(told), /secret/);
  });

  it('may be nobody', () => assert.equal(readSelf(toldSelf(null)), null));

  it('is nothing that others post', () => {
    for (const message of [
      null,
      'aerial.chat.self',
      mona,
      { kind: 'resize', self: mona },
      { kind: 'aerial.chat.self' },
      { kind: 'aerial.chat.self', self: 'Mona' },
      { kind: 'aerial.chat.self', self: { ...mona, id: '' } },
      { kind: 'aerial.chat.self', self: { ...mona, id: 7 } },
      { kind: 'aerial.chat.self', self: { ...mona, name: undefined } },
    ]) {
      assert.equal(readSelf(message), undefined, JSON.stringify(message));
    }
  });

  it('is no moderator unless that is said', () => {
    const message = { kind: 'aerial.chat.self', self: { ...mona, isModerator: 'yes' } };
    assert.equal(readSelf(message)?.isModerator, false);
  });
});
