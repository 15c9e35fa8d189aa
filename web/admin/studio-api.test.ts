import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiClient } from '../shared/api-client.ts';
import { StudioApi } from './studio-api.ts';

const session = { signedIn: true, setupNeeded: false, serverTime: '2026-12-01T10:00:00.000Z' };
const times: string[] = [];

/** The API as somebody has it who is signed in, before a server that goes on to answer by `answer`. */
async function signedIn(answer: () => Response | Promise<Response>) {
  let answered = (): Response | Promise<Response> => Response.json(session);
  const client = new ApiClient({ timeoutMs: 1000, fetch: () => Promise.resolve(answered()) });
  const api = new StudioApi({ client, clock: { set: (time) => void times.push(time) } });
  await api.readSession();
  answered = answer;
  return api;
}

describe('Signing out of the studio', () => {
  it('ends the session', async () => {
    const api = await signedIn(() => Response.json({ success: true, message: 'Signed out.' }));
    assert.equal(await api.signOut(), null);
    assert.equal(api.session.value, 'out');
  });

  it('is not claimed while the server knows nothing of it', async () => {
    const away = await signedIn(() => Promise.reject(new TypeError('refused')));
    assert.match((await away.signOut()) ?? '', /does not answer/);
    assert.equal(away.session.value, 'in');
    const refusing = await signedIn(() => Response.json({ code: 'FORBIDDEN', message: 'No.' }, { status: 403 }));
    assert.equal(await refusing.signOut(), 'No.');
    assert.equal(refusing.session.value, 'in');
  });

  it('needs no session any more', async () => {
    const api = await signedIn(() => Response.json({ code: 'UNAUTHORIZED', message: 'No.' }, { status: 401 }));
    assert.equal(await api.signOut(), null);
    assert.equal(api.session.value, 'out');
  });
});
