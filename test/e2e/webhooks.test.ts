import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { ChatClient } from '../peers/chat-client.ts';
import { until } from '../peers/wait.ts';
import { type Received, verifiedSecond, WebhookReceiver } from '../peers/webhook-receiver.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'a-password-for-webhooks';
const SECRET = 'between us two';
const environment = { AERIAL_LADDER: 'off', AERIAL_ADMIN_PASSWORD: PASSWORD, AERIAL_OUTBOUND_PRIVATE: 'on' };
const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;

interface Told {
  readonly type: string;
  readonly eventData: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly status: { readonly online: boolean };
    readonly user?: { readonly displayName: string };
  };
}

/** Calls the API as the admin. */
async function asAdmin(aerial: AerialProcess, path: string, body?: object): Promise<{ status: number; json: unknown }> {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`${aerial.url}/api/admin/${path}`, { ...options, headers: { authorization } });
  return { status: answer.status, json: await answer.json() };
}

async function hook(aerial: AerialProcess, url: string, events: readonly string[]): Promise<number> {
  const { json } = await asAdmin(aerial, 'webhooks/create', { url, events, secret: SECRET });
  return (json as { id: number }).id;
}

async function openReceiver(t: TestContext, port?: number): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.open(port === undefined ? {} : { port });
  t.after(() => receiver.close());
  return receiver;
}

const toldOf = ({ body }: Received): Told => JSON.parse(body) as Told;

/** Waits until the receiver was told something. */
async function hear(receiver: WebhookReceiver, type: string): Promise<Told> {
  const explain = () => receiver.received.map(({ body }) => body).join('\n');
  const find = () => receiver.received.map(toldOf).find((told) => told.type === type);
  return until(`the webhook is told ${type}`, find, { timeoutMs: 20_000, explain });
}

it('a webhook hears of a broadcast and of its chat from beginning to end, in order and signed', async (t) => {
  const stage = await Stage.set(t, { environment });
  const { aerial } = stage;
  const receiver = await openReceiver(t);
  const types = ['CHAT', 'USER_JOINED', 'USER_PARTED', 'NAME_CHANGE', 'VISIBILITY-UPDATE'];
  const ofStream = ['STREAM_STARTED', 'STREAM_STOPPED', 'STREAM_TITLE_UPDATED'];
  await hook(aerial, `${receiver.url}/hook`, [...types, ...ofStream]);

  await stage.publish();
  assert.equal((await hear(receiver, 'STREAM_STARTED')).eventData.status.online, true);
  const registered = await fetch(`${aerial.url}/api/chat/register`, { method: 'POST', body: '{"displayName":"Ann"}' });
  const { accessToken } = (await registered.json()) as { accessToken: string };
  const ann = await ChatClient.open({ port: aerial.httpPort, token: accessToken });
  assert.equal((await hear(receiver, 'USER_JOINED')).eventData.user?.displayName, 'Ann');
  ann.say('hello **there**');
  const { eventData } = await hear(receiver, 'CHAT');
  assert.deepEqual(
    [eventData['body'], eventData['rawBody'], eventData['visible']],
    ['<p>hello <strong>there</strong></p>', 'hello **there**', true],
  );
  ann.send({ type: 'NAME_CHANGE', newName: 'Beth' });
  assert.equal((await hear(receiver, 'NAME_CHANGE')).eventData['newName'], 'Beth');
  await asAdmin(aerial, 'chat/messagevisibility', { idArray: [eventData.id], visible: false });
  assert.deepEqual((await hear(receiver, 'VISIBILITY-UPDATE')).eventData['ids'], [eventData.id]);
  await asAdmin(aerial, 'config/streamtitle', { value: 'A title' });
  assert.equal((await hear(receiver, 'STREAM_TITLE_UPDATED')).eventData['streamTitle'], 'A title');
  await ann.leave();
  assert.equal((await hear(receiver, 'USER_PARTED')).eventData.user?.displayName, 'Beth');
  await asAdmin(aerial, 'disconnect', {});
  assert.equal((await hear(receiver, 'STREAM_STOPPED')).eventData.status.online, false);

  const order = ['USER_JOINED', 'CHAT', 'NAME_CHANGE', 'VISIBILITY-UPDATE', 'STREAM_TITLE_UPDATED', 'USER_PARTED'];
  assert.deepEqual(
    receiver.received.map((received) => toldOf(received).type),
    ['STREAM_STARTED', ...order, 'STREAM_STOPPED'],
  );
  for (const received of receiver.received) {
    const second = verifiedSecond(received, SECRET);
    assert.ok(second !== null && Math.abs(Date.now() / 1000 - second) < 60);
  }
});

it('a webhook hears of the end of a broadcast that ends because the server stops', async (t) => {
  const stage = await Stage.set(t, { environment });
  const receiver = await openReceiver(t);
  await hook(stage.aerial, receiver.url, ['STREAM_STOPPED']);
  await stage.publish();
  await stage.aerial.terminate();
  assert.equal((await hear(receiver, 'STREAM_STOPPED')).eventData.status.online, false);
});

it('what a webhook did not take is sent after a kill, once the receiver is back', async (t) => {
  const aerial = await AerialProcess.start({ environment });
  t.after(() => aerial.dispose());
  const gone = await openReceiver(t);
  const { port, url } = gone;
  const id = await hook(aerial, url, ['STREAM_STARTED']);
  gone.close();
  await asAdmin(aerial, 'webhooks/ping', { id });
  const deliveries = async () => (await asAdmin(aerial, `webhooks/deliveries?id=${id}`)).json as { error: string }[];
  await until('it failed', async () => (await deliveries()).length > 0, { timeoutMs: 10_000 });
  await aerial.kill();
  const back = await openReceiver(t, port);
  await aerial.restart();
  await hear(back, 'PING');
  await until('that is noted', async () => (await deliveries()).length === 2, { timeoutMs: 10_000 });
  assert.match((await deliveries())[1]?.error ?? '', /could not be reached/);
});

it('a webhook on the same machine is refused unless the owner allows it', async (t) => {
  const aerial = await AerialProcess.start({ environment: { ...environment, AERIAL_OUTBOUND_PRIVATE: 'off' } });
  t.after(() => aerial.dispose());
  const { status } = await asAdmin(aerial, 'webhooks/create', { url: aerial.url, events: ['CHAT'] });
  assert.equal(status, 400);
});
