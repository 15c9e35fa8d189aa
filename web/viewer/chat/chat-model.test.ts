import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Emoji } from './chat-api.ts';
import { ChatModel, type ChatModelNeeds } from './chat-model.ts';
import { HandClock } from './testing.ts';

test('the channel’s emoji are asked for until they are known, with one question at a time', async () => {
  const answers: (readonly Emoji[] | null)[] = [null, [{ name: 'wave', url: '/img/emoji/wave.png' }], []];
  let asked = 0;
  const api: ChatModelNeeds['api'] = { emoji: async () => answers[asked++] ?? null };
  const unused = {} as unknown as Pick<ChatModelNeeds, 'channel' | 'facts' | 'room'>;
  const model = new ChatModel({ ...unused, api, clock: new HandClock() });
  await Promise.all([model.loadEmoji(), model.loadEmoji()]);
  assert.deepEqual([asked, model.emoji.value], [1, null], 'the server did not answer');
  await model.loadEmoji();
  await model.loadEmoji();
  assert.deepEqual([asked, model.emoji.value?.map(({ name }) => name)], [2, ['wave']]);
});
