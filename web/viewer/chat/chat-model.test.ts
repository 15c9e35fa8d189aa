import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { Emoji } from './chat-api.ts';
import { ChatModel, type ChatModelNeeds } from './chat-model.ts';
import type { Line } from './lines.ts';
import { HandClock } from './testing.ts';
import type { Sent } from './unheard.ts';

function setUp(api: ChatModelNeeds['api'] = { emoji: async () => null }) {
  const unsaid = signal<readonly Sent[]>([]);
  const author = { id: 'bob', name: 'Bob', colour: 1, isBot: false, isModerator: false, isAuthenticated: false };
  const line = {
    kind: 'message',
    id: 'asked',
    timeMs: 1,
    pieces: [],
    author,
    isVisible: true,
    namesMe: false,
  } as const;
  const lines = signal<readonly Line[]>([{ ...line, replyToId: null }]);
  const room = { lines, unsaid, say: () => true };
  const unused = { room } as unknown as Pick<ChatModelNeeds, 'channel' | 'facts' | 'room'>;
  return { model: new ChatModel({ ...unused, api, clock: new HandClock() }), unsaid };
}

test('the channel’s emoji are asked for until they are known, with one question at a time', async () => {
  const answers: (readonly Emoji[] | null)[] = [null, [{ name: 'wave', url: '/img/emoji/wave.png' }], []];
  let asked = 0;
  const api: ChatModelNeeds['api'] = { emoji: async () => answers[asked++] ?? null };
  const { model } = setUp(api);
  await Promise.all([model.loadEmoji(), model.loadEmoji()]);
  assert.deepEqual([asked, model.emoji.value], [1, null], 'the server did not answer');
  await model.loadEmoji();
  await model.loadEmoji();
  assert.deepEqual([asked, model.emoji.value?.map(({ name }) => name)], [2, ['wave']]);
});

test('what was lost with a connection stands before the draft again, and goes from it when it turns out to have been said', () => {
  const { model, unsaid } = setUp();
  const [one, two] = [
    { words: 'one', replyTo: 'asked' },
    { words: 'two words', replyTo: null },
  ];
  model.draft.value = 'draft';
  unsaid.value = [one, two];
  assert.deepEqual([model.draft.value, model.replyTo.value?.id], ['one two words draft', 'asked']);
  unsaid.value = [two];
  assert.equal(model.draft.value, 'two words draft');
  model.draft.value = 'two wordsmiths';
  unsaid.value = [];
  assert.equal(model.draft.value, 'two wordsmiths', 'it is something else by now');
  model.draft.value = '';
  unsaid.value = [one];
  unsaid.value = [];
  assert.deepEqual([model.draft.value, model.replyTo.value], ['', null]);
});
