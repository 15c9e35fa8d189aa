import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Memory } from '../../shared/memory.ts';
import { isGoodMoment, rememberAsked } from './good-moment.ts';
import { PushDesk, type PushBrowser } from './push-desk.ts';

interface Changes {
  readonly able?: boolean;
  readonly permission?: NotificationPermission;
  readonly answer?: NotificationPermission;
  /** What the browser subscribed with before. */
  readonly key?: string;
  /** Whom the server knows; everybody unless said. */
  readonly known?: string;
}

function rig(changes: Changes = {}) {
  let permission = changes.permission ?? 'default';
  let key = permission === 'granted' ? (changes.key ?? 'key') : null;
  const calls: string[] = [];
  let tellChange = (): void => undefined;
  const subscription = {
    toJSON: () => ({ endpoint: `https://push.example/${key === 'key' ? 1 : 2}` }),
    unsubscribe: async () => {
      key = null;
      return true;
    },
  };
  const browser: PushBrowser = {
    isAble: changes.able ?? true,
    permission: () => permission,
    askPermission: async () => (permission = changes.answer ?? 'granted'),
    watchPermission: async (onChange) => void (tellChange = onChange),
    current: async (wanted) => {
      if (key === null) return null;
      return key === wanted ? subscription : 'stale';
    },
    subscribe: async (wanted) => {
      key = wanted;
      return subscription;
    },
  };
  const api = {
    call: async (name: string, sent: { query: { accessToken: string }; body: { destination: string } }) => {
      if ((changes.known ?? sent.query.accessToken) !== sent.query.accessToken) return { kind: 'refused', status: 401 };
      calls.push(`${name.split('/').at(-1)} ${sent.body.destination}`);
      return { kind: 'answered', body: null };
    },
  };
  const desk = new PushDesk({
    browser,
    api: api as never,
    key: 'key',
    token: async () => 'token',
    newToken: async () => 'new',
  });
  /** What the browser's owner does in its settings. */
  const setPermission = (changed: NotificationPermission): void => {
    permission = changed;
    if (changed !== 'granted') key = null;
  };
  return { desk, calls, setPermission, tellChange: () => tellChange() };
}

describe('Being told', () => {
  it('is offered where the browser can, and begins with a press', async () => {
    const { desk, calls } = rig();
    await desk.open();
    assert.deepEqual([desk.state.value, desk.isShown.value, calls], ['off', true, []]);
    await desk.turnOn();
    assert.deepEqual([desk.state.value, calls], ['on', ['register {"endpoint":"https://push.example/1"}']]);
    await desk.turnOff();
    assert.deepEqual([desk.state.value, calls.length], ['off', 2]);
    assert.match(calls[1] ?? '', /^unregister/);
  });

  it('is said anew at each visit, since a browser’s address changes', async () => {
    const { desk, calls } = rig({ permission: 'granted' });
    await desk.open();
    assert.deepEqual([desk.state.value, calls.length], ['on', 1]);
  });

  it('goes on after the server has got another key, with which the browser subscribes anew', async () => {
    const { desk, calls } = rig({ permission: 'granted', key: 'the one before' });
    await desk.open();
    assert.deepEqual([desk.state.value, calls], ['on', ['register {"endpoint":"https://push.example/1"}']]);
  });

  it('takes somebody new where the server knows the old one no more', async () => {
    const forgotten = rig({ known: 'new' });
    await forgotten.desk.open();
    await forgotten.desk.turnOn();
    assert.deepEqual([forgotten.desk.state.value, forgotten.calls.length], ['on', 1]);
    const back = rig({ known: 'new', permission: 'granted', key: 'the one before' });
    await back.desk.open();
    assert.deepEqual([back.desk.state.value, back.calls.length], ['on', 1]);
    const barred = rig({ known: 'nobody' });
    await barred.desk.open();
    await barred.desk.turnOn();
    assert.equal(barred.desk.state.value, 'failed');
  });

  it('is not offered where it cannot be, and not pressed on who said no', async () => {
    const unable = rig({ able: false });
    await unable.desk.open();
    assert.equal(unable.desk.isShown.value, false);
    const never = rig({ permission: 'denied' });
    await never.desk.open();
    assert.equal(never.desk.state.value, 'refused');
    const no = rig({ answer: 'denied' });
    await no.desk.open();
    await no.desk.turnOn();
    assert.deepEqual([no.desk.state.value, no.calls], ['refused', []]);
  });
});

describe('A browser’s settings for notices', () => {
  it('count from the moment that they are changed', async () => {
    const { desk, setPermission, tellChange } = rig({ permission: 'denied' });
    const change = async (changed: NotificationPermission) => {
      setPermission(changed);
      tellChange();
      await new Promise((resolve) => setImmediate(resolve));
      return desk.state.value;
    };
    await desk.open();
    assert.equal(desk.state.value, 'refused');
    assert.equal(await change('granted'), 'off');
    await desk.turnOn();
    assert.equal(await change('granted'), 'on');
    assert.equal(await change('denied'), 'refused');
    assert.equal(await change('default'), 'off');
  });

  it('are looked at again with a press where the browser does not tell of changes', async () => {
    const { desk, calls, setPermission } = rig({ permission: 'denied' });
    await desk.open();
    await desk.turnOn();
    assert.equal(desk.state.value, 'refused');
    setPermission('granted');
    await desk.turnOn();
    assert.deepEqual([desk.state.value, calls.length], ['on', 1]);
  });
});

describe('The question whether to be told', () => {
  it('comes at the third visit, and never again once it was answered', () => {
    const kept = new Map<string, string>();
    const memory: Memory = {
      read: (name) => kept.get(name) ?? null,
      write: (name, value) => void kept.set(name, value),
    };
    assert.deepEqual([isGoodMoment(memory), isGoodMoment(memory), isGoodMoment(memory)], [false, false, true]);
    rememberAsked(memory);
    assert.equal(isGoodMoment(memory), false);
  });
});
