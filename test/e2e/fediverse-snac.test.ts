import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SnacObject, SnacServer } from '../peers/snac.ts';
import { until } from '../peers/wait.ts';
import { enterChat, FediverseStation, goLive } from './fediverse-stage.ts';

test('snac finds the channel, follows it, and is told; its likes, boosts and answers arrive, and a code proves its account', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_GRACE_SECONDS: '0' });
  const snac = await SnacServer.open();
  t.after(() => snac.close());
  assert.match(snac.command('webfinger_s', `streamer@${station.host}`), /federation\/user\/streamer/);
  snac.command('follow', station.actor);
  await station.waitForFollower(snac.actor);

  await station.admin('federation/servers', { url: snac.account });
  const recommended = async (): Promise<{ id: string; iri: string; isOnline: boolean } | undefined> => {
    const answer = await fetch(`${station.url}/api/federation/servers`);
    const { servers } = (await answer.json()) as { servers: { id: string; iri: string; isOnline: boolean }[] };
    return servers.find(({ iri }) => iri === snac.actor);
  };
  const agreed = await until('snac agrees to be recommended', recommended, {
    timeoutMs: 60_000,
    explain: () => `${station.log}\n${snac.log}`,
  });
  assert.equal(agreed.isOnline, false);
  // It agrees first, and writes down with whom afterwards.
  const isFollowed = () => snac.followers().includes(station.actor);
  await until('the channel follows snac', isFollowed, { timeoutMs: 20_000, explain: () => snac.log });

  const { client: chat, token } = await enterChat(t, station);
  // It looks at what it has to send every few seconds.
  const shown = (type: string) =>
    until(`the chat shows ${type}`, () => chat.events.find((event) => event.type === type), {
      timeoutMs: 60_000,
      explain: () => `${station.log}\n${snac.log}`,
    });
  const publisher = await goLive(t, station);
  const isNotice = ({ content }: SnacObject) => /gone live/.test(content ?? '');
  const notice = await snac.keeps('the live notice', isNotice);
  assert.equal(notice.attributedTo, station.actor);

  await snac.press('action', { action: 'Like', id: notice.id, actor: station.actor });
  snac.command('boost', notice.id);
  await snac.press('note', { content: 'A fine <script>show</script> picture', in_reply_to: notice.id });
  await shown('FEDIVERSE_ENGAGEMENT_LIKE');
  await shown('FEDIVERSE_ENGAGEMENT_REPOST');
  const reply = await shown('FEDIVERSE_ENGAGEMENT_REPLY');
  assert.match(reply.body ?? '', /<strong>bob<\/strong>: A fine.*picture/);
  assert.doesNotMatch(reply.body ?? '', /<script/);

  const call = async (path: string, body: object): Promise<number> => {
    const options = { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${station.url}/api/auth/fediverse${path}?accessToken=${token}`, options)).status;
  };
  assert.equal(await call('', { account: snac.account }), 200, station.log);
  const isCode = ({ content }: SnacObject) => /is your code/.test(content ?? '');
  const word = await snac.keeps('the code', isCode);
  const code = /(\d{6}) is your code/.exec(String(word.content))?.[1] ?? '';
  assert.equal(await call('/verify', { code }), 200);
  await snac.forgets('the code once it was used', isCode);

  publisher.die();
  const hasEnded = ({ id, content }: SnacObject) => id === notice.id && /has ended/.test(content ?? '');
  await snac.keeps('that it has ended', hasEnded);
  await station.admin('federation/posts/delete', { iri: notice.id });
  await snac.forgets('the notice', isNotice);
  snac.command('unfollow', station.actor);
  await station.waitForFollower(snac.actor, false);
  await station.remove(`federation/servers/${agreed.id}`);
  await until('snac lets the channel go', () => snac.followers().length === 0, {
    timeoutMs: 60_000,
    explain: () => snac.log,
  });
});
