import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser, VIEWPORTS } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { sendJson } from '../peers/fediverse-peer.ts';
import { enterChat, FediverseStation, goLive, openPeer } from './fediverse-stage.ts';

type Note = { readonly id: string; readonly content: string; readonly tag: readonly { readonly name: string }[] };

test('a channel is followed, goes live, is liked, passed on and answered in its chat, and says when it has ended', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_TAGS: '["radio"]', AERIAL_GRACE_SECONDS: '0' });
  const peer = await openPeer(t);
  const post = (activity: Readonly<Record<string, unknown>>, name = 'ann') => peer.post(station.inbox, activity, name);
  const follow = peer.activity('ann', 'Follow', station.actor);
  assert.equal(await post(follow), 202, station.log);
  const { activity: accept } = await peer.hear('Accept', { to: '/users/ann/inbox' });
  assert.equal((accept['object'] as { id: string }).id, follow['id']);
  await station.waitForFollower(peer.actor('ann'));

  const { client: chat } = await enterChat(t, station);
  const publisher = await goLive(t, station);
  const { activity: create } = await peer.hear('Create', { to: '/inbox' });
  const note = create['object'] as Note;
  assert.match(note.content, /gone live/);
  assert.deepEqual(
    note.tag.map(({ name }) => name),
    ['#radio'],
  );
  assert.equal((await station.document(note.id))['content'], note.content);

  await post(peer.activity('ann', 'Like', note.id));
  const like = await chat.next('FEDIVERSE_ENGAGEMENT_LIKE');
  assert.match(like.body ?? '', /ann of the peer<\/strong> liked that this stream went live/);
  await post(peer.activity('ann', 'Announce', note.id));
  await chat.next('FEDIVERSE_ENGAGEMENT_REPOST');
  const answer = peer.note('ann', '<p>@streamer Well <b>done</b>!<script>alert(1)</script></p>', {
    inReplyTo: note.id,
  });
  await post(peer.activity('ann', 'Create', answer));
  const reply = await chat.next('FEDIVERSE_ENGAGEMENT_REPLY');
  assert.equal(reply.body, '<strong>ann of the peer</strong>: Well done!');
  await post(peer.activity('ann', 'Delete', answer['id']));
  await chat.next('VISIBILITY-UPDATE', ({ ids }) => ids?.includes(reply.id ?? '') === true);

  publisher.die();
  const { activity: update } = await peer.hear('Update', { matches: ({ object }) => (object as Note).id === note.id });
  assert.match((update['object'] as Note).content, /This stream has ended\./);
  await post(peer.activity('ann', 'Undo', follow));
  await station.waitForFollower(peer.actor('ann'), false);
});

test('a broadcast that goes on after the server was killed keeps its post, which still says when it has ended', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_GRACE_SECONDS: '0' });
  const peer = await openPeer(t);
  await peer.post(station.inbox, peer.activity('ann', 'Follow', station.actor), 'ann');
  await peer.hear('Accept');
  const before = await goLive(t, station);
  const note = (await peer.hear('Create')).activity['object'] as Note;
  interface Profile {
    readonly id: string;
    readonly attachment?: readonly { readonly name: string }[];
  }
  const showsLive = ({ object }: Readonly<Record<string, unknown>>, isLive: boolean): boolean => {
    const { id, attachment = [] } = object as Profile;
    return id === station.actor && attachment.some(({ name }) => name === 'Live') === isLive;
  };
  await peer.hear('Update', { matches: (activity) => showsLive(activity, true) });
  await station.aerial.kill();
  before.die();
  await station.aerial.restart();
  const featured = await station.document('/federation/user/streamer/featured');
  assert.equal((featured['orderedItems'] as readonly Note[])[0]?.id, note.id);

  const publisher = await goLive(t, station);
  await station.aerial.waitForPhase('live');
  publisher.die();
  await peer.hear('Update', { matches: ({ object }) => (object as Note).id === note.id });
  await peer.hear('Update', { matches: (activity) => showsLive(activity, false) });
  assert.equal(peer.arrived.filter(({ activity }) => activity.type === 'Create').length, 1);
});

test('in private mode followers wait to be let in, posts are for followers alone, and who is blocked is not heard', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_FEDERATION_PRIVATE: 'on' });
  const peer = await openPeer(t);
  for (const name of ['ann', 'bob']) {
    const activity = peer.activity(name, 'Follow', station.actor);
    assert.equal(await peer.post(station.inbox, activity, name), 202, station.log);
  }
  assert.deepEqual(await station.followers(), []);
  assert.equal((await station.followers('/pending')).length, 2);
  await station.admin('followers/approve', { actorIRI: peer.actor('ann'), approved: true });
  await station.admin('followers/approve', { actorIRI: peer.actor('bob'), approved: false });
  await peer.hear('Accept', { to: '/users/ann/inbox' });
  await peer.hear('Reject', { to: '/users/bob/inbox' });
  assert.equal(await peer.post(station.inbox, peer.activity('bob', 'Follow', station.actor), 'bob'), 403);
  await station.admin('federation/send', { value: 'For **you** alone, about #radio.' });
  const { activity } = await peer.hear('Create');
  const note = activity['object'] as Note & { to: string[] };
  assert.deepEqual(note.to, [`${station.actor}/followers`]);
  assert.match(note.content, /<strong>you<\/strong>.*class="mention hashtag"/);
  assert.equal((await fetch(note.id, { headers: { accept: 'application/activity+json' } })).status, 404);
  await station.admin('federation/posts/delete', { iri: note.id });
  await peer.hear('Delete');
});

test('people prove an account with a code that is sent to it, and cannot guess it', async (t) => {
  const station = await FediverseStation.open(t);
  const peer = await openPeer(t);
  const { token } = await enterChat(t, station);
  const call = async (path: string, body: object): Promise<number> => {
    const options = { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${station.url}/api/auth/fediverse${path}?accessToken=${token}`, options)).status;
  };
  const askFor = async (name: string): Promise<string> => {
    assert.equal(await call('', { account: `@${name}@${peer.host}` }), 200, station.log);
    const { activity } = await peer.hear('Create', { to: `/users/${name}/inbox` });
    const { content, to, cc } = activity['object'] as { content: string; to: string[]; cc: string[] };
    assert.deepEqual([to, cc], [[peer.actor(name)], []]);
    return /^<p>(\d{6}) /.exec(content)?.[1] ?? '';
  };
  const code = await askFor('ann');
  const wrong = code === '000000' ? '000001' : '000000';
  for (let guesses = 0; guesses < 5; guesses++) assert.equal(await call('/verify', { code: wrong }), 403);
  assert.equal(await call('/verify', { code }), 403);
  assert.equal(await call('', { account: `ann@${peer.host}` }), 429);
  assert.equal(await call('/verify', { code: await askFor('bob') }), 200, station.log);
  await peer.hear('Delete', { to: '/users/bob/inbox' });
  const { results } = (await station.admin('users')) as { results: { authProviders?: string[] }[] };
  assert.deepEqual(results[0]?.authProviders, ['fediverse']);
  const way = await fetch(`${station.url}/api/remotefollow`, {
    method: 'POST',
    body: JSON.stringify({ account: `ann@${peer.host}` }),
  });
  const { redirectUrl } = (await way.json()) as { redirectUrl: string };
  assert.equal(redirectUrl, `${peer.url}/follow?uri=${encodeURIComponent(station.actor)}`);
});

test('what could not be delivered is delivered after a restart, and a follower whose server knows it no more is let go', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_METRICS: 'on' });
  const peer = await openPeer(t);
  const follow = peer.activity('ann', 'Follow', station.actor);
  await peer.post(station.inbox, follow, 'ann');
  await peer.hear('Accept');
  peer.inboxStatus = 503;
  await station.admin('federation/send', { value: 'Are you there?' });
  const isWaiting = () => station.waitingDeliveries().then((count) => count === 1);
  await until('the post waits', isWaiting, { timeoutMs: 20_000, explain: () => station.log });
  await station.aerial.kill();
  peer.inboxStatus = 202;
  await station.aerial.restart();
  await peer.hear('Create');
  peer.inboxStatus = 410;
  await station.admin('federation/send', { value: 'And now?' });
  await station.waitForFollower(peer.actor('ann'), false);
});

test('one Aerial recommends another that agrees, sees it go live and end, and lets it go; a blocked one is not heard', async (t) => {
  const [guide, channel] = await Promise.all([
    FediverseStation.open(t),
    FediverseStation.open(t, { AERIAL_FEDERATION_PRIVATE: 'on', AERIAL_GRACE_SECONDS: '0' }),
  ]);
  interface Recommended {
    readonly id: string;
    readonly iri: string;
    readonly isOnline: boolean;
  }
  const recommended = async (): Promise<Recommended | undefined> => {
    const { servers } = (await (await fetch(`${guide.url}/api/federation/servers`)).json()) as {
      servers: Recommended[];
    };
    return servers.find(({ iri }) => iri === channel.actor);
  };
  const shows = (isOnline: boolean) =>
    until(`the guide shows it live: ${isOnline}`, async () => (await recommended())?.isOnline === isOnline, {
      timeoutMs: 30_000,
      explain: () => `${guide.log}\n${channel.log}`,
    });
  await guide.admin('federation/servers', { url: channel.url });
  const asks = async () => (await channel.followers('/pending')).some(({ link }) => link === guide.actor);
  await until('the guide asks', asks, { timeoutMs: 30_000, explain: () => channel.log });
  assert.equal(await recommended(), undefined);
  await channel.admin('followers/approve', { actorIRI: guide.actor, approved: true });
  await shows(false);
  const { client: chat } = await enterChat(t, channel);
  const publisher = await goLive(t, channel);
  await shows(true);
  const posts = (await channel.admin('federation/posts')) as { readonly results: readonly { readonly iri: string }[] };
  const notice = posts.results[0]?.iri ?? '';
  const boost = await guide.postAs('Announce', notice, channel.inbox);
  assert.equal(boost, 202, channel.log);
  const shared = await chat.next('FEDIVERSE_ENGAGEMENT_REPOST');
  assert.equal(shared.title, `streamer@${guide.host}`);
  assert.equal(await guide.postAs('Create', guide.answerTo(notice, '<p>Well done!</p>'), channel.inbox), 202);
  assert.match((await chat.next('FEDIVERSE_ENGAGEMENT_REPLY')).body ?? '', /: Well done!$/);
  publisher.die();
  await shows(false);
  assert.equal((await guide.document('/federation/user/streamer/following'))['totalItems'], 1);
  await guide.remove(`federation/servers/${(await recommended())?.id ?? ''}`);
  await channel.waitForFollower(guide.actor, false);

  await guide.admin('federation/servers', { url: `streamer@${channel.host}` });
  await until('the guide asks again', asks, { timeoutMs: 30_000, explain: () => channel.log });
  await channel.admin('followers/approve', { actorIRI: guide.actor, approved: false });
  assert.deepEqual(await channel.followers('/pending'), []);
  assert.equal(await recommended(), undefined);
  assert.equal(await guide.postAs('Announce', notice, channel.inbox), 403);
});

test('a server whose accounts say that it takes Ed25519 is told with it', async (t) => {
  const station = await FediverseStation.open(t);
  const peer = await openPeer(t);
  const takes = 'https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25';
  const generator = { type: 'Application', implements: [{ href: takes }] };
  peer.routes.set('/users/ann', (_request, response) => sendJson(response, peer.document('ann', { generator })));
  await peer.post(station.inbox, peer.activity('ann', 'Follow', station.actor), 'ann');
  await peer.hear('Accept');
  await station.admin('federation/send', { value: 'By another hand.' });
  const { headers } = await peer.hear('Create');
  const secondKey = `${station.actor}#ed25519-key`;
  assert.match(String(headers['signature-input']), new RegExp(`keyid="${secondKey}";alg="ed25519"`));
  const { assertionMethod, generator: own } = (await station.document(station.actor)) as {
    assertionMethod: { id: string }[];
    generator: { implements: { href: string }[] };
  };
  assert.deepEqual([assertionMethod[0]?.id, own.implements.at(-1)?.href], [secondKey, takes]);
});

test('a viewer proves an account in the dialog of their name, and is told in their language what does not work', async (t) => {
  const station = await FediverseStation.open(t);
  const peer = await openPeer(t);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await (await browser.newContext({ ...VIEWPORTS.phone, locale: 'de' })).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(station.url);
  await page.locator('.chat-me').click();
  const account = page.getByLabel('Dein Konto im Fediverse');
  await account.fill('ann@nobody.invalid');
  await page.getByRole('button', { name: 'Code senden' }).click();
  await page.getByRole('alert').filter({ hasText: 'Der Server nobody.invalid war nicht zu erreichen.' }).waitFor();
  // Machines of a test have names without a dot, which the page rightly takes for no host of the web.
  const body = JSON.stringify({ account: `ann@${peer.host}` });
  await page.route('**/api/auth/fediverse?*', (route) => route.continue({ postData: body }));
  await account.fill('ann@peer.example');
  await page.getByRole('button', { name: 'Code senden' }).click();
  await page.getByText('Ein Code ist als Direktnachricht an', { exact: false }).waitFor();
  const { activity } = await peer.hear('Create', { to: '/users/ann/inbox' });
  const code = /^<p>(\d{6}) /.exec((activity['object'] as Note).content)?.[1] ?? '';
  const field = page.getByLabel('Code', { exact: true });
  const say = page.locator('form', { has: field }).getByRole('button');
  await field.fill(code === '000000' ? '000001' : '000000');
  await say.click();
  await page.getByRole('alert').filter({ hasText: 'Das ist nicht der Code' }).waitFor();
  await field.fill(code);
  await say.click();
  await page.getByText('Zeig, wer du bist').waitFor({ state: 'detached' });
});
