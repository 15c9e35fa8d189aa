import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { until } from '../../test/peers/wait.ts';
import { makePng } from '../artwork/testing.ts';
import { Settings } from '../config/settings.ts';
import { openAssets } from '../platform/assets.ts';
import { systemClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { temporaryDirectory } from '../store/testing.ts';
import { Slate } from './slate.ts';

/** The slate of a station whose ffmpeg is a script. */
function rig(t: TestContext, script: string, dataDirectory = temporaryDirectory(t)) {
  const program = join(temporaryDirectory(t), 'ffmpeg');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o700);
  const slate = new Slate({
    assets: openAssets(),
    clock: systemClock,
    dataDirectory,
    events: new EventHub({ onListenerError: (_name, error) => assert.fail(String(error)) }),
    log: new LogRoot({ level: 'silent' }),
    settings: new Settings({ flags: { ffmpeg: program } }),
    readLogo: () => null,
    stage: () => null,
  });
  return { slate, dataDirectory, program };
}

test('a picture of the owner takes the place of the one before, and is there after a restart', async (t) => {
  const { slate, dataDirectory } = rig(t, 'printf x >&3');
  for (const size of [4, 5]) assert.deepEqual(await slate.setOwn(makePng(size)), { kind: 'usable' });
  assert.equal(readdirSync(join(dataDirectory, 'slate')).length, 1);
  const next = rig(t, 'exit 1', dataDirectory).slate;
  const stop = await next.start();
  assert.equal(next.state().art, 'picture');
  await stop();
});

test('a picture that was not tried yet when the server was killed is no slate after the restart', async (t) => {
  const { slate, dataDirectory, program } = rig(t, 'echo here > "$0.begun"; exec sleep 60');
  const stop = await slate.start();
  const sending = slate.setOwn(makePng());
  await until('the trial', () => existsSync(`${program}.begun`), { timeoutMs: 5_000 });
  const next = rig(t, 'exit 1', dataDirectory).slate;
  const stopNext = await next.start();
  assert.equal(next.state().art, 'built-in');
  assert.deepEqual(readdirSync(join(dataDirectory, 'slate')), []);
  await stopNext();
  await stop();
  assert.equal((await sending).kind, 'refused');
});

test('a picture that finds no place is refused in words', async (t) => {
  const file = join(temporaryDirectory(t), 'file');
  writeFileSync(file, 'a file where the folder belongs');
  const { slate } = rig(t, 'exit 1', file);
  await assert.rejects(slate.setOwn(makePng()), { code: 'DATA_DIR_UNUSABLE' });
});
