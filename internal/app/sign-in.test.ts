import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { challengeOf } from '../auth/proof-key.ts';
import { hashToken } from '../auth/token.ts';
import { ask, owner, type Reply, SignInStation, whyNot } from './testing/sign-in-station.ts';

const locationOf = ({ headers }: Reply): string => headers.location ?? '';

const policyOf = ({ headers }: Reply): string => String(headers['content-security-policy']);

/** One station whose chat people come to, and one whose owner comes. */
async function openTwo(t: TestContext) {
  const chat = await SignInStation.open(t, 'chat.test');
  const channel = await SignInStation.open(t, 'channel.test');
  return { chat, channel };
}

/** A site of somebody who cannot be trusted. */
async function serve(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://site.test:${(server.address() as AddressInfo).port}`;
}

/** A site that leads people back at once, and then says that they are `me`. */
const claims =
  (me: () => string, page = '<link rel="authorization_endpoint" href="/authorize">') =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const isJson = request.method === 'POST';
    response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'text/html' });
    response.end(isJson ? JSON.stringify({ me: me() }) : page);
  };

/** Where a site that agrees to everything leads back to. */
function back(redirect: string, more: Readonly<Record<string, string>> = {}): string {
  const asked = new URL(redirect).searchParams;
  const url = new URL(asked.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ code: 'a-code', state: asked.get('state') ?? '', ...more }))
    url.searchParams.set(name, value);
  return url.href;
}

describe('An address of one’s own', () => {
  test('is proved by its station, makes its guest known, and brings the next guest back to who they were', async (t) => {
    const { chat, channel } = await openTwo(t);
    const prove = async (guest: ReturnType<SignInStation['addGuest']>) => {
      const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
      const page = await ask(redirect);
      assert.match(page.text, /Tell chat\.test:\d+ who you are\?/);
      const agreed = await channel.agree(redirect);
      assert.equal(agreed.status, 303);
      const arrived = await ask(locationOf(agreed), { headers: { cookie } });
      assert.deepEqual([arrived.status, locationOf(arrived)], [307, '/'], arrived.text);
    };
    const [first, second] = [chat.addGuest(), chat.addGuest()];
    await prove(first);
    assert.deepEqual([chat.isAuthenticated(first), chat.isAuthenticated(second)], [true, false]);
    await prove(first);
    await prove(second);
    assert.equal(chat.ownerOf(second), first.id);
    assert.deepEqual(chat.told, [`${first.id} is authenticated`, `${second.id} is ${first.id}`]);
  });

  test('is proved once: not again with the same return, not in another browser, not after ten minutes', async (t) => {
    const { chat, channel } = await openTwo(t);
    const guest = chat.addGuest();
    const arrive = async (waitMs: number, cookieOf: (cookie: string) => string) => {
      const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
      const agreed = await channel.agree(redirect);
      chat.clock.advance(waitMs);
      return ask(locationOf(agreed), { headers: { cookie: cookieOf(cookie) } });
    };
    const late = await arrive(10 * 60_000, (cookie) => cookie);
    assert.match(whyNot(late), /has ended/);
    const strangers = [await arrive(0, () => ''), await arrive(0, () => `aerial_sign_in=${'A'.repeat(43)}`)];
    for (const stranger of strangers) assert.match(whyNot(stranger), /begun in another browser/);
    assert.equal(chat.isAuthenticated(guest), false);

    const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
    const location = locationOf(await channel.agree(redirect));
    assert.equal((await ask(location, { headers: { cookie } })).status, 307);
    const again = await ask(location, { headers: { cookie } });
    assert.deepEqual([again.status, /used before/.test(whyNot(again))], [400, true]);
    assert.match(policyOf(again), /default-src 'none'/);
  });

  test('is nobody’s who was banned, or whose token changed hands, on the way', async (t) => {
    const { chat, channel } = await openTwo(t);
    const [banned, moved, other] = [chat.addGuest(), chat.addGuest(), chat.addGuest()];
    const outcome = async (guest: typeof banned, meanwhile: () => void) => {
      const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
      const agreed = await channel.agree(redirect);
      meanwhile();
      return whyNot(await ask(locationOf(agreed), { headers: { cookie } }));
    };
    const change = { from: moved.id, to: other.id };
    assert.match(
      await outcome(moved, () => chat.store.accessTokens.repoint(hashToken(moved.token), change)),
      /does not know/,
    );
    const disable = () => chat.store.users.disable(banned.id, { wallMs: 1, reason: null });
    assert.match(await outcome(banned, () => void disable()), /cannot take part/);
    assert.deepEqual(chat.told, []);
  });

  test('that belongs to somebody who was banned lets nobody in', async (t) => {
    const { chat, channel } = await openTwo(t);
    const [first, second] = [chat.addGuest(), chat.addGuest()];
    const prove = async (guest: typeof first) => {
      const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
      return ask(locationOf(await channel.agree(redirect)), { headers: { cookie } });
    };
    await prove(first);
    chat.store.users.disable(first.id, { wallMs: 1, reason: null });
    assert.match(whyNot(await prove(second)), /cannot take part/);
    assert.equal(chat.ownerOf(second), second.id);
  });

  test('is spoken for only by the server that it names itself', async (t) => {
    const { chat, channel } = await openTwo(t);
    let me = '';
    const site = await serve(
      t,
      claims(() => me),
    );
    const tell = async (claimed: string) => {
      me = claimed;
      const guest = chat.addGuest();
      const { redirect, cookie } = await chat.begin('indieauth', guest, `${site}/somebody`);
      const arrived = await ask(back(redirect), { headers: { cookie } });
      return { arrived, isKnown: chat.isAuthenticated(guest) };
    };
    for (const victim of [channel.url, `${channel.url}/`, 'javascript:alert(1)', '', 'https://user:pw@site.test/']) {
      const { arrived, isKnown } = await tell(victim);
      assert.deepEqual([arrived.status, isKnown], [400, false], victim);
    }
    assert.equal((await tell(`${site}/somebody/`)).arrived.status, 307);
    // Another page of the same site, which names the same server.
    assert.equal((await tell(`${site}/another`)).arrived.status, 307);
    const leads = await serve(t, (_request, response) => void response.writeHead(302, { location: site }).end());
    assert.equal((await tell(`${leads}/open-redirect`)).arrived.status, 400);
  });

  test('is not proved by another server than the one that was asked', async (t) => {
    const { chat, channel } = await openTwo(t);
    const guest = chat.addGuest();
    for (const iss of ['', 'http://elsewhere.test/', `${channel.url}/x`]) {
      const { redirect, cookie } = await chat.begin('indieauth', guest, channel.url);
      const agreed = new URL(locationOf(await channel.agree(redirect)));
      if (iss === '') agreed.searchParams.delete('iss');
      else agreed.searchParams.set('iss', iss);
      assert.match(whyNot(await ask(agreed.href, { headers: { cookie } })), /Another server answered/);
    }
  });

  test('is not asked for by bots, nor of private networks, nor without https, nor where nothing says how', async (t) => {
    const { chat, channel } = await openTwo(t);
    const why = async (address: string, guest = chat.addGuest(), from = '192.0.2.1') => {
      const { reply } = await chat.begin('indieauth', guest, address, from);
      return `${reply.status} ${(JSON.parse(reply.text) as { message: string }).message}`;
    };
    assert.match(await why(channel.url, chat.addGuest('api')), /^403/);
    const plain = await serve(t, claims(String, '<a rel="authorization_endpoint" href="/x">here</a><!--'));
    assert.match(await why(plain), /^400 .*has no link/);
    const odd = await serve(t, claims(String, '<link rel=authorization_endpoint href="javascript:alert(1)">'));
    assert.match(await why(odd), /^400 .*cannot be used/);
    chat.set({ 'indieauth-private': 'off', 'outbound-private': 'on' });
    assert.match(await why(channel.url), /^400 .*https/);
    assert.match(await why(channel.url.replace('http:', 'https:')), /^400 .*may not ask/);
    for (const hidden of ['https://[::1]/', 'https://169.254.169.254/latest', 'https://localhost:1', 'https://0x7f.1'])
      assert.match(await why(hidden, chat.addGuest(), '192.0.2.2'), /^400 .*may not ask/, hidden);
    chat.set({ 'public-url': '' });
    assert.match(await why(channel.url, chat.addGuest(), '192.0.2.3'), /^400 .*public-url/);
  });

  test('may not be asked for without end, by one or by many', async (t) => {
    const { chat, channel } = await openTwo(t);
    const guest = chat.addGuest();
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await chat.begin('indieauth', guest, channel.url, '192.0.2.9')).reply.status);
    assert.deepEqual([statuses.indexOf(429), statuses.length], [10, 11]);
    for (let n = 0; n < 90; n += 1) await chat.begin('indieauth', guest, channel.url, `198.51.100.${n}`);
    const refused = await chat.begin('indieauth', guest, channel.url, '203.0.113.1');
    assert.deepEqual([refused.reply.status, refused.reply.headers['retry-after']], [429, '60']);
    chat.clock.advance(10 * 60_000);
    assert.equal((await chat.begin('indieauth', guest, channel.url, '203.0.113.1')).reply.status, 200);
  });
});

describe('The address of the channel', () => {
  /** What a site asks, and redeems. */
  async function asked(t: TestContext) {
    const { chat, channel } = await openTwo(t);
    const { redirect } = await chat.begin('indieauth', chat.addGuest(), channel.url);
    return { chat, channel, question: new URL(redirect) };
  }

  test('is told only to sites that are led back to themselves', async (t) => {
    const { channel, question, chat } = await asked(t);
    const change = (name: string, value: string | null): string => {
      const url = new URL(question);
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return url.href;
    };
    const { port } = new URL(chat.url);
    const tricks = [
      ...[
        'https://evil.example/',
        `http://chat.test.evil.example:${port}/`,
        `http://chat.test:${Number(port) + 1}/`,
        `https://chat.test:${port}/`,
        `http://chat.test:${port}@evil.example/`,
        `http://user@chat.test:${port}/`,
        'javascript:alert(1)',
        '//evil.example/',
        `http://chat.test:${port}/#fragment`,
        '',
      ].map((target) => change('redirect_uri', target)),
      ...['app:/x', 'data:text/html,x', 'not an address', 'https://evil.example/'].map((id) => change('client_id', id)),
      ...['short', '', 'x'.repeat(44)].map((challenge) => change('code_challenge', challenge)),
      change('code_challenge_method', 'plain'),
      change('response_type', 'token'),
      ...['redirect_uri', 'client_id', 'code_challenge', 'state'].map((name) => change(name, null)),
    ];
    for (const trick of tricks) {
      const shown = await ask(trick);
      assert.deepEqual([shown.status, shown.headers.location], [400, undefined], trick);
      assert.equal((JSON.parse(shown.text) as { error: string }).error, 'invalid_request');
      assert.deepEqual(
        [(await channel.agree(trick)).status, (await channel.agree(trick)).headers.location],
        [400, undefined],
      );
    }
  });

  test('is told only when the owner agreed, on a page that nobody can frame or send for them', async (t) => {
    const { channel, question } = await asked(t);
    const page = await ask(question.href);
    assert.match(policyOf(page), /frame-ancestors 'none'/);
    assert.match(policyOf(page), /form-action 'self' http:\/\/chat\.test:\d+;/);
    const wrong = { authorization: `Basic ${btoa('admin:another one')}` };
    const strange = { ...owner, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const statuses = [{}, wrong, strange].map(async (headers) => (await channel.agree(question.href, headers)).status);
    assert.deepEqual(await Promise.all(statuses), [401, 401, 403]);
    const no = /<a href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal(new URL(no).searchParams.get('error'), 'access_denied');
  });

  test('is told once for a code, only to the site that has it, and within a minute', async (t) => {
    const { channel } = await asked(t);
    const verifier = 'v'.repeat(64);
    const site = { client_id: 'http://site.test/', redirect_uri: 'http://site.test/back' };
    const question = new URLSearchParams({ ...site, state: 's', code_challenge: challengeOf(verifier) });
    const redeem = async (changes: Readonly<Record<string, string>> = {}, waitMs = 0) => {
      const agreed = await channel.agree(`${channel.url}/?${question}`);
      const code = new URL(locationOf(agreed)).searchParams.get('code') ?? '';
      channel.clock.advance(waitMs);
      const form = { grant_type: 'authorization_code', code, ...site, code_verifier: verifier, ...changes };
      const send = () =>
        ask(`${channel.url}/api/auth/provider/indieauth`, { method: 'POST', body: new URLSearchParams(form) });
      return [await send(), await send()] as const;
    };
    const [fine, again] = await redeem();
    assert.equal(fine.status, 200);
    assert.deepEqual(JSON.parse(fine.text), {
      me: `${channel.url}/`,
      profile: { name: 'Aerial', url: `${channel.url}/`, photo: `${channel.url}/logo/external` },
    });
    assert.deepEqual([again.status, (JSON.parse(again.text) as { error: string }).error], [400, 'invalid_client']);
    for (const changes of [
      { code_verifier: 'w'.repeat(64) },
      { code_verifier: '' },
      { client_id: 'http://other.test/' },
      { redirect_uri: 'http://site.test/elsewhere' },
      { grant_type: 'refresh_token' },
      { code: 'unknown' },
    ])
      assert.equal((await redeem(changes))[0].status, 400, JSON.stringify(changes));
    assert.equal((await redeem({}, 60_000))[0].status, 400);
  });
});
