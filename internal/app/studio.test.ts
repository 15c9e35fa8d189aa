import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { Settings } from '../config/settings.ts';
import { addContractRoutes } from '../http/api/contract-routes.ts';
import { answerOtherMethods } from '../http/api/other-methods.ts';
import { ClientAddresses } from '../http/client-address.ts';
import { accessTokenEndpoints } from '../http/contract/access-tokens.ts';
import { defineEndpoints } from '../http/contract/endpoint.ts';
import { studioEndpoints } from '../http/contract/studio.ts';
import { userEndpoints } from '../http/contract/users.ts';
import { WebServer } from '../http/web-server.ts';
import { SetupLink } from '../auth/setup-link.ts';
import { hashToken } from '../auth/token.ts';
import { silentLogger } from '../platform/log.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import { buildGate, buildStudio, studioApiHandlers } from './studio.ts';

const probe = {
  method: 'GET',
  summary: 'Says that it was reached.',
  group: 'Test',
  answer: { kind: 'empty' },
} as const;
const probes = defineEndpoints({
  asAdmin: { ...probe, path: '/api/admin/probe', access: 'admin' },
  asBot: { ...probe, path: '/api/integrations/probe', access: 'CAN_SEND_MESSAGES' },
  asUser: { ...probe, path: '/api/probe', access: 'user' },
  asModerator: { ...probe, path: '/api/moderation/probe', access: 'moderator' },
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

type Headers = Readonly<Record<string, string>>;

/** The web server with the studio's rows and a real database; every wait is the clock's. */
async function open(t: TestContext, needs: { password?: string; directory?: string } = {}) {
  const directory = needs.directory ?? temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  const settings = new Settings({
    flags: needs.password === undefined ? {} : { 'admin-password': needs.password },
    environment: {},
  });
  const clients = new ClientAddresses({ trusted: ['127.0.0.1'] });
  const all = { settings, store, clock, clients, log: { component: () => silentLogger } };
  const studio = buildStudio(all);
  const ok = () => {};
  const forgetUser = (id: string) => Promise.resolve(store.users.delete(id));
  const shownOut: string[] = [];
  const showOutBot = (id: string): void => void shownOut.push(id);
  const rows = { ...studioEndpoints, ...accessTokenEndpoints, ...userEndpoints, ...probes };
  const web = new WebServer({
    log: silentLogger,
    early: [],
    unmatched: answerOtherMethods(rows),
    routes: [
      (app) =>
        addContractRoutes(app, {
          rows,
          handlers: {
            ...studioApiHandlers({ ...all, studio, forgetUser, showOutBot }),
            asAdmin: ok,
            asBot: ok,
            asUser: ok,
            asModerator: ok,
          },
          gate: buildGate({ ...all, studio, isBanned: (address) => address === '192.0.2.66' }),
          addressOf: (incoming) => clients.addressOf(incoming),
          originOf: (incoming) => clients.originOf(incoming),
          isSecure: (incoming) => clients.isSecure(incoming),
          isProxied: (incoming) => clients.isProxied(incoming),
        }),
    ],
  });
  await web.start();
  const server = createServer(web.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await web.stop();
    store.close();
  };
  t.after(close);
  const link = new SetupLink({ secrets: store.secrets, wallMs: () => clock.wallMs() });
  const makeLink = () => link.make(randomBytes, null);
  const call = (target: string, headers: Headers = {}, body?: unknown) => send(port, target, headers, body);
  return { store, clock, studio, makeLink, call, close, shownOut };
}

async function send(port: number, target: string, headers: Headers, body: unknown): Promise<Reply> {
  const [method = '', path = ''] = target.split(' ');
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: { ...headers } });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: parsed };
}

const PASSWORD = 'the right one';
const basic = (password: string, user = 'admin'): Headers => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const cookieOf = (reply: Reply): Headers => ({ cookie: reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '' });

describe('Before the studio has a password', () => {
  test('everything of the admin says so, to right and wrong credentials alike', async (t) => {
    const { call, clock } = await open(t);
    for (const headers of [{}, basic('abc123'), basic('')]) {
      const { status, body } = await call('GET /api/admin/probe', headers);
      assert.deepEqual([status, body['code']], [403, 'SETUP_NEEDED']);
    }
    assert.equal((await call('POST /api/admin/login', {}, { password: 'abc123' })).body['code'], 'SETUP_NEEDED');
    const { body } = await call('GET /api/admin/session');
    assert.deepEqual([body['setupNeeded'], body['serverTime']], [true, new Date(clock.wallMs()).toISOString()]);
  });

  test('the link sets it once, opens a session and ends all others', async (t) => {
    const { call, studio, makeLink } = await open(t);
    const before = studio.sessions.open({ address: '', userAgent: '' });
    const token = makeLink();
    const short = await call('POST /api/admin/setup', {}, { token, password: 'short' });
    assert.deepEqual([short.status, short.body['code']], [400, 'REQUEST_INVALID']);
    const set = await call('POST /api/admin/setup', {}, { token, password: PASSWORD });
    assert.equal(set.status, 200);
    assert.equal((await call('GET /api/admin/probe', cookieOf(set))).status, 200);
    assert.equal((await call('GET /api/admin/probe', basic(PASSWORD))).status, 200);
    assert.equal(studio.sessions.check(before), null);
    const again = await call('POST /api/admin/setup', {}, { token, password: 'somebody else' });
    assert.deepEqual([again.status, again.body['code']], [401, 'UNAUTHORIZED']);
    assert.equal((await call('GET /api/admin/probe', basic('somebody else'))).status, 401);
  });

  test('two who use the link at the same time do not both win', async (t) => {
    const { call, makeLink } = await open(t);
    const token = makeLink();
    const both = await Promise.all(
      ['mine, all mine', 'no, it is mine'].map((password) => call('POST /api/admin/setup', {}, { token, password })),
    );
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((one, other) => one - other),
      [200, 401],
    );
  });

  test('tokens that are none are soon not looked at any more', async (t) => {
    const { call, clock, makeLink } = await open(t);
    const attempt = () => call('POST /api/admin/setup', {}, { token: 'x'.repeat(43), password: PASSWORD });
    for (let n = 0; n < 10; n += 1) assert.equal((await attempt()).status, 401);
    const refused = await attempt();
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '10']);
    clock.advance(10_000);
    assert.equal((await call('POST /api/admin/setup', {}, { token: makeLink(), password: PASSWORD })).status, 200);
  });

  test('a password given at the start holds, and neither link nor call changes it', async (t) => {
    const { call, makeLink } = await open(t, { password: PASSWORD });
    assert.equal((await call('GET /api/admin/probe', basic(PASSWORD))).status, 200);
    const token = makeLink();
    const set = await call('POST /api/admin/setup', {}, { token, password: 'another one' });
    const changed = await call('POST /api/admin/config/adminpass', basic(PASSWORD), { value: 'another one' });
    assert.deepEqual([set.body['code'], changed.body['code']], ['CONFLICT', 'CONFLICT']);
    assert.equal((await call('GET /api/admin/session')).body['passwordGiven'], true);
  });
});

describe('The admin', () => {
  test('is let in by name and password, and a refusal says how to a browser and not to a script', async (t) => {
    const { call } = await open(t, { password: PASSWORD });
    for (const headers of [{}, basic('wrong'), basic(PASSWORD, 'root'), { authorization: 'Basic !' }]) {
      const { status, body, headers: answered } = await call('GET /api/admin/probe', headers);
      assert.deepEqual([status, body['code']], [401, 'UNAUTHORIZED']);
      assert.equal(answered['www-authenticate'], 'Basic realm="Aerial", charset="UTF-8"');
    }
    const byScript = await call('GET /api/admin/probe', { 'x-requested-with': 'aerial' });
    assert.deepEqual([byScript.status, byScript.headers['www-authenticate']], [401, undefined]);
    const right = await call('GET /api/admin/probe', basic(PASSWORD));
    assert.deepEqual([right.status, right.headers['set-cookie']], [200, undefined]);
    assert.equal((await call('OPTIONS /api/admin/probe')).status, 204);
  });

  test('is signed in by a browser that asked for the password in its own window', async (t) => {
    const { call } = await open(t, { password: PASSWORD });
    const opened = { ...basic(PASSWORD), 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
    const reply = await call('GET /api/admin/probe', opened);
    assert.equal((await call('GET /api/admin/probe', cookieOf(reply))).status, 200);
  });

  test('signs in and out, with a cookie that no script reads, kept to HTTPS where there is HTTPS', async (t) => {
    const { call } = await open(t, { password: PASSWORD });
    const plain = await call('POST /api/admin/login', {}, { password: PASSWORD });
    const pattern = /^aerial_admin_session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/;
    assert.match(plain.headers['set-cookie']?.[0] ?? '', pattern);
    const secure = await call('POST /api/admin/login', { 'x-forwarded-proto': 'https' }, { password: PASSWORD });
    assert.match(secure.headers['set-cookie']?.[0] ?? '', /^__Secure-aerial_admin_session=.*; Secure$/);
    const session = cookieOf(plain);
    assert.equal((await call('GET /api/admin/session', session)).body['signedIn'], true);
    const out = await call('POST /api/admin/logout', session);
    assert.match(out.headers['set-cookie']?.[0] ?? '', /^aerial_admin_session=; Path=\/; Max-Age=0/);
    assert.equal((await call('GET /api/admin/probe', session)).status, 401);
    assert.equal((await call('GET /api/admin/probe', cookieOf(secure))).status, 200);
  });

  test('signs out of all that the browser sends along over HTTPS, the sign-in over plain HTTP among them', async (t) => {
    const { call } = await open(t, { password: PASSWORD });
    const plain = cookieOf(await call('POST /api/admin/login', {}, { password: PASSWORD }));
    const overHttps = { 'x-forwarded-proto': 'https' };
    const secure = cookieOf(await call('POST /api/admin/login', overHttps, { password: PASSWORD }));
    await call('POST /api/admin/logout', { ...overHttps, cookie: `${plain['cookie']}; ${secure['cookie']}` });
    for (const cookie of [plain, secure]) assert.equal((await call('GET /api/admin/probe', cookie)).status, 401);
  });

  test('stays signed in over a restart and while active, and not beyond eight idle hours', async (t) => {
    const directory = temporaryDirectory(t);
    const first = await open(t, { directory, password: PASSWORD });
    const session = cookieOf(await first.call('POST /api/admin/login', {}, { password: PASSWORD }));
    await first.close();
    const { call, clock } = await open(t, { directory, password: PASSWORD });
    clock.advance(7 * 60 * 60_000);
    const later = await call('GET /api/admin/probe', session);
    assert.equal(later.status, 200);
    assert.deepEqual(cookieOf(later), session);
    clock.advance(7 * 60 * 60_000);
    assert.equal((await call('GET /api/admin/probe', session)).status, 200);
    clock.advance(8 * 60 * 60_000);
    assert.equal((await call('GET /api/admin/probe', session)).status, 401);
  });

  test('stays signed in after short visits, of which the studio asks for the session first', async (t) => {
    const { call, clock } = await open(t, { password: PASSWORD });
    const session = cookieOf(await call('POST /api/admin/login', {}, { password: PASSWORD }));
    const ask = () => call('GET /api/admin/session', session);
    assert.equal((await ask()).headers['set-cookie'], undefined);
    clock.advance(7 * 60 * 60_000);
    const later = await ask();
    assert.deepEqual([later.body['signedIn'], cookieOf(later)], [true, session]);
    assert.match(later.headers['set-cookie']?.[0] ?? '', /; Max-Age=28800;/);
  });

  test('changes the password, which ends every other session and no more', async (t) => {
    const { call, makeLink } = await open(t);
    const token = makeLink();
    const mine = cookieOf(await call('POST /api/admin/setup', {}, { token, password: PASSWORD }));
    const other = cookieOf(await call('POST /api/admin/login', {}, { password: PASSWORD }));
    for (const value of ['short', '', 'x'.repeat(201), null, 5])
      assert.equal((await call('POST /api/admin/config/adminpass', mine, { value })).status, 400);
    assert.equal((await call('POST /api/admin/config/adminpass', mine, { value: 'quite another' })).status, 200);
    assert.equal((await call('GET /api/admin/probe', mine)).status, 200);
    assert.equal((await call('GET /api/admin/probe', other)).status, 401);
    assert.equal((await call('GET /api/admin/probe', basic(PASSWORD))).status, 401);
    assert.equal((await call('GET /api/admin/probe', basic('quite another'))).status, 200);
  });

  test('is not impersonated by pages of other sites, whatever they make the browser send', async (t) => {
    const { call, makeLink } = await open(t, { password: PASSWORD });
    const session = cookieOf(await call('POST /api/admin/login', {}, { password: PASSWORD }));
    for (const from of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { referer: 'https://evil.example/' },
    ]) {
      for (const credentials of [session, basic(PASSWORD)]) {
        const { status, body } = await call('GET /api/admin/probe', { ...credentials, ...from });
        assert.deepEqual([status, body['code']], [403, 'FORBIDDEN'], JSON.stringify(from));
      }
      assert.equal((await call('POST /api/admin/login', from, { password: PASSWORD })).status, 403);
      assert.equal((await call('POST /api/admin/logout', { ...session, ...from })).status, 403);
      const setup = { token: makeLink(), password: PASSWORD };
      assert.equal((await call('POST /api/admin/setup', from, setup)).status, 403);
    }
    assert.equal((await call('GET /api/admin/probe', { ...session, 'sec-fetch-site': 'same-origin' })).status, 200);
  });

  test('is made to wait with everybody who guesses, and goes on by session meanwhile', async (t) => {
    const { call, clock } = await open(t, { password: PASSWORD });
    const session = cookieOf(
      await call('POST /api/admin/login', { 'x-forwarded-for': '192.0.2.9' }, { password: PASSWORD }),
    );
    const guesser = { 'x-forwarded-for': '198.51.100.1' };
    for (let n = 0; n < 5; n += 1) {
      assert.equal((await call('GET /api/admin/probe', { ...basic(`guess ${n}`), ...guesser })).status, 401);
    }
    const byBasic = await call('GET /api/admin/probe', { ...basic(PASSWORD), ...guesser });
    const byForm = await call('POST /api/admin/login', guesser, { password: PASSWORD });
    for (const reply of [byBasic, byForm]) {
      assert.deepEqual(
        [reply.status, reply.body['code'], reply.headers['retry-after']],
        [429, 'TOO_MANY_ATTEMPTS', '20'],
      );
    }
    assert.equal((await call('GET /api/admin/probe', { ...session, ...guesser })).status, 200);
    assert.equal(
      (await call('GET /api/admin/probe', { ...basic(PASSWORD), 'x-forwarded-for': '192.0.2.9' })).status,
      200,
    );
    clock.advance(20_000);
    assert.equal((await call('GET /api/admin/probe', { ...basic(PASSWORD), ...guesser })).status, 200);
  });
});

describe('A bot', () => {
  test('may do what its scopes say until its token is removed, and is listed without its token', async (t) => {
    const { call, store, clock, shownOut } = await open(t, { password: PASSWORD });
    const make = (scopes: readonly string[]) =>
      call('POST /api/admin/accesstokens/create', basic(PASSWORD), { name: 'Stream Deck', scopes });
    assert.equal((await make(['MODERATOR'])).status, 400);
    assert.equal((await make([])).status, 400);
    const { body: writer } = await make(['CAN_SEND_MESSAGES']);
    const { body: reader } = await make(['HAS_ADMIN_ACCESS']);
    const bearer = (token: unknown): Headers => ({ authorization: `Bearer ${String(token)}` });
    const asBot = async (token: unknown) => {
      const { status, body } = await call('GET /api/integrations/probe', bearer(token));
      return [status, body['code']];
    };
    assert.deepEqual(await asBot(writer['accessToken']), [200, undefined]);
    assert.deepEqual(await asBot(reader['accessToken']), [403, 'FORBIDDEN']);
    assert.deepEqual(await asBot('nobody'), [401, 'UNAUTHORIZED']);
    assert.equal((await call('GET /api/integrations/probe', basic(PASSWORD))).status, 401);
    assert.equal((await call('GET /api/admin/probe', bearer(reader['accessToken']))).status, 401);
    const usedAt = clock.wallMs();
    clock.advance(59_999);
    await asBot(writer['accessToken']);
    assert.equal(store.users.get(String(writer['id']))?.lastUsedWallMs, usedAt);
    clock.advance(1);
    await asBot(writer['accessToken']);
    assert.equal(store.users.get(String(writer['id']))?.lastUsedWallMs, usedAt + 60_000);
    const listed = await call('GET /api/admin/accesstokens', basic(PASSWORD));
    const text = JSON.stringify(listed.body);
    assert.equal(text.includes(String(writer['accessToken'])), false);
    const hint = `${String(writer['accessToken']).slice(0, 6)}…`;
    assert.ok(text.includes(hint));
    const remove = (token: unknown) => call('POST /api/admin/accesstokens/delete', basic(PASSWORD), { token });
    assert.equal((await remove(hint)).status, 200);
    assert.equal((await remove(reader['accessToken'])).status, 200);
    assert.equal((await remove(hint)).status, 404);
    assert.deepEqual(shownOut, [writer['id'], reader['id']]);
    assert.deepEqual(await asBot(writer['accessToken']), [401, 'UNAUTHORIZED']);
  });
});

describe('Somebody of the chat', () => {
  test('is let in by the token in the query unless banned, and to moderate only as a moderator', async (t) => {
    const { call, store } = await open(t, { password: PASSWORD });
    for (const [id, scopes] of [
      ['viewer', []],
      ['moderator', ['MODERATOR']],
    ] as const) {
      const nothing = {
        disabledWallMs: null,
        disabledReason: null,
        nameChangedWallMs: null,
        authenticatedWallMs: null,
      };
      const person = { id, kind: 'standard', displayName: id, displayColor: 1, createdWallMs: 1, previousNames: [] };
      store.users.create({ ...person, ...nothing, lastUsedWallMs: null, scopes });
      store.accessTokens.add({ tokenHash: hashToken(`token of ${id}`), hint: '', userId: id, createdWallMs: 1 });
    }
    const ask = async (path: string, token: string) => {
      const { status } = await call(`GET ${path}?accessToken=${encodeURIComponent(token)}`);
      return status;
    };
    assert.equal(await ask('/api/probe', 'token of viewer'), 200);
    assert.equal(await ask('/api/moderation/probe', 'token of viewer'), 403);
    assert.equal(await ask('/api/moderation/probe', 'token of moderator'), 200);
    assert.equal(await ask('/api/integrations/probe', 'token of moderator'), 401);
    for (const token of ['', 'nobody', 'x'.repeat(3_000)]) assert.equal(await ask('/api/probe', token), 401);
    assert.equal((await call('GET /api/probe?accessToken=a&accessToken=b')).status, 401);
    const fromBanned = await call('GET /api/probe?accessToken=token%20of%20viewer', {
      'x-forwarded-for': '192.0.2.66',
    });
    assert.equal(fromBanned.status, 401);
    store.users.disable('viewer', { wallMs: 1, reason: null });
    store.users.disable('moderator', { wallMs: 1, reason: null });
    assert.equal(await ask('/api/probe', 'token of viewer'), 401);
    assert.equal(await ask('/api/moderation/probe', 'token of moderator'), 401);
    const banned = await call('GET /api/admin/chat/users/disabled', basic(PASSWORD));
    assert.equal((banned.body as unknown as unknown[]).length, 2);
    const remove = (userId: string) => call('POST /api/admin/users/delete', basic(PASSWORD), { userId });
    assert.equal((await remove('viewer')).status, 200);
    assert.equal((await remove('viewer')).status, 400);
    const listed = await call('GET /api/admin/users?status=banned', basic(PASSWORD));
    assert.equal(listed.body['total'], 1);
    assert.equal((await call('GET /api/admin/users?limit=-1', basic(PASSWORD))).status, 400);
    assert.equal((await call('GET /api/admin/users?status=nice', basic(PASSWORD))).status, 400);
  });
});
