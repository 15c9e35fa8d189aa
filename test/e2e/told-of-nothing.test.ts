import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificate } from '../peers/certificate.ts';
import { PushReader } from '../peers/push-reader.ts';
import { SecureReceiver } from '../peers/secure-receiver.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import { WebhookReceiver } from '../peers/webhook-receiver.ts';
import { enterChat, FediverseStation, goLive, openPeer } from './fediverse-stage.ts';

/** A false start has to be over by then, on a slow machine too. */
const DELAY_SECONDS = 8;
const patience = { timeoutMs: 45_000 };

interface Status {
  readonly online: boolean;
  readonly serverTime: string;
  readonly lastConnectTime: string | null;
  readonly lastDisconnectTime: string | null;
}

test('a test picture and a false start tell nobody, by no way, and the next real broadcast tells everybody', async (t) => {
  const folder = makeTemporaryFolder('told');
  writeFileSync(join(folder.path, 'ca.pem'), certificate.cert);
  const [service, hooks] = [await SecureReceiver.open(), await WebhookReceiver.open()];
  t.after(() => {
    service.close();
    hooks.close();
    folder.remove();
  });
  const station = await FediverseStation.open(t, {
    AERIAL_FEDERATION_LIVE_DELAY_SECONDS: `${DELAY_SECONDS}`,
    AERIAL_NOTICES_DELAY_SECONDS: `${DELAY_SECONDS}`,
    AERIAL_GRACE_SECONDS: '0',
    AERIAL_OUTBOUND_PRIVATE: 'on',
    AERIAL_PUSH_SERVICES: 'localhost',
    NODE_EXTRA_CA_CERTS: join(folder.path, 'ca.pem'),
  });
  const { aerial } = station;
  const peer = await openPeer(t);
  await peer.post(station.inbox, peer.activity('ann', 'Follow', station.actor), 'ann');
  await station.waitForFollower(peer.actor('ann'));
  const { token } = await enterChat(t, station);
  const reader = new PushReader();
  const registered = await fetch(`${station.url}/api/notifications/register?accessToken=${token}`, {
    method: 'POST',
    body: JSON.stringify({
      channel: 'BROWSER_PUSH_NOTIFICATION',
      destination: reader.subscription(`${service.origin}/201`),
    }),
  });
  assert.equal(registered.status, 200);
  await station.admin('notifications/hooks/create', { preset: 'slack', name: 'Us', url: `${hooks.url}/notice` });
  await station.admin('webhooks/create', { url: `${hooks.url}/webhook`, events: ['STREAM_STARTED', 'STREAM_STOPPED'] });
  const status = async () => (await (await fetch(`${station.url}/api/status`)).json()) as Status;
  const title = (value: string) => station.admin('config/streamtitle', { value });
  const toldAt = (path: string) => hooks.received.filter((told) => told.path === path);

  await title('A test');
  await station.admin('testpicture/start', {});
  await aerial.waitForPhase('live', patience.timeoutMs);
  const begunMs = Date.parse((await status()).serverTime);
  const hasLasted = async () => Date.parse((await status()).serverTime) > begunMs + (DELAY_SECONDS + 1) * 1000;
  await until('the test picture was on air for longer than the delay', hasLasted, patience);
  await station.admin('testpicture/stop', {});
  await aerial.waitForPhase('offline');

  await title('A false start');
  const beginner = await goLive(t, station);
  await aerial.waitForPhase('live');
  beginner.die();
  await aerial.waitForPhase('offline');
  const { lastConnectTime, lastDisconnectTime } = await status();
  const lastedMs = Date.parse(lastDisconnectTime ?? '') - Date.parse(lastConnectTime ?? '');
  assert.ok(lastedMs < DELAY_SECONDS * 1000, `the false start took ${lastedMs} ms`);
  await until('programs heard of its end', () => toldAt('/webhook').length === 2, patience);

  await title('The real thing');
  await goLive(t, station);
  await peer.hear('Create');
  await until('the hook and the browser are told', () => toldAt('/notice').length > 0 && service.received.length > 0, {
    ...patience,
    explain: () => station.log,
  });
  const posts = peer.arrived.filter(({ activity }) => activity.type === 'Create').map(({ activity }) => activity);
  const words = [
    ...posts.map(({ object }) => (object as { content: string }).content),
    ...toldAt('/notice').map(({ body }) => body),
    ...service.received.map(({ body }) => reader.read(body)),
  ];
  assert.equal(words.length, 3, words.join('\n'));
  for (const told of words) assert.match(told, /The real thing/);
  assert.equal(toldAt('/webhook').length, 3, 'programs are told of each start at once, but of no test');
});
