import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contract } from '../../internal/http/contract/contract.ts';
import { Station } from './station.ts';
import { writtenAndRead } from './written-and-read.ts';

/**
 * What clients of Owncast send, byte for byte in what matters: the bodies of its studio go out as text, bots send no user agent that one
 * could go by, old ones change things with GET.
 */
describe('Clients of Owncast', () => {
  let station: Station;
  before(async () => {
    station = await Station.open();
  });
  after(() => station.close());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(station.url + path, { ...init, signal: AbortSignal.timeout(10_000) });
  const read = async (path: string, headers: Readonly<Record<string, string>>): Promise<Record<string, unknown>> => {
    const answer = await ask(path, { headers });
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as Record<string, unknown>;
  };

  for (const { path, value, place, expected } of writtenAndRead) {
    it(`the studio reads back what it wrote to ${path}`, async () => {
      // A body that is given to fetch as text, without a type, is sent as text/plain.
      const body = JSON.stringify({ value });
      const answer = await ask(`/api/admin/config/${path}`, { method: 'POST', headers: station.admin, body });
      const done = (await answer.json()) as { success: boolean; message: string };
      assert.deepEqual([answer.status, done.success], [200, true], done.message);
      const config = await read('/api/admin/serverconfig', station.admin);
      const found = place.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], config);
      assert.deepEqual(found, expected ?? value);
    });
  }

  it('a bot sets the title with its token and sees it in the status', async () => {
    const headers = { ...station.bearer('HAS_ADMIN_ACCESS'), 'content-type': 'application/json' };
    const body = '{"value":"Set by a bot"}';
    const answer = await ask('/api/integrations/streamtitle', { method: 'POST', headers, body });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal((await read('/api/status', {}))['streamTitle'], 'Set by a bot');
    assert.equal((await read('/api/integrations/status', headers))['streamTitle'], 'Set by a bot');
    assert.equal((await read('/api/admin/status', station.admin))['streamTitle'], 'Set by a bot');
  });

  it('a dashboard makes a token, uses it and takes it away', async () => {
    const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const answer = await ask(path, { method: 'POST', headers: station.admin, body: JSON.stringify(body) });
      assert.equal(answer.status, 200);
      return (await answer.json()) as Record<string, unknown>;
    };
    const made = await post('/api/admin/accesstokens/create', { name: 'Deck', scopes: ['HAS_ADMIN_ACCESS'] });
    const headers = { authorization: `Bearer ${String(made['accessToken'])}` };
    assert.equal((await ask('/api/integrations/status', { headers })).status, 200);
    await post('/api/admin/accesstokens/delete', { token: made['accessToken'] });
    assert.equal((await ask('/api/integrations/status', { headers })).status, 401);
  });

  it('a webhook is made, listed and removed by its number', async () => {
    const body = JSON.stringify({ url: 'https://bot.example/hook', events: ['CHAT', 'USER_JOINED'] });
    const answer = await ask('/api/admin/webhooks/create', { method: 'POST', headers: station.admin, body });
    const made = (await answer.json()) as { id: number };
    const list = async () =>
      ((await read('/api/admin/webhooks', station.admin)) as unknown as { id: number }[]).map(({ id }) => id);
    assert.ok((await list()).includes(made.id));
    const removal = JSON.stringify({ id: made.id });
    await ask('/api/admin/webhooks/delete', { method: 'POST', headers: station.admin, body: removal });
    assert.ok(!(await list()).includes(made.id));
  });

  it('a bot of the chat says something, and an overlay reads it in the history', async () => {
    const post = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
      const answer = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
      assert.equal(answer.status, 200, path);
      return (await answer.json()) as Record<string, unknown>;
    };
    const json = { 'content-type': 'application/json' };
    const { accessToken } = await post('/api/chat/register', json, { displayName: 'Overlay' });
    const bot = { ...json, ...station.bearer('CAN_SEND_MESSAGES') };
    const title = { ...json, ...station.bearer('CAN_SEND_SYSTEM_MESSAGES') };
    assert.equal((await post('/api/integrations/chat/send', bot, { body: 'Hello **there**' }))['success'], true);
    await post('/api/integrations/chat/action', title, { body: 'rolls the dice' });
    const history = (await read(`/api/chat?accessToken=${String(accessToken)}`, {})) as unknown as {
      readonly [name: string]: unknown;
      readonly user?: { readonly [name: string]: unknown };
    }[];
    const [said, done] = history.slice(-2);
    assert.deepEqual([said?.['type'], said?.['body']], ['CHAT', '<p>Hello <strong>there</strong></p>']);
    assert.deepEqual(Object.keys(said ?? {}).toSorted(), ['body', 'id', 'timestamp', 'type', 'user']);
    assert.deepEqual([said?.user?.['displayName'], said?.user?.['isBot']], ['Bot with CAN_SEND_MESSAGES', true]);
    assert.deepEqual(Object.keys(done ?? {}).toSorted(), ['body', 'id', 'timestamp', 'type', 'user']);
    // Stock clients look for a name on every message of the history.
    assert.deepEqual(Object.keys(done?.user ?? {}), ['displayName']);
    const hide = { idArray: [said?.['id']], visible: false };
    await post('/api/integrations/chat/messagevisibility', { ...json, ...station.bearer('HAS_ADMIN_ACCESS') }, hide);
    const all = (await read('/api/admin/chat/messages', station.admin)) as unknown as {
      id: string;
      hiddenAt?: string;
    }[];
    assert.ok(all.find(({ id }) => id === said?.['id'])?.hiddenAt !== undefined);
    const left = (await read(`/api/chat?accessToken=${String(accessToken)}`, {})) as unknown as { id: string }[];
    assert.ok(!left.some(({ id }) => id === said?.['id']));
  });

  it('a page that has no name yet, and a player that has measured nothing, say so with null', async () => {
    const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });
    const registered = await post('/api/chat/register', { displayName: null });
    assert.equal(registered.status, 200);
    assert.match(((await registered.json()) as { displayName: string }).displayName, /\w/);
    const report = { bandwidth: 1200, latency: null, downloadDuration: null, errors: 0, qualityVariantChanges: null };
    assert.equal((await post('/api/metrics/playback', report)).status, 200);
  });

  it('a page of another host may ask what is public, and send a token', async () => {
    const preflight = await ask('/api/integrations/streamtitle', {
      method: 'OPTIONS',
      headers: { origin: 'https://overlay.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Authorization/i);
    const history = `/api/chat?${new URLSearchParams(station.chatToken('user')).toString()}`;
    for (const path of ['/api/config', '/api/socialplatforms', '/api/status', history]) {
      assert.equal((await ask(path)).headers.get('access-control-allow-origin'), '*', path);
    }
  });

  it('an app that is not let in is asked for a password in the way that browsers understand', async () => {
    // Node's fetch says of itself that it is the script of a page, and those are not asked.
    const answer = await station.api.call(contract.getAdminStatus, {}, {});
    assert.equal(answer.status, 401);
    assert.match(answer.headers['www-authenticate'] ?? '', /^Basic realm="/);
  });

  it('an old studio still ends broadcasts and forgets the directory with GET', async () => {
    assert.equal((await ask('/api/admin/yp/reset', { headers: station.admin })).status, 200);
    const answer = await ask('/api/admin/disconnect', { headers: station.admin });
    assert.equal(answer.status, 400);
    assert.equal(((await answer.json()) as { success: boolean }).success, false);
  });

  it('nothing is kept by caches that changes by itself', async () => {
    for (const path of ['/api/status', '/api/config', '/api/admin/status']) {
      const answer = await ask(path, { headers: station.admin });
      assert.equal(answer.headers.get('cache-control'), 'no-cache, no-store, must-revalidate', path);
    }
  });
});
