import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type Account, type Lies, openIdClient, OpenIdProvider } from '../../test/peers/openid-provider.ts';
import { ask, type Reply, SignInStation, whyNot } from './testing/sign-in-station.ts';

/** A station that takes the accounts of a provider. */
async function open(t: TestContext) {
  const provider = new OpenIdProvider();
  await provider.start();
  t.after(() => provider.stop());
  const station = await SignInStation.open(t, 'chat.test');
  station.set({
    'outbound-private': 'on',
    'indieauth-private': 'off',
    'openid-issuer': provider.issuer,
    'openid-client-id': openIdClient.id,
    'openid-client-secret': openIdClient.secret,
  });
  /** Goes to the provider and comes back. */
  const comeBack = async (redirect: string): Promise<string> => (await ask(redirect)).headers.location ?? '';
  const signIn = async (guest = station.addGuest()) => {
    const { redirect, cookie } = await station.begin('openid', guest);
    const arrived = await ask(await comeBack(redirect), { headers: { cookie } });
    return { guest, arrived };
  };
  const enterStudio = async (account: Account, query = ''): Promise<Reply> => {
    provider.account = account;
    const begun = await ask(`${station.url}/api/auth/openid/studio${query}`);
    const cookie = begun.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    return ask(await comeBack(begun.headers.location ?? ''), { headers: { cookie } });
  };
  return { provider, station, comeBack, signIn, enterStudio };
}

describe('An account of a provider of OpenID Connect', () => {
  test('makes its guest known, and brings them back to who they were', async (t) => {
    const { provider, station, signIn } = await open(t);
    provider.account = { sub: 'ann', preferred_username: 'Ann', email: 'ann@example.org' };
    const { guest: first, arrived } = await signIn();
    assert.deepEqual([arrived.status, arrived.headers.location], [307, '/'], arrived.text);
    assert.equal(station.isAuthenticated(first), true);
    const { guest: second } = await signIn();
    assert.equal(station.ownerOf(second), first.id);
    provider.account = { sub: 'another', preferred_username: 'Ann', email: 'ann@example.org' };
    const { guest: third } = await signIn();
    assert.equal(station.ownerOf(third), third.id);
    const identity = station.store.identities.find('openid', [`${provider.issuer} ann`]);
    assert.deepEqual([identity?.userId, identity?.handle], [first.id, 'Ann']);
    assert.equal(provider.asked.filter((path) => path === '/.well-known/openid-configuration').length, 1);
  });

  test('is known by its name also where only the provider’s own address tells it', async (t) => {
    const { provider, station, signIn } = await open(t);
    provider.account = { sub: 'ann', preferred_username: 'Ann' };
    provider.tellsOnlySubject = true;
    await signIn();
    assert.equal(station.store.identities.find('openid', [`${provider.issuer} ann`])?.handle, 'Ann');
  });

  test('is taken from tokens that are whole, fresh, of this provider and for this sign-in alone', async (t) => {
    const { provider, station, signIn } = await open(t);
    const lies: Lies[] = [
      { claims: { nonce: 'another' } },
      { claims: { nonce: undefined } },
      { claims: { aud: 'another client' } },
      { claims: { iss: 'https://accounts.example.org' } },
      { claims: { exp: 1_700_000_000, iat: 1_699_999_000 } },
      { claims: { sub: undefined } },
      { foreignKey: true },
      { unsigned: true },
    ];
    for (const lie of lies) {
      provider.lies = lie;
      const { guest, arrived } = await signIn();
      assert.equal(arrived.status, 400, JSON.stringify(lie));
      assert.equal(station.isAuthenticated(guest), false, JSON.stringify(lie));
    }
    assert.deepEqual(station.told, []);
  });

  test('is proved once, in the browser that set out, with the answer of the provider that was asked', async (t) => {
    const { station, comeBack } = await open(t);
    const guest = station.addGuest();
    const { redirect, cookie } = await station.begin('openid', guest);
    const location = await comeBack(redirect);
    const arrive = (address: string, headers: Readonly<Record<string, string>> = { cookie }) =>
      ask(address, { headers });
    assert.match(whyNot(await arrive(location, {})), /another browser/);
    assert.match(whyNot(await arrive(location)), /used before/);

    const next = await station.begin('openid', guest);
    const foreign = new URL(await comeBack(next.redirect));
    foreign.searchParams.set('iss', 'https://accounts.example.org');
    assert.equal((await arrive(foreign.href, { cookie: next.cookie })).status, 400);

    const last = await station.begin('openid', guest);
    const denied = new URL(await comeBack(last.redirect));
    denied.searchParams.delete('code');
    denied.searchParams.set('error', 'access_denied');
    assert.match(whyNot(await arrive(denied.href, { cookie: last.cookie })), /did not agree/);
    assert.equal(station.isAuthenticated(guest), false);
  });

  test('is not asked for while there is no provider, or none that answers', async (t) => {
    const { station, provider } = await open(t);
    const statusOf = async () => (await station.begin('openid', station.addGuest())).reply.status;
    station.set({ 'outbound-private': 'off' });
    assert.deepEqual([await statusOf(), provider.asked], [400, []]);
    station.set({ 'outbound-private': 'on' });
    provider.stop();
    assert.equal(await statusOf(), 400);
    station.set({ 'openid-issuer': '' });
    assert.equal(await statusOf(), 400);
  });
});

describe('The studio', () => {
  test('lets accounts in that the owner listed, by subject or by an address that was verified', async (t) => {
    const { station, enterStudio } = await open(t);
    station.set({ 'openid-studio': 'subject-7, Boss@example.org' });
    const isIn = (reply: Reply) =>
      reply.status === 307 && /^aerial_admin_session=[\w-]{43};/.test(reply.headers['set-cookie']?.[0] ?? '');
    assert.equal(isIn(await enterStudio({ sub: 'subject-7' })), true);
    assert.equal(isIn(await enterStudio({ sub: '1', email: 'boss@example.org', email_verified: true })), true);
    for (const stranger of [
      { sub: '1', email: 'boss@example.org' },
      { sub: '1', email: 'boss@example.org', email_verified: false },
      { sub: '1', email: 'boss@example.org.evil.example', email_verified: true },
      { sub: 'SUBJECT-7' },
      { sub: '1', preferred_username: 'subject-7' },
    ]) {
      const reply = await enterStudio(stranger);
      assert.deepEqual([reply.status, isIn(reply)], [400, false], JSON.stringify(stranger));
      assert.match(whyNot(reply), /may not enter/);
    }
    station.set({ 'openid-studio': '' });
    assert.equal((await ask(`${station.url}/api/auth/openid/studio`)).status, 400);
  });

  test('is entered where one wanted to go, and nowhere else', async (t) => {
    const { station, enterStudio } = await open(t);
    station.set({ 'openid-studio': 'subject-7' });
    const leads = async (query: string) => (await enterStudio({ sub: 'subject-7' }, query)).headers.location;
    assert.equal(await leads('?place=video%2Fkeys'), '/admin/video/keys');
    for (const query of ['', '?place=%2F%2Fevil.example', '?place=..%2F..%2Fevil', '?place=a%0d%0ab'])
      assert.equal(await leads(query), '/admin/', query);
  });

  test('is not entered with what somebody began for the chat', async (t) => {
    const { station, provider, signIn } = await open(t);
    station.set({ 'openid-studio': 'subject-7' });
    provider.account = { sub: 'subject-7' };
    const { arrived } = await signIn();
    assert.deepEqual([arrived.status, arrived.headers['set-cookie']], [307, undefined]);
  });
});
