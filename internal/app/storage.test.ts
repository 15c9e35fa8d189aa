import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Settings } from '../config/settings.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import { StoragePart } from './storage.ts';

const caller = {
  address: '',
  userAgent: '',
  origin: null,
  isSecure: false,
  isProxied: false,
  headers: {},
  identity: null,
};

test('a broadcast is stored whole or not at all: a change of "store-segments" is heeded by the next', async (t) => {
  const dataDirectory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory: dataDirectory });
  const settings = new Settings({});
  const part = new StoragePart({
    clock,
    dataDirectory,
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    settings,
    store,
    stayMs: () => 0,
  });
  const stop = await part.start();
  const bytes = Buffer.from('media');
  const switchTo = (isOn: boolean) => void settings.reload(new Map([['store-segments', isOn ? 'on' : 'off']]));
  const diskState = async () => {
    const answer = await part.handlers.getStorage({ params: {}, query: {}, body: undefined, caller });
    return 'disk' in answer && answer.disk.state;
  };
  part.archive.put('one/0/init.mp4', bytes);
  switchTo(false);
  part.archive.put('one/0/1.m4s', bytes);
  assert.equal(await diskState(), 'well', 'this one is stored to its end');
  part.archive.put('two/0/init.mp4', bytes);
  switchTo(true);
  part.archive.put('two/0/2.m4s', bytes);
  assert.equal(await diskState(), 'off');
  part.archive.put('three/0/init.mp4', bytes);
  switchTo(false);
  assert.equal(await diskState(), 'well');
  await stop();
  for (const name of ['one/0/init.mp4', 'one/0/1.m4s', 'two/0/init.mp4', 'two/0/2.m4s', 'three/0/init.mp4'])
    part.archive.remove(name);
  assert.equal(await diskState(), 'off', 'as the next one will find it');
  const stored = readdirSync(join(dataDirectory, 'hls'), { recursive: true, withFileTypes: true });
  assert.deepEqual(stored.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).toSorted(), [
    '1.m4s',
    'init.mp4',
    'init.mp4',
  ]);
});
