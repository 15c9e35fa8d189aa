import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import { FakeWire } from '../chat/testing.ts';
import { Settings } from '../config/settings.ts';
import { ClientAddresses } from '../http/client-address.ts';
import type { Caller, Identity } from '../http/contract/endpoint.ts';
import { RawReply } from '../http/contract/endpoint.ts';
import { AerialError } from '../platform/errors.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import { buildChatApi } from './chat-api.ts';
import { ChatPart } from './chat.ts';
import type { AerialEvents } from './events.ts';
import { OnAir } from './state.ts';

const admin: Identity = { kind: 'admin' };

/** The chat with a real database, and its API without the network. */
function open(t: TestContext, directory = temporaryDirectory(t)) {
  const { store, clock } = testStore.withClock(t, { directory });
  const wallMs = () => clock.wallMs();
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const settings = new Settings({ flags: {} });
  const log = new LogRoot({ level: 'silent' });
  const lastTimes = { lastConnectWallMs: null, lastDisconnectWallMs: wallMs() };
  const chat = new ChatPart({
    clients: new ClientAddresses({ trusted: [] }),
    clock,
    events,
    log,
    metrics: new MetricsRegistry(),
    onAir: new OnAir({ events, wallMs, ...lastTimes }),
    settings,
    store,
    planned: () => null,
    emoji: () => [],
  });
  const placeOf = (address: string) =>
    Promise.resolve(address === 'unknown' ? null : { countryCode: 'NZ', regionName: 'Unknown', timeZone: '' });
  const api = buildChatApi({ chat, clock, log, settings, store, placeOf });
  const stop = chat.start();
  t.after(() => stop());

  const callerOf = (identity: Identity | null, given: Partial<Caller> = {}): Caller => ({
    address: '192.0.2.1',
    userAgent: 'test',
    origin: null,
    isSecure: false,
    isProxied: false,
    headers: {},
    identity,
    ...given,
  });
  const as = (identity: Identity | null, body: unknown, given: Partial<Caller> = {}) =>
    ({ params: {}, query: {}, body, caller: callerOf(identity, given) }) as never;
  const register = async (displayName: string, given: Partial<Caller> = {}) => {
    const registered = await api.handlers.registerForChat(as(null, { displayName }, given));
    return registered as { id: string; accessToken: string; displayName: string };
  };
  const moderator = (userId: string): Identity => ({ kind: 'user', userId, scopes: ['MODERATOR'] });
  const enter = (userId: string, address = '192.0.2.1') => {
    const wire = new FakeWire();
    const user = store.users.get(userId);
    assert.ok(user !== null);
    const connection = chat.room.enter({ user, wire, address, userAgent: 'test', after: null });
    return { wire, connection };
  };
  const say = (userId: string, body: string) => {
    const user = store.users.get(userId);
    assert.ok(user !== null);
    return chat.posting.say(user, { body: `<p>${body}</p>`, rawBody: body, clientId: 1 }).id;
  };
  const history = () => {
    const reply = api.handlers.getChatHistory(as(null, undefined));
    assert.ok(reply instanceof RawReply);
    return JSON.parse(String(reply.body)) as {
      id: string;
      type: string;
      body: string;
      user?: { displayName: string };
    }[];
  };
  const journal = () => store.moderationLog.list({ offset: 0, limit: 50, userId: null }).results;
  return { ...api, as, chat, clock, enter, events, history, journal, moderator, register, say, settings, store };
}

/** Waits until the room has told everybody. */
const told = () => setImmediate();

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof AerialError, String(error));
    return error.code;
  }
  return 'nothing';
}

describe('Who registers for the chat', () => {
  it('gets a token that opens it, of which only the hash is kept, and the name that they wish for', async (t) => {
    const { register, store } = open(t);
    const { id, accessToken, displayName } = await register(' <b>Anna</b> ');
    assert.deepEqual([displayName, store.users.get(id)?.displayName], ['Anna', 'Anna']);
    assert.match(id, /^[\w-]{12}$/);
    assert.match(accessToken, /^[\w-]{43}$/);
    assert.equal(store.accessTokens.findUser(accessToken), null);
  });

  it('gets a name that is made up instead of one that is forbidden, taken or none', async (t) => {
    const { clock, register, store } = open(t);
    const { id } = await register('Berta');
    store.accessTokens.addUser(
      { ...(store.users.get(id) ?? assert.fail()), id: 'bot', kind: 'api', displayName: 'Robot' },
      { tokenHash: 'h', hint: 'h', createdWallMs: 0 },
    );
    clock.advance(10_000);
    for (const wish of ['', '   ', 'The admin', 'Robot', 'robot']) {
      const { displayName } = await register(wish);
      assert.ok(displayName !== '' && displayName.toLowerCase() !== wish.toLowerCase(), displayName);
    }
    assert.equal((await register('Berta')).displayName, 'Berta');
  });

  it('is called as the proxy says that signed them in, if that is trusted', async (t) => {
    const { register } = open(t);
    const headers = { 'x-forwarded-user': 'carol' };
    assert.equal((await register('', { headers, isProxied: true })).displayName, 'carol');
    assert.notEqual((await register('', { headers })).displayName, 'carol');
    assert.equal((await register('Dora', { headers, isProxied: true })).displayName, 'Dora');
  });

  it('waits when very many come from one address at once, and others do not', async (t) => {
    const { clock, register } = open(t);
    for (let n = 0; n < 200; n += 1) await register('');
    assert.equal(await refusal(() => register('')), 'TOO_MANY_ATTEMPTS');
    await register('', { address: '198.51.100.1' });
    clock.advance(2_000);
    await register('');
  });
});

describe('History', () => {
  it('has what was said and what the station said, in order, and outlasts a restart', async (t) => {
    const directory = temporaryDirectory(t);
    const first = open(t, directory);
    const { id } = await first.register('Ann');
    first.say(id, 'one');
    await first.handlers.sendSystemMessage(first.as(admin, { body: '**two**' }));
    await first.handlers.sendChatAction(first.as(admin, { body: 'three' }));
    const expected = [
      ['CHAT', '<p>one</p>', 'Ann'],
      ['SYSTEM', '<p><strong>two</strong></p>', 'Aerial'],
      ['CHAT_ACTION', '<p>three</p>', 'Aerial'],
    ];
    const sketch = (of: typeof first) => of.history().map(({ type, body, user }) => [type, body, user?.displayName]);
    assert.deepEqual(sketch(first), expected);
    first.chat.messages.flush();
    first.store.close();
    assert.deepEqual(sketch(open(t, directory)), expected);
  });

  it('shows the station under the name that it has now', async (t) => {
    const { as, handlers, history, settings } = open(t);
    await handlers.sendSystemMessage(as(admin, { body: 'hello' }));
    history();
    settings.reload(new Map([['channel-name', 'The mill']]));
    assert.deepEqual(history()[0]?.user, { displayName: 'The mill' });
  });

  it('shows people under the name that they have now', async (t) => {
    const { chat, history, register, say, store } = open(t);
    const { id } = await register('Ann');
    history();
    say(id, 'hello');
    store.users.rename(id, { displayName: 'Anna', wallMs: 1, keptNames: 3 });
    chat.refreshUser(id);
    assert.equal(history()[0]?.user?.displayName, 'Anna');
  });
});

describe('Hiding messages', () => {
  it('takes them out of the history and tells everybody, webhooks and the log; showing puts them back', async (t) => {
    const { as, enter, events, handlers, history, journal, register, say } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id);
    const facts: AerialEvents['chat.visibility'][] = [];
    events.on('chat.visibility', (fact) => facts.push(fact));
    const message = say(id, 'rude words');
    await handlers.setMessageVisibilityAsAdmin(as(admin, { idArray: [message, 'unknown'], visible: false }));
    await told();
    assert.deepEqual(history(), []);
    const event = wire.events.at(-1);
    assert.deepEqual([event?.type, event?.['ids'], event?.['visible']], ['VISIBILITY-UPDATE', [message], false]);
    await handlers.setMessageVisibilityAsAdmin(as(admin, { idArray: [message], visible: true }));
    assert.equal(history().length, 1);
    assert.deepEqual(facts, [
      { ids: [message], isVisible: false },
      { ids: [message], isVisible: true },
    ]);
    assert.deepEqual(
      journal().map(({ action, actorName, targetName, detail }) => [action, actorName, targetName, detail]),
      [
        ['message.shown', 'Admin', 'Ann', 'rude words'],
        ['message.hidden', 'Admin', 'Ann', 'rude words'],
      ],
    );
  });
});

describe('Banning somebody', () => {
  it('hides what they wrote, shows them out, bans where they are and tells the others, until it is taken back', async (t) => {
    const { as, chat, clock, enter, handlers, history, journal, moderator, register, say, store } = open(t);
    const [mod, ann, bob] = [await register('Mod'), await register('Ann'), await register('Bob')];
    store.users.setScopes(mod.id, ['MODERATOR']);
    const [annWire, bobWire] = [enter(ann.id, '2001:db8::7').wire, enter(bob.id, '198.51.100.2').wire];
    say(bob.id, 'fine');
    await handlers.pinMessageAsAdmin(as(admin, { id: say(ann.id, 'spam') }));
    const body = { userId: ann.id, enabled: false, reason: 'spam' };
    await handlers.setUserEnabled(as(moderator(mod.id), body));
    await told();
    assert.deepEqual(
      history().map((message) => message.body),
      ['<p>fine</p>'],
    );
    assert.equal(bobWire.events.findLast(({ type }) => type === 'PINNED')?.['message'], null);
    assert.ok(annWire.types.includes('ERROR_USER_DISABLED'));
    assert.equal(annWire.closedWith, null);
    clock.advance(2_000);
    assert.equal(annWire.closedWith, 1008);
    assert.match(String(bobWire.events.at(-1)?.body), /<strong>Ann<\/strong> was removed/);
    assert.deepEqual(bobWire.events.at(-1)?.['words'], { key: 'chat.wasRemoved', values: { name: 'Ann' } });
    assert.deepEqual([store.users.get(ann.id)?.disabledReason, chat.bans.has('2001:db8::1')], ['spam', true]);
    assert.equal(chat.bans.list()[0]?.notes, 'Banning of Ann');
    assert.deepEqual(
      [journal()[0]?.action, journal()[0]?.actorName, journal()[0]?.detail],
      ['user.banned', 'Mod', 'spam'],
    );

    await handlers.setUserEnabledAsAdmin(as(admin, { userId: ann.id, enabled: true }));
    assert.deepEqual([store.users.get(ann.id)?.disabledWallMs, chat.bans.list().length], [null, 0]);
    assert.equal(history().length, 1);
  });

  it('is for the admin where moderators, bots or oneself are concerned', async (t) => {
    const { as, handlers, moderator, register, store } = open(t);
    const [mod, other] = [await register('Mod'), await register('Other')];
    for (const { id } of [mod, other]) store.users.setScopes(id, ['MODERATOR']);
    for (const userId of [mod.id, other.id]) {
      const disable = () => handlers.setUserEnabled(as(moderator(mod.id), { userId, enabled: false }));
      assert.equal(await refusal(disable), 'FORBIDDEN');
      const silence = () => handlers.timeOutUser(as(moderator(mod.id), { userId, seconds: 60 }));
      assert.equal(await refusal(silence), 'FORBIDDEN');
    }
    await handlers.setUserEnabledAsAdmin(as(admin, { userId: other.id, enabled: false }));
    assert.notEqual(store.users.get(other.id)?.disabledWallMs, null);
    const nobody = () => handlers.setUserEnabledAsAdmin(as(admin, { userId: 'nobody', enabled: false }));
    assert.equal(await refusal(nobody), 'REQUEST_INVALID');
  });
});

describe('A time-out', () => {
  it('is told to whom it is for and ends by itself', async (t) => {
    const { as, chat, clock, enter, handlers, journal, register } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id);
    await handlers.timeOutUserAsAdmin(as(admin, { userId: id, seconds: 600 }));
    assert.match(String(wire.events.at(-1)?.body), /10 minutes/);
    assert.deepEqual(wire.events.at(-1)?.['words'], { key: 'refused.pause', values: { when: 600 } });
    assert.equal(chat.timeOuts.until(id), clock.wallMs() + 600_000);
    clock.advance(600_000);
    assert.equal(chat.timeOuts.until(id), null);
    assert.deepEqual([journal()[0]?.action, journal()[0]?.detail], ['user.silenced', '10 minutes']);
  });
});

describe('A time-out of a moderator', () => {
  it('is the admin’s to give, and holds; one from before somebody became a moderator is over', async (t) => {
    const { as, chat, handlers, register } = open(t);
    const { id } = await register('Ann');
    const silence = () => handlers.timeOutUserAsAdmin(as(admin, { userId: id, seconds: 600 }));
    await silence();
    await handlers.setModerator(as(admin, { userId: id, isModerator: true }));
    assert.equal(chat.timeOuts.until(id), null);
    await silence();
    await handlers.setModerator(as(admin, { userId: id, isModerator: true }));
    assert.notEqual(chat.timeOuts.until(id), null);
  });
});

describe('Slow mode', () => {
  it('is set by moderators, told to everybody and written down', async (t) => {
    const { as, enter, handlers, journal, moderator, register, settings } = open(t);
    const mod = await register('Mod');
    const { wire } = enter(mod.id);
    await handlers.setSlowMode(as(moderator(mod.id), { seconds: 30 }));
    await told();
    assert.equal(settings.get('chat-slow-seconds'), 30);
    assert.match(String(wire.events.at(-1)?.body), /every 30 seconds/);
    assert.deepEqual(wire.events.at(-1)?.['words'], { key: 'chat.slowOn', values: { count: 30 } });
    assert.deepEqual([journal()[0]?.action, journal()[0]?.actorName], ['slowmode.changed', 'Mod']);
  });
});

describe('Bans of addresses', () => {
  it('hold at once, also for those who are connected from there', async (t) => {
    const { as, chat, clock, enter, handlers, register } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id, '198.51.100.9');
    await handlers.banAddress(as(admin, { value: '198.51.100.0/24' }));
    clock.advance(2_000);
    assert.deepEqual([wire.closedWith, chat.bans.has('198.51.100.200')], [1008, true]);
    await handlers.unbanAddress(as(admin, { value: '198.51.100.0/24' }));
    assert.equal(chat.bans.has('198.51.100.200'), false);
    for (const value of ['127.0.0.1', '::1', 'nonsense'])
      assert.equal(await refusal(() => handlers.banAddress(as(admin, { value }))), 'REQUEST_INVALID');
  });
});

describe('A moderator', () => {
  it('is named and dismissed, and told so', async (t) => {
    const { as, enter, handlers, register, store } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id);
    await handlers.setModerator(as(admin, { userId: id, isModerator: true }));
    assert.deepEqual(store.users.get(id)?.scopes, ['MODERATOR']);
    assert.deepEqual(wire.events.at(-1)?.['user'], {
      ...(wire.events.at(-1)?.user as object),
      scopes: ['MODERATOR'],
    });
    await handlers.setModerator(as(admin, { userId: id, isModerator: false }));
    assert.deepEqual(store.users.get(id)?.scopes, []);
  });

  it('sees who somebody is, from where, and all that they wrote', async (t) => {
    const { as, chat, enter, handlers, register, say } = open(t);
    const { id } = await register('Ann');
    const { connection } = enter(id);
    const hidden = say(id, 'one');
    say(id, 'two');
    chat.messages.setVisibility([hidden], false);
    const call = { params: { userId: id }, query: {}, body: undefined, caller: {} } as never;
    const details = await handlers.getChatUser(call);
    assert.ok(!(details instanceof RawReply));
    assert.deepEqual(
      details.messages.map(({ body, hiddenAt }) => [body, hiddenAt === undefined]),
      [
        ['<p>two</p>', true],
        ['<p>one</p>', false],
      ],
    );
    assert.deepEqual(
      details.connectedClients.map((client) => [client.id, client.geo]),
      [[connection.id, 'NZ']],
    );
    const clients = await handlers.listChatClients(as(admin, undefined));
    assert.ok(!(clients instanceof RawReply));
    assert.equal(clients[0]?.geo?.countryCode, 'NZ');
  });
});

describe('The pinned message', () => {
  it('is told to everybody, and goes when it is hidden', async (t) => {
    const { as, enter, handlers, register, say } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id);
    const message = say(id, 'read this');
    await handlers.pinMessageAsAdmin(as(admin, { id: message }));
    await told();
    const pinned = () => handlers.getPinnedMessage(as(null, undefined)) as { message: { id: string } | null };
    assert.equal(pinned().message?.id, message);
    assert.deepEqual(await handlers.getPinnedMessageAsAdmin(as(admin, undefined)), pinned());
    const shown = wire.events.at(-1)?.['message'] as { id: string } | undefined;
    assert.equal(shown?.id, message);
    await handlers.setMessageVisibilityAsAdmin(as(admin, { idArray: [message], visible: false }));
    await told();
    assert.equal(pinned().message, null);
    assert.deepEqual([wire.events.at(-1)?.type, wire.events.at(-1)?.['message']], ['PINNED', null]);
    assert.equal(await refusal(() => handlers.pinMessageAsAdmin(as(admin, { id: message }))), 'NOT_FOUND');
  });
});

describe('A bot whose token is removed', () => {
  it('is not heard any more, and shown out of the chat', async (t) => {
    const { clock, enter, register, showOutBot, store } = open(t);
    const { id } = await register('Ann');
    const person = store.users.get(id) ?? assert.fail();
    const token = { tokenHash: 'hash', hint: 'hint', createdWallMs: 0 };
    store.accessTokens.addUser({ ...person, id: 'bot', kind: 'api', displayName: 'Robot' }, token);
    const { connection, wire } = enter('bot');
    showOutBot(store.accessTokens.retireBot('hash', clock.wallMs()) ?? assert.fail());
    assert.deepEqual([wire.types.at(-1), connection.user.disabledWallMs], ['ERROR_USER_DISABLED', clock.wallMs()]);
    clock.advance(2_000);
    assert.equal(wire.closedWith, 1008);
    showOutBot('nobody');
  });
});

describe('Somebody who is forgotten', () => {
  it('is shown out, and nothing of them is left', async (t) => {
    const { as, clock, enter, forgetUser, handlers, history, journal, register, say } = open(t);
    const { id } = await register('Ann');
    const { wire } = enter(id);
    say(id, 'hello');
    await handlers.timeOutUserAsAdmin(as(admin, { userId: id, seconds: 60 }));
    assert.equal(await forgetUser(id), true);
    clock.advance(2_000);
    assert.deepEqual([history(), wire.closedWith, journal()[0]?.targetName], [[], 1008, '']);
    assert.equal(await forgetUser(id), false);
  });

  it('leaves a ban of their address behind, without their name', async (t) => {
    const { as, chat, enter, forgetUser, handlers, register } = open(t);
    const { id } = await register('Ann Example');
    enter(id, '198.51.100.7');
    await handlers.setUserEnabledAsAdmin(as(admin, { userId: id, enabled: false }));
    await forgetUser(id);
    const [ban] = chat.bans.list();
    assert.deepEqual([ban?.address, ban?.userId, ban?.notes.includes('Ann')], ['198.51.100.7', null, false]);
    assert.equal(chat.bans.has('198.51.100.7'), true);
  });

  it('goes from the pages that are open, too, and is not heard while they are shown out', async (t) => {
    const { as, chat, enter, events, forgetUser, handlers, register, say } = open(t);
    const [ann, bob] = [await register('Ann'), await register('Bob')];
    const [{ connection }, { wire }] = [enter(ann.id), enter(bob.id)];
    const ids = [say(ann.id, 'my address'), say(ann.id, 'my secret')];
    await handlers.pinMessageAsAdmin(as(admin, { id: ids[0] }));
    await told();
    const facts: AerialEvents['chat.visibility'][] = [];
    events.on('chat.visibility', (fact) => facts.push(fact));
    await forgetUser(ann.id);
    await told();
    const hidden = wire.events.findLast(({ type }) => type === 'VISIBILITY-UPDATE');
    assert.deepEqual([hidden?.['visible'], ((hidden?.['ids'] ?? []) as string[]).toSorted()], [false, ids.toSorted()]);
    assert.equal(wire.events.findLast(({ type }) => type === 'PINNED')?.['message'], null);
    assert.equal(facts.length, 1);
    assert.notEqual(connection.user.disabledWallMs, null);
    const again = new FakeWire();
    const newcomer = { user: connection.user, address: '192.0.2.1', userAgent: 'test' };
    chat.room.enter({ ...newcomer, wire: again, after: wire.events.find(({ id }) => id === ids[0])?.id ?? null });
    assert.equal(/my (?:secret|address)/.test(JSON.stringify(again.events)), false);
  });
});
