import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiClient } from './api-client.ts';

function clientAnswering(answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const api = new ApiClient({
    timeoutMs: 1000,
    fetch: (url, init) => {
      asked.push({ url: typeof url === 'string' ? url : '', init });
      return Promise.resolve(answer());
    },
  });
  return { api, asked };
}

test('a call goes to the address of its row, with what it sends as JSON', async () => {
  const { api, asked } = clientAnswering(() => Response.json({ success: true, message: 'Changed.' }));
  const reply = await api.call('POST /api/admin/settings/{name}', {
    params: { name: 'a/b' },
    body: { value: 'x' },
  });
  assert.deepEqual(reply, { kind: 'answered', body: { success: true, message: 'Changed.' } });
  assert.equal(asked[0]?.url, '/api/admin/settings/a%2Fb');
  assert.equal(asked[0]?.init?.method, 'POST');
  assert.equal(asked[0]?.init?.body, '{"value":"x"}');
});

test('a picture is given the time that it takes over a slow line', async (t) => {
  const { api } = clientAnswering(() => Response.json({ success: true, message: 'Changed.' }));
  const timeout = t.mock.method(AbortSignal, 'timeout');
  await api.call('POST /api/admin/config/logo', { body: { value: 'x'.repeat(2_000_000) } });
  await api.call('GET /api/status');
  const [picture = 0, status] = timeout.mock.calls.map((call) => call.arguments[0]);
  assert.ok(picture > 200_000, String(picture));
  assert.equal(status, 1000);
});

test('a query carries what is given and nothing else', async () => {
  const { api, asked } = clientAnswering(() => Response.json({ total: 0, results: [] }));
  await api.call('GET /api/admin/followers', { query: { offset: '5', limit: undefined } });
  assert.equal(asked[0]?.url, '/api/admin/followers?offset=5');
});

test('a refusal is told with its code and sentence, and that of a proxy with a sentence of our own', async () => {
  const refusal = { success: false, message: 'No.', error: 'No.', code: 'FORBIDDEN' };
  const { api } = clientAnswering(() => Response.json(refusal, { status: 403 }));
  assert.deepEqual(await api.call('GET /api/status'), {
    kind: 'refused',
    status: 403,
    code: 'FORBIDDEN',
    message: 'No.',
  });
  const proxied = clientAnswering(() => new Response('<h1>Too large</h1>', { status: 413 }));
  const reply = await proxied.api.call('GET /api/status');
  assert.equal(reply.kind === 'refused' && reply.code === '' && reply.status, 413);
});

test('a server that cannot be reached is a value, not an exception', async () => {
  const { api } = clientAnswering(() => Promise.reject(new TypeError('refused')));
  assert.deepEqual(await api.call('GET /api/status'), { kind: 'unreachable' });
});

test('a page of a proxy in the server’s place is no answer of the server', async () => {
  for (const [status, page] of [
    [502, '<h1>Bad gateway</h1>'],
    [503, ''],
    [504, '<h1>Gateway time-out</h1>'],
    [200, '<h1>Sign in at the proxy</h1>'],
  ] as const) {
    const { api } = clientAnswering(() => new Response(page, { status }));
    assert.deepEqual(await api.call('GET /api/status'), { kind: 'unreachable' }, String(status));
  }
  const busy = clientAnswering(() => Response.json({ code: 'BUSY', message: 'Later.' }, { status: 503 }));
  assert.equal((await busy.api.call('GET /api/status')).kind, 'refused');
  for (const answer of ['', 'null']) {
    const { api } = clientAnswering(() => new Response(answer, { status: 200 }));
    assert.deepEqual(await api.call('GET /api/status'), { kind: 'answered', body: null }, answer);
  }
});

test('an answer that takes the server of somebody else is waited for as long as the server waits for that', async (t) => {
  const waitedSeconds: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    waitedSeconds.push(Math.floor(ms / 1000));
    return new AbortController().signal;
  });
  const { api } = clientAnswering(() => Response.json({}));
  const query = { accessToken: 'token' };
  await api.call('GET /api/status');
  await api.call('POST /api/remotefollow', { body: { account: 'ann@a.example' } });
  await api.call('POST /api/auth/fediverse', { query, body: { account: 'ann@a.example' } });
  await api.call('POST /api/auth/indieauth', { query, body: { authHost: 'https://ann.example' } });
  await api.call('POST /api/auth/openid', { query });
  assert.deepEqual(waitedSeconds, [1, 60, 60, 60, 60]);
});
