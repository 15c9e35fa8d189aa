import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { certificate } from '../../test/peers/certificate.ts';
import { MailReceiver } from '../../test/peers/mail-receiver.ts';
import { PushReader } from '../../test/peers/push-reader.ts';
import { SecureReceiver } from '../../test/peers/secure-receiver.ts';
import { until } from '../../test/peers/wait.ts';
import { WebhookReceiver } from '../../test/peers/webhook-receiver.ts';
import type { FlagValues } from '../config/locate-setting.ts';
import { Settings } from '../config/settings.ts';
import { systemClock } from '../platform/clock.ts';
import { makePushKeys } from '../notify/push/keys.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { OutboundFetch } from '../platform/outbound-fetch.ts';
import type { Store } from '../store/store.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import type { AerialEvents } from './events.ts';
import type { RawReply } from '../http/contract/endpoint.ts';
import { NoticesPart } from './notices.ts';
import { pageAssets } from './testing/sign-in-station.ts';

const soon = (what: string, probe: () => boolean) => until(what, probe, { timeoutMs: 20_000 });
const signIn = { user: 'nine', password: 'trains' };
/** Settings of e-mails that are handed in there. */
function mailBy({ port }: MailReceiver): FlagValues {
  return {
    mail: 'on',
    'mail-host': 'localhost',
    'mail-port': String(port),
    'mail-user': signIn.user,
    'mail-password': signIn.password,
    'mail-from': 'nine@example.org',
  };
}

/** Everything that tells people; the database is real, and so is the way out. */
function station(t: TestContext, flags: FlagValues, store: Store = testStore(t)) {
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const part = new NoticesPart({
    assets: pageAssets,
    clock: systemClock,
    events,
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    outbound: new OutboundFetch({
      clock: systemClock,
      userAgent: 'Aerial/1',
      allowsPrivate: () => true,
      certificateAuthority: certificate.cert,
    }),
    settings: new Settings({
      flags: {
        'public-url': 'https://tv.example.org',
        'channel-name': 'Nine',
        'stream-title': 'Trains at night',
        'notices-delay-seconds': '0',
        'push-services': 'localhost',
        ...flags,
      },
    }),
    store,
    certificateAuthority: certificate.cert,
  });
  const stop = part.start();
  t.after(stop);
  const call = async (id: keyof typeof part.handlers, body: object = {}): Promise<unknown> =>
    part.handlers[id]({ body, query: {}, params: {}, caller: {} } as never);
  const goLive = (): void =>
    events.publish('broadcast.started', {
      broadcastId: randomBytes(4).toString('hex'),
      isTest: false,
      startedWallMs: 0,
      remoteAddress: '',
      encoder: null,
      tracks: { video: null, audio: null },
    });
  const log = async () => (await call('listNoticeDeliveries')) as { way: string; taken: boolean; reason: string }[];
  return { store, part, call, goLive, events, log, stop };
}

function subscriptionAt(endpoint: string): object {
  return { channel: 'BROWSER_PUSH_NOTIFICATION', destination: new PushReader().subscription(endpoint) };
}

describe('Notices', () => {
  it('go to browsers, Discord, e-mail and requests of one’s own when the channel is live; a browser that is gone is forgotten', async (t) => {
    const secure = await SecureReceiver.open();
    const mail = await MailReceiver.open(signIn);
    const hooks = await WebhookReceiver.open();
    t.after(() => {
      secure.close();
      hooks.close();
      return mail.close();
    });
    const { store, call, goLive, log } = station(t, {
      discord: 'on',
      'discord-webhook': `${secure.origin}/discord/204`,
      ...mailBy(mail),
      'mail-to': 'ada@example.org, nobody@example.org',
    });
    await call('registerForNotices', subscriptionAt(`${secure.origin}/push/201`));
    await call('registerForNotices', subscriptionAt(`${secure.origin}/push/410`));
    await call('createNoticeHook', { preset: 'ntfy', name: 'A topic', url: `${hooks.url}/nine`, token: '' });
    assert.equal(store.subscriptions.count('push'), 2);
    goLive();
    await soon(
      'everybody was told',
      () => secure.received.length === 3 && mail.received.length === 1 && hooks.received.length === 1,
    );
    await soon('the browser that is gone was forgotten', () => store.subscriptions.count('push') === 1);
    await soon('all of it is in the log', () => store.notices.list(20).length === 6);

    const discord = secure.received.find(({ path }) => path.startsWith('/discord'));
    assert.deepEqual(JSON.parse(String(discord?.body)), {
      username: 'Nine',
      content: "I've gone live!\nTrains at night\n\nhttps://tv.example.org/",
      avatar_url: 'https://tv.example.org/logo/external',
      allowed_mentions: { parse: [] },
    });
    assert.equal(hooks.received[0]?.body, "I've gone live!\nTrains at night\nhttps://tv.example.org/");
    const [letter] = mail.received;
    assert.deepEqual([letter?.to, letter?.isEncrypted, letter?.user], [['ada@example.org'], true, signIn.user]);
    assert.match(letter?.text ?? '', /^From: nine@example\.org\r\nTo: ada@example\.org\r\n/m);
    assert.match(letter?.text ?? '', /^Subject: Nine: I've gone live!\r\n/m);
    assert.match(letter?.text ?? '', /\r\n\r\nTrains at night\r\n\r\nhttps:\/\/tv\.example\.org\/\r\n/);
    assert.match(letter?.text ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/m);
    const refused = (await log()).filter(({ taken }) => !taken);
    assert.deepEqual(refused.map(({ way }) => way).toSorted(), ['mail', 'push']);
    assert.match(refused.find(({ way }) => way === 'mail')?.reason ?? '', /nobody of that name/);
  });

  it('go by e-mail to nobody who has left by the link in one, with one press or after a question', async (t) => {
    const mail = await MailReceiver.open(signIn);
    t.after(() => mail.close());
    const { call, goLive, part } = station(t, {
      ...mailBy(mail),
      'mail-to': 'ada@example.org, bob@example.org',
      'notices-every-minutes': '0',
    });
    goLive();
    await soon('both were told', () => mail.received.length === 2);
    // Long lines of headers and of the text are broken in different ways.
    const letter = mail.received.find(({ to }) => to[0] === 'ada@example.org')?.text ?? '';
    const link = /^List-Unsubscribe:\s+<([^>]+)>/m.exec(letter)?.[1]?.replaceAll(/\s/g, '') ?? '';
    const { pathname, searchParams } = new URL(link);
    assert.equal(pathname, '/api/notifications/mail/leave');
    const query = { key: searchParams.get('key') ?? '' };
    const press = (id: 'askToLeaveMail' | 'leaveMail', given: { readonly key: string }) =>
      part.handlers[id]({
        body: Buffer.from(''),
        query: given,
        params: {},
        caller: { headers: {} },
      } as never) as RawReply;
    const asked = press('askToLeaveMail', query);
    assert.match(String(asked.body), /ada@example\.org is told by e-mail when Nine is live.*No more e-mails/s);
    assert.match(String(press('leaveMail', query).body), /ada@example\.org gets no more e-mails/);
    for (const id of ['askToLeaveMail', 'leaveMail'] as const) assert.equal(press(id, { key: 'x.y' }).status, 404);
    goLive();
    await soon('only one was told', () => mail.received.length === 3);
    assert.deepEqual(mail.received.at(-1)?.to, ['bob@example.org']);
    await call('testNotice', { way: 'mail' });
    assert.deepEqual(mail.received.at(-1)?.to, ['bob@example.org']);
    assert.deepEqual(((await call('readNotices')) as { mailLeft: string[] }).mailLeft, ['ada@example.org']);
  });

  it('go by e-mail to everybody else at once where one address takes none for now', async (t) => {
    const mail = await MailReceiver.open(signIn);
    t.after(() => mail.close());
    const { goLive, store } = station(t, {
      ...mailBy(mail),
      'mail-to': 'later@example.org, ada@example.org, bob@example.org',
    });
    goLive();
    await soon('the others were told', () => mail.received.length === 2);
    const waiting = store.jobs.head('notice', 'mail later@example.org');
    assert.deepEqual([waiting?.attempts, store.jobs.head('notice', 'mail')], [1, null]);
  });

  it('that wait are sent after the next start, and each once', async (t) => {
    const store = testStore(t);
    const first = station(t, {}, store);
    const hooks = await WebhookReceiver.open({
      react: (response, _request, count) => void response.writeHead(count === 1 ? 503 : 200).end(),
    });
    t.after(() => hooks.close());
    await first.call('createNoticeHook', { preset: 'slack', name: 'Chat', url: `${hooks.url}/chat` });
    first.goLive();
    await soon('the first try failed', () => store.notices.list(5).length === 1);
    await first.stop();
    store.jobs.postpone(store.jobs.head('notice', 'hook 1')?.id ?? 0, { attempts: 1, dueWallMs: 0, lastError: 'x' });
    station(t, {}, store);
    await soon('the second try was taken', () => store.notices.list(5)[0]?.isTaken === true);
    assert.equal(hooks.received.length, 2);
    assert.equal(store.jobs.lanes('notice').length, 0);
  });

  it('wait for as long as a hook, Discord or a push service asks for', async (t) => {
    const secure = await SecureReceiver.open();
    const hooks = await WebhookReceiver.open({
      react: (response) => void response.writeHead(429, { 'retry-after': '120' }).end(),
    });
    t.after(() => {
      secure.close();
      hooks.close();
    });
    const { store, call, goLive } = station(t, { discord: 'on', 'discord-webhook': `${secure.origin}/429/discord` });
    await call('registerForNotices', subscriptionAt(`${secure.origin}/429/push`));
    await call('createNoticeHook', { preset: 'slack', name: 'Chat', url: hooks.url });
    goLive();
    const nowWallMs = systemClock.wallMs();
    for (const lane of ['hook 1', 'discord', 'push 1']) {
      await soon(`${lane} was tried`, () => (store.jobs.head('notice', lane)?.attempts ?? 0) > 0);
      const waitMs = (store.jobs.head('notice', lane)?.dueWallMs ?? 0) - nowWallMs;
      assert.ok(waitMs > 110_000, `${lane}: ${waitMs}`);
    }
  });

  it('remind of a planned broadcast, with its time where it is planned', async (t) => {
    const { call, events } = station(t, { 'schedule-reminder-message': 'Soon!' });
    const hooks = await WebhookReceiver.open();
    t.after(() => hooks.close());
    await call('createNoticeHook', { preset: 'slack', name: 'Chat', url: `${hooks.url}/chat` });
    events.publish('schedule.reminder', {
      id: 'late',
      name: 'Late show',
      description: '',
      startWallMs: Date.parse('2027-03-02T19:00:00Z'),
      durationMinutes: 60,
      timeZone: 'Europe/Berlin',
      minutesBefore: 30,
    });
    await soon('it was told', () => hooks.received.length === 1);
    const { text } = JSON.parse(hooks.received[0]?.body ?? '') as { text: string };
    assert.match(text, /^Soon!\nLate show, Tuesday,? 2 March(?: at|,)? 20:00 \(Europe\/Berlin\)\nhttps:/);
  });

  it('can be tried, each way by itself, and say what is wrong', async (t) => {
    const mail = await MailReceiver.open(signIn);
    const hooks = await WebhookReceiver.open({ react: (response) => void response.writeHead(401).end('who are you?') });
    t.after(() => {
      hooks.close();
      return mail.close();
    });
    const flags = { 'mail-host': 'localhost', 'mail-port': String(mail.port), 'mail-from': 'nine@example.org' };
    const { call } = station(t, {
      ...flags,
      'mail-to': 'ada@example.org',
      'mail-user': 'nine',
      'mail-password': 'wrong',
    });
    await assert.rejects(call('testNotice', { way: 'mail' }), /That is not the password/);
    await assert.rejects(call('testNotice', { way: 'push' }), /No browser has asked/);
    await assert.rejects(call('testNotice', { way: 'discord' }), /nobody to tell/);
    await assert.rejects(call('testNotice', { way: 'hook', id: 7 }), /nobody to tell/);
    const hook = (await call('createNoticeHook', { preset: 'slack', name: 'Chat', url: hooks.url })) as { id: number };
    await assert.rejects(call('testNotice', { way: 'hook', id: hook.id }), /The answer was 401: who are you\?/);
    const right = station(t, {
      ...flags,
      'mail-to': 'ada@example.org',
      'mail-user': 'nine',
      'mail-password': 'trains',
    });
    assert.deepEqual(await right.call('testNotice', { way: 'mail' }), {
      success: true,
      message: 'The test was taken.',
    });
    assert.match(mail.received[0]?.text ?? '', /This is a test/);
  });

  it('keep their keys, and browsers register once however often they do', async (t) => {
    const store = testStore(t);
    const first = station(t, {}, store);
    const key = first.part.pushKey();
    const subscription = subscriptionAt('https://localhost/push/201');
    await first.call('registerForNotices', subscription);
    await first.call('registerForNotices', subscription);
    assert.equal(store.subscriptions.count('push'), 1);
    assert.equal(station(t, {}, store).part.pushKey(), key);
    await first.call('unregisterFromNotices', subscription);
    assert.equal(store.subscriptions.count('push'), 0);
    const without = station(t, { push: 'off' }, store);
    assert.equal(without.part.pushKey(), null);
    await assert.rejects(without.call('registerForNotices', subscription), /not told by this channel/);
    await assert.rejects(
      first.call('registerForNotices', subscriptionAt('https://evil.example/1')),
      /none of the push services/,
    );
  });

  it('are signed with the keys of a copy that was put back, as soon as it is', (t) => {
    const directory = temporaryDirectory(t);
    const { store, clock } = testStore.withClock(t, { directory });
    const { part } = station(t, {}, store);
    const made = part.pushKey();
    const restored = makePushKeys();
    const beside = testStore(t, { directory, lock: 'visit' });
    beside.secrets.set('push-public-key', restored.publicKey);
    beside.secrets.set('push-private-key', restored.privateKey);
    clock.advance(1_000);
    assert.notEqual(restored.publicKey, made);
    assert.equal(part.pushKey(), restored.publicKey);
  });
});
