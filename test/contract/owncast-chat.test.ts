import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ChatClient } from '../peers/chat-client.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { OwncastChatPage } from '../peers/owncast-chat-page.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { Station } from './station.ts';

const STATION_NAME = 'The old station';

/** Times, ids and colours differ from run to run; they stand as what they are. */
function recorded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) => {
    if (typeof part === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(part)) return 'TIME';
    if (key === 'id' && typeof part === 'string' && /^[\w-]{9,40}$/.test(part)) return 'ID';
    if (key === 'displayColor' && Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 7) return 'COLOUR';
    return part;
  });
}

/** A newcomer as every event shows one; what is not there must not be there, either. */
function person(displayName: string, more: object = {}): object {
  return {
    id: 'ID',
    displayName,
    displayColor: 'COLOUR',
    createdAt: 'TIME',
    previousNames: [],
    isBot: false,
    authenticated: false,
    ...more,
  };
}

const stamp = { id: 'ID', timestamp: 'TIME' };

describe('A stock client of Owncast’s chat', () => {
  let station: Station;
  let publisher: RtmpPublisher;
  let ann: OwncastChatPage;
  let bob: OwncastChatPage;

  before(async () => {
    station = await Station.open({ AERIAL_LADDER: 'off', AERIAL_CHANNEL_NAME: STATION_NAME });
    // People do not write as fast as this test does.
    await station.api.asAdmin('setChatSpamProtection', { body: { value: false } });
    [ann, bob] = [new OwncastChatPage({ url: station.url }), new OwncastChatPage({ url: station.url })];
    await ann.register('Ann');
    await ann.connect();
    const clip = readFlvClip(await makeClip(EASY_CLIP), EASY_CLIP.frameRate);
    publisher = await RtmpPublisher.start({ target: station.target, clip });
    await station.waitForPhase('live');
  });
  after(async () => {
    publisher.die();
    ann.leave();
    bob.leave();
    await station.close();
  });

  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(station.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const withToken = (path: string, client: OwncastChatPage): string =>
    `${path}?accessToken=${encodeURIComponent(client.registration.accessToken)}`;

  it('is told who it is, and of the broadcast when it begins', async () => {
    assert.deepEqual(recorded(ann.registration), {
      id: 'ID',
      accessToken: ann.registration.accessToken,
      displayName: 'Ann',
    });
    assert.deepEqual(recorded(await ann.next('CONNECTED_USER_INFO')), {
      type: 'CONNECTED_USER_INFO',
      ...stamp,
      user: person('Ann'),
    });
    const begun = await ann.next('CHAT_ACTION');
    // The last is for our own page, which says it in its reader's language.
    assert.deepEqual(Object.keys(begun).toSorted(), ['body', 'id', 'timestamp', 'type', 'words']);
  });

  it('registers from a page of another host', async () => {
    const preflight = await fetch(`${station.url}/api/chat/register`, {
      method: 'OPTIONS',
      headers: { origin: 'https://overlay.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    // Where a proxy knows who comes, pages send nothing at all.
    const unnamed = await fetch(`${station.url}/api/chat/register`, { method: 'POST' });
    const { displayName } = (await unnamed.json()) as { displayName: string };
    assert.match(displayName, /^\w+(-\w+)+$/);
  });

  it('hears who comes, and is welcomed after a while', async () => {
    const welcome = { value: 'Make *yourself* at home' };
    assert.equal((await post('/api/admin/config/welcomemessage', welcome, station.admin)).status, 200);
    await bob.register('Bob');
    await bob.connect();
    const joined = await ann.next('USER_JOINED', ({ user }) => user?.displayName === 'Bob');
    assert.deepEqual(recorded(joined), { type: 'USER_JOINED', ...stamp, user: person('Bob') });
    const greeting = await bob.next('SYSTEM');
    assert.deepEqual(recorded(greeting), {
      type: 'SYSTEM',
      ...stamp,
      body: greeting.body,
      user: { displayName: STATION_NAME },
    });
    assert.match(greeting.body ?? '', /Make <em>yourself<\/em> at home/);
  });

  it('speaks and is heard, by itself, too', async () => {
    ann.send({ type: 'CHAT', body: 'hello **there**' });
    const expected = {
      type: 'CHAT',
      ...stamp,
      body: '<p>hello <strong>there</strong></p>',
      user: person('Ann'),
      visible: true,
    };
    const heard = await Promise.all([ann.next('CHAT'), bob.next('CHAT')]);
    assert.deepEqual(heard.map(recorded), [expected, expected]);
    assert.equal(heard[0].id, heard[1].id);
  });

  it('gets links that open elsewhere, and no tag that is not harmless', async () => {
    bob.send({
      type: 'CHAT',
      body: 'see https://example.org/a?b=c <script>alert(1)</script><b onclick="x()">bold</b>',
    });
    const { body = '' } = await ann.next('CHAT', ({ user }) => user?.displayName === 'Bob');
    const link = /<a [^>]*>/.exec(body)?.[0] ?? '';
    for (const attribute of ['href="https://example.org/a?b=c"', 'rel="noreferrer"', 'target="_blank"'])
      assert.ok(link.includes(attribute), body);
    assert.doesNotMatch(body, /<script|<b|onclick=/);
  });

  it('changes its name, and is refused one that is not allowed', async () => {
    const from = { ann: ann.events.length, bob: bob.events.length };
    ann.send({ type: 'NAME_CHANGE', newName: ' Anna <b>K.</b> ' });
    const renamed = person('Anna K.', { previousNames: ['Ann'], nameChangedAt: 'TIME' });
    const heard = await bob.next('NAME_CHANGE', undefined, from.bob);
    assert.deepEqual(recorded(heard), { type: 'NAME_CHANGE', ...stamp, user: renamed, oldName: 'Ann' });
    const info = await ann.next('CONNECTED_USER_INFO', undefined, from.ann);
    assert.deepEqual(recorded(info), { type: 'CONNECTED_USER_INFO', ...stamp, user: renamed });

    const later = ann.events.length;
    ann.send({ type: 'NAME_CHANGE', newName: 'the ADMIN himself' });
    const action = await ann.next('CHAT_ACTION', undefined, later);
    // Owncast's clients pass over what they do not know.
    const words = { key: 'refused.nameForbidden' };
    assert.deepEqual(recorded(action), { type: 'CHAT_ACTION', ...stamp, body: action.body, words });
    assert.equal((await ann.next('CONNECTED_USER_INFO', undefined, later)).user?.displayName, 'Anna K.');
  });

  it('changes its colour, which nobody else is told', async () => {
    const from = { ann: ann.events.length, bob: bob.events.length };
    const colour = ((ann.me?.displayColor ?? 0) + 1) % 8;
    ann.send({ type: 'COLOR_CHANGE', newColor: 9 });
    ann.send({ type: 'COLOR_CHANGE', newColor: colour });
    assert.equal((await ann.next('CONNECTED_USER_INFO', undefined, from.ann)).user?.displayColor, colour);
    ann.send({ type: 'CHAT', body: 'in another colour' });
    await bob.next('CHAT', undefined, from.bob);
    assert.deepEqual(
      bob.events.slice(from.bob).map(({ type }) => type),
      ['CHAT'],
    );
  });

  it('is told alone when it writes too much', async () => {
    const from = { ann: ann.events.length, bob: bob.events.length };
    bob.send({ type: 'CHAT', body: 'x'.repeat(2100) });
    await bob.next('CHAT_ACTION', undefined, from.bob);
    assert.ok(ann.events.slice(from.ann).every(({ type }) => type !== 'CHAT_ACTION'));
    bob.send({ type: 'PONG' });
    assert.equal(bob.isConnected, true);
  });

  it('is told alone to wait when it writes too fast', async () => {
    await station.api.asAdmin('setChatSpamProtection', { body: { value: true } });
    const hasty = new OwncastChatPage({ url: station.url });
    await hasty.register('Hasty');
    await hasty.connect();
    await ann.next('USER_JOINED', ({ user }) => user?.displayName === 'Hasty');
    const from = { ann: ann.events.length, hasty: hasty.events.length };
    for (const word of ['one', 'two', 'three', 'four', 'five']) hasty.send({ type: 'CHAT', body: `Fast ${word}` });
    await hasty.next('CHAT_ACTION', undefined, from.hasty);
    hasty.leave();
    await station.api.asAdmin('setChatSpamProtection', { body: { value: false } });
    ann.send({ type: 'CHAT', body: 'Not so fast' });
    await ann.next('CHAT', ({ body }) => body === '<p>Not so fast</p>', from.ann);
    const heard = ann.events.slice(from.ann).map(({ body }) => body);
    assert.deepEqual(heard, ['<p>Fast one</p>', '<p>Fast two</p>', '<p>Fast three</p>', '<p>Not so fast</p>']);
  });

  it('finds what was said when it comes in, the oldest first', async () => {
    const late = new OwncastChatPage({ url: station.url });
    await late.register();
    await late.connect();
    late.leave();
    const said = late.history.filter(({ type }) => type === 'CHAT');
    assert.deepEqual(recorded(said[0]), {
      type: 'CHAT',
      ...stamp,
      user: person('Anna K.', { previousNames: ['Ann'], nameChangedAt: 'TIME' }),
      body: '<p>hello <strong>there</strong></p>',
    });
    assert.equal(said.at(-1)?.body, '<p>Not so fast</p>');
    for (const path of ['/api/chat', '/api/chat?accessToken=nobodys']) {
      assert.equal((await fetch(station.url + path)).status, 401, path);
    }
  });

  it('hears bots, the station and what happens', async () => {
    const from = ann.events.length;
    const say = async (what: string, scope: 'CAN_SEND_MESSAGES' | 'CAN_SEND_SYSTEM_MESSAGES') => {
      const answer = await post(`/api/integrations/chat/${what}`, { body: 'It *rains*' }, station.bearer(scope));
      assert.equal(answer.status, 200, await answer.clone().text());
    };
    await say('system', 'CAN_SEND_SYSTEM_MESSAGES');
    await say('action', 'CAN_SEND_SYSTEM_MESSAGES');
    await say('send', 'CAN_SEND_MESSAGES');
    const system = await ann.next('SYSTEM', undefined, from);
    assert.deepEqual(recorded(system), {
      type: 'SYSTEM',
      ...stamp,
      body: system.body,
      user: { displayName: STATION_NAME },
    });
    const action = await ann.next('CHAT_ACTION', undefined, from);
    assert.deepEqual(recorded(action), { type: 'CHAT_ACTION', ...stamp, body: action.body });
    const { user } = await ann.next('CHAT', undefined, from);
    assert.equal(user?.['isBot'], true);
    for (const { body } of [system, action]) assert.match(body ?? '', /It <em>rains<\/em>/);
  });

  it('moderates once the owner has made it a moderator', async () => {
    const { id } = ann.registration;
    const from = { ann: ann.events.length, bob: bob.events.length };
    const hiding = { idArray: [(await bob.next('CHAT')).id], visible: false };
    assert.equal((await post(withToken('/api/chat/messagevisibility', ann), hiding)).ok, false);
    const made = await post('/api/admin/chat/users/setmoderator', { userId: id, isModerator: true }, station.admin);
    assert.equal(made.status, 200);
    const info = await ann.next('CONNECTED_USER_INFO', undefined, from.ann);
    assert.deepEqual(info.user?.['scopes'], ['MODERATOR']);
    const hidden = await post(withToken('/api/chat/messagevisibility', ann), hiding);
    assert.equal(hidden.status, 200);
    assert.equal(((await hidden.json()) as { success: boolean }).success, true);
    const told = await bob.next('VISIBILITY-UPDATE', undefined, from.bob);
    assert.deepEqual(recorded(told), { type: 'VISIBILITY-UPDATE', ...stamp, ids: hiding.idArray, visible: false });
    const history = (await (await fetch(station.url + withToken('/api/chat', bob))).json()) as { id: string }[];
    assert.ok(history.every((message) => message.id !== hiding.idArray[0]));
    const about = await fetch(station.url + withToken(`/api/moderation/chat/user/${bob.registration.id}`, ann));
    const details = (await about.json()) as { connectedClients: object[]; messages: object[]; user: object };
    assert.deepEqual([details.connectedClients.length, recorded(details.user)], [1, person('Bob')]);
    assert.deepEqual(
      Object.keys(details.connectedClients[0] ?? {})
        .filter((key) => key !== 'geo')
        .toSorted(),
      ['connectedAt', 'id', 'messageCount', 'userAgent'],
    );
  });

  it('is shown out when it is banned, and told so when it comes back', async () => {
    const from = ann.events.length;
    const ban = { userId: bob.registration.id, enabled: false };
    assert.equal((await post(withToken('/api/chat/users/setenabled', ann), ban)).status, 200);
    const told = await bob.next('ERROR_USER_DISABLED');
    assert.equal(told.user?.displayName, 'Bob');
    await bob.closed();
    assert.match((await ann.next('CHAT_ACTION', undefined, from)).body ?? '', /<strong>Bob<\/strong>/);
    const again = new OwncastChatPage({ url: station.url });
    await again.connect(bob.registration.accessToken);
    await again.closed();
    assert.deepEqual(again.frames, ['{"type":"ERROR_USER_DISABLED"}']);
    assert.equal(again.isDisabled, true);
  });

  it('registers anew when its token is not known, and is closed without a word when it has none', async () => {
    const stranger = new OwncastChatPage({ url: station.url });
    await stranger.register('Stranger');
    await stranger.connect('a-token-of-another-server');
    await stranger.closed();
    assert.deepEqual(stranger.frames, ['{"type":"ERROR_NEEDS_REGISTRATION"}']);
    assert.equal(stranger.hasToken, false);
    const none = new OwncastChatPage({ url: station.url });
    await none.connect('');
    await none.closed();
    assert.deepEqual(none.frames, []);
  });

  it('hears who went, ten seconds later, and who came back at once it does not', async () => {
    const carl = new OwncastChatPage({ url: station.url });
    await carl.register('Carl');
    await carl.connect();
    await ann.next('USER_JOINED', ({ user }) => user?.displayName === 'Carl');
    const from = ann.events.length;
    carl.leave();
    await carl.closed();
    await carl.connect();
    carl.leave();
    const parted = await ann.next('USER_PARTED', ({ user }) => user?.displayName === 'Carl', from);
    assert.deepEqual(recorded(parted), { type: 'USER_PARTED', ...stamp, user: person('Carl') });
    const about = ann.events.slice(from).filter(({ user }) => user?.displayName === 'Carl');
    assert.deepEqual(
      about.map(({ type }) => type),
      ['USER_PARTED'],
    );
  });

  it('is turned away in plain HTTP from a banned address, and when there is no chat', async () => {
    const port = Number(new URL(station.url).port);
    const { accessToken: token } = ann.registration;
    const address = '203.0.113.9';
    assert.equal((await post('/api/admin/chat/users/ipbans/create', { value: address }, station.admin)).status, 200);
    const headers = { 'X-Forwarded-For': address };
    await assert.rejects(ChatClient.open({ port, token, headers }), { status: 403 });
    const history = await fetch(station.url + withToken('/api/chat', ann), { headers });
    assert.equal(history.status, 401);
    assert.equal((await post('/api/admin/config/chat/disable', { value: true }, station.admin)).status, 200);
    await ann.closed();
    await assert.rejects(ChatClient.open({ port, token }), { status: 200, body: 'CHAT_DISABLED' });
  });
});
