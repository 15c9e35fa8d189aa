import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { makeClip } from '../hostile/clips.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { ChatClient } from '../peers/chat-client.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { until } from '../peers/wait.ts';

/** As fast as one connection may send. */
const MESSAGES = 60;

describe('What was said in the chat', () => {
  let aerial: AerialProcess;
  let accessToken: string;

  before(async () => {
    aerial = await AerialProcess.start({
      environment: { AERIAL_LADDER: 'off', AERIAL_CHAT_SPAM_PROTECTION: 'off' },
    });
    const registered = await fetch(`${aerial.url}/api/chat/register`, {
      method: 'POST',
      body: '{"displayName":"Ann"}',
    });
    ({ accessToken } = (await registered.json()) as { accessToken: string });
    // The chat is open for some minutes after a broadcast.
    const publisher = new FfmpegPublisher({ url: aerial.publishUrl, clipPath: makeClip('both', 4) });
    await aerial.waitForPhase('live');
    await publisher.stop();
  });
  after(() => aerial.dispose());

  const history = async (): Promise<string[]> => {
    const answer = await fetch(`${aerial.url}/api/chat?accessToken=${accessToken}`);
    const messages = (await answer.json()) as { body: string; user: { displayName: string } }[];
    return messages.map(({ body, user }) => `${user.displayName}: ${body}`);
  };
  const sayAll = async (words: readonly string[]): Promise<void> => {
    const client = await ChatClient.open({ port: aerial.httpPort, token: accessToken });
    for (const word of words) client.say(word);
    await client.next('CHAT', ({ body }) => body === `<p>${words.at(-1)}</p>`);
  };
  const isStored = (word: string): boolean => {
    const database = new DatabaseSync(join(aerial.dataDirectory, 'aerial.db'), { readOnly: true });
    try {
      return database.prepare('SELECT 1 FROM messages WHERE raw_body = ?').get(word) !== undefined;
    } finally {
      database.close();
    }
  };
  const words = Array.from({ length: MESSAGES }, (_, at) => `message ${at}`);
  const asShown = (list: readonly string[]): string[] => list.map((word) => `Ann: <p>${word}</p>`);

  it('and was heard is all there after the server was stopped that moment', async () => {
    await sayAll(words);
    assert.equal((await aerial.terminate()).code, 0);
    await aerial.restart();
    assert.deepEqual(await history(), asShown(words));
  });

  it('and was heard a moment ago is there after the server was killed', async () => {
    await sayAll(['before the end']);
    await until('the message is on disk', () => Promise.resolve(isStored('before the end')), { timeoutMs: 2_000 });
    await aerial.kill();
    await aerial.restart();
    assert.deepEqual(await history(), asShown([...words, 'before the end']));
  });
});
