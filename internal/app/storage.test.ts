import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Settings } from '../config/settings.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import { StoragePart } from './storage.ts';

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
  part.archive.put('one/0/init.mp4', bytes);
  switchTo(false);
  part.archive.put('one/0/1.m4s', bytes);
  part.archive.put('two/0/init.mp4', bytes);
  switchTo(true);
  part.archive.put('two/0/2.m4s', bytes);
  part.archive.put('three/0/init.mp4', bytes);
  await stop();
  const stored = readdirSync(join(dataDirectory, 'hls'), { recursive: true, withFileTypes: true });
  assert.deepEqual(stored.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).toSorted(), [
    '1.m4s',
    'init.mp4',
    'init.mp4',
  ]);
});
