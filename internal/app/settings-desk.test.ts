import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Settings } from '../config/settings.ts';
import { AerialError } from '../platform/errors.ts';
import { silentLogger } from '../platform/log.ts';
import { testStore } from '../store/testing.ts';
import { SettingsDesk } from './settings-desk.ts';

function deskWith(
  t: TestContext,
  given: { flags?: Record<string, string>; environment?: Record<string, string> } = {},
) {
  const store = testStore(t);
  const settings = new Settings({ ...given, stored: store.settings.all() });
  return { store, settings, desk: new SettingsDesk({ settings, stored: store.settings, log: silentLogger }) };
}

describe('SettingsDesk', () => {
  it('stores a change, makes it hold, and says that it does', (t) => {
    const { desk, settings, store } = deskWith(t);
    assert.deepEqual(desk.change({ 'channel-name': 'Canal' }), { kind: 'changed', holds: 'at once' });
    assert.equal(settings.get('channel-name'), 'Canal');
    assert.equal(store.settings.all().get('channel-name'), 'Canal');
    assert.equal(desk.source('channel-name'), 'database');
  });

  it('stores nothing of a change that is wrong in one of its parts', (t) => {
    const { desk, settings, store } = deskWith(t);
    assert.throws(
      () => desk.change({ discord: 'on', 'discord-webhook': 'javascript:alert(1)' }),
      (error: unknown) => error instanceof AerialError && error.code === 'SETTING_INVALID',
    );
    assert.equal(store.settings.all().size, 0);
    assert.equal(settings.get('discord'), false);
  });

  it('says when a change waits for the next broadcast', (t) => {
    const { desk } = deskWith(t);
    assert.deepEqual(desk.change({ 'part-ms': '250' }), { kind: 'changed', holds: 'next broadcast' });
  });

  it('says that a ladder holds at once where that is chosen, also in the same change', (t) => {
    const { desk } = deskWith(t);
    const ladder = '360p:700';
    assert.deepEqual(desk.change({ ladder }), { kind: 'changed', holds: 'next broadcast' });
    assert.deepEqual(desk.change({ ladder, 'ladder-applies': 'at once' }), { kind: 'changed', holds: 'at once' });
  });

  it('shows what will hold after a restart, and says that the change waits for it', (t) => {
    const { desk, settings } = deskWith(t);
    assert.deepEqual(desk.change({ 'http-port': '9000' }), { kind: 'changed', holds: 'restart' });
    assert.equal(settings.get('http-port'), 8080);
    assert.equal(desk.get('http-port'), 9000);
    assert.deepEqual(desk.change({ 'http-port': '8080' }), { kind: 'changed', holds: 'at once' });
  });

  it('says what overrides a change, and goes on showing what holds', (t) => {
    const { desk } = deskWith(t, { flags: { 'http-port': '7000' }, environment: { AERIAL_NSFW: 'on' } });
    assert.deepEqual(desk.change({ 'http-port': '9000' }), { kind: 'overridden', by: '--http-port' });
    assert.equal(desk.get('http-port'), 7000);
    assert.deepEqual(desk.change({ nsfw: 'off' }), { kind: 'overridden', by: 'AERIAL_NSFW' });
    assert.equal(desk.get('nsfw'), true);
  });

  it('never takes what names a program or a file of the machine', (t) => {
    const { desk, store } = deskWith(t);
    for (const name of ['ffmpeg', 'tls-key', 'data'] as const) {
      assert.throws(() => desk.change({ [name]: '/bin/sh' }), /cannot be changed while the server runs/);
      assert.throws(() => desk.reset(name), /cannot be changed while the server runs/);
    }
    assert.equal(store.settings.all().size, 0);
  });

  it('goes back to the default', (t) => {
    const { desk, settings } = deskWith(t);
    desk.change({ 'grace-seconds': '5' });
    assert.deepEqual(desk.reset('grace-seconds'), { kind: 'changed', holds: 'at once' });
    assert.equal(settings.get('grace-seconds'), 60);
    assert.equal(desk.source('grace-seconds'), 'default');
  });

  it('shows what holds in place of a stored text that is not allowed', (t) => {
    const { desk, store } = deskWith(t);
    store.settings.set('http-port', 'nonsense');
    assert.equal(desk.get('http-port'), 8080);
  });
});
