import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiClient } from '../shared/api-client.ts';
import { faultOf, StudioApi } from './studio-api.ts';

const session = { signedIn: true, setupNeeded: false, serverTime: '2026-12-01T10:00:00.000Z' };
type Answer = () => Response | Promise<Response>;

/** The API as somebody has it who is signed in, before a server that goes on to answer by `answer`. */
async function opened(answer: Answer) {
  const times: string[] = [];
  let answered: Answer = () => Response.json(session);
  const client = new ApiClient({ timeoutMs: 1000, fetch: () => Promise.resolve(answered()) });
  const api = new StudioApi({ client, clock: { set: (time) => void times.push(time) } });
  await api.readSession();
  const answerBy = (next: Answer): void => {
    answered = next;
  };
  answerBy(answer);
  return { api, times, answerBy };
}

async function signedIn(answer: Answer): Promise<StudioApi> {
  return (await opened(answer)).api;
}

describe('The session of the studio', () => {
  it('ends under whoever is at work, and is gone on with from there', async () => {
    const ends = () => Response.json({ code: 'UNAUTHORIZED', message: 'No.' }, { status: 401 });
    const { api, answerBy } = await opened(ends);
    assert.match(faultOf(await api.call('GET /api/admin/status')) ?? '', /The session has ended/);
    assert.equal(api.session.value, 'ended');
    answerBy(() => Promise.reject(new TypeError('refused')));
    await api.readSession();
    assert.equal(api.session.value, 'ended', 'what is written stays there while the server is away');
    answerBy(() => Response.json({ ...session, signedIn: false }));
    await api.readSession();
    assert.equal(api.session.value, 'ended');
    answerBy(() => Response.json(session));
    await api.readSession();
    assert.equal(api.session.value, 'in', 'as when somebody signed in in another tab');
  });

  it('is not ended by an answer from before somebody signed in', async () => {
    const ends = () => Response.json({ code: 'UNAUTHORIZED', message: 'No.' }, { status: 401 });
    const { api, answerBy } = await opened(ends);
    await api.call('GET /api/admin/status');
    const late = Promise.withResolvers<Response>();
    answerBy(() => late.promise);
    const reading = api.readSession();
    answerBy(() => Response.json({ success: true, message: 'Signed in.' }));
    await api.signIn('the right one');
    late.resolve(Response.json({ ...session, signedIn: false }));
    await reading;
    assert.equal(api.session.value, 'in');
  });

  it('tells what time it is at the server', async () => {
    const { times } = await opened(() => Response.json(session));
    assert.deepEqual(times, [session.serverTime]);
  });
});

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
