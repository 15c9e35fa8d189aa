import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAssets } from '../internal/platform/assets.ts';
import { silentLogger } from '../internal/platform/log.ts';
import { withStore } from './open-house.ts';
import { runCommand, temporaryDirectory } from './testing.ts';

const ports = [
  '--ffmpeg',
  '/nowhere/ffmpeg',
  '--http-port',
  '0',
  '--rtmp-port',
  '0',
  '--http-connections',
  '10',
  '--ingest-connections',
  '1',
];

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly { subject: string; verdict: string; says: string; remedy: string | null }[];
}

test('a healthy machine is told so, and nothing is made', async (t) => {
  const directory = join(temporaryDirectory(t), 'none');
  const { code, output } = await runCommand(['doctor', '--data', directory, '--ladder', 'off', ...ports]);
  assert.equal(code, 0, output);
  assert.match(output, /✓ Database +none yet/);
  assert.match(output, /\nAerial can run here\.$/);
  assert.equal(existsSync(directory), false);
});

test('every fault is told at once, each with what to do, and the exit code says so', async (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'aerial.db'), 'not a database at all');
  const words = [
    'doctor',
    '--json',
    '--data',
    directory,
    '--ffmpeg',
    join(directory, 'no-ffmpeg'),
    '--part-ms',
    '1',
    ...ports,
  ];
  const { code, output } = await runCommand(words);
  assert.equal(code, 1);
  const { healthy, findings } = JSON.parse(output) as Report;
  assert.equal(healthy, false);
  const faults = findings.filter(({ verdict }) => verdict === 'fault');
  assert.deepEqual(
    faults.map(({ subject }) => subject),
    ['Settings', 'ffmpeg', 'Database'],
  );
  for (const { remedy } of faults) assert.notEqual(remedy, null);
});

test('a stored value that is not allowed is found, with the way to put it right', async (t) => {
  const data = temporaryDirectory(t);
  const needs = { assets: openAssets(), environment: {}, flags: { data } };
  await withStore(needs, silentLogger, (store) => store.settings.set('part-ms', '1'));
  const { code, output } = await runCommand(['doctor', '--data', data, '--ladder', 'off', ...ports]);
  assert.equal(code, 1);
  assert.match(output, /✗ Settings +The stored setting part-ms cannot be "1".*\n.*`aerial settings unset part-ms`/);
  assert.match(output, /✓ Database +layout \d+, sound/);
  await runCommand(['settings', 'unset', 'part-ms', '--data', data]);
  assert.equal((await runCommand(['doctor', '--data', data, '--ladder', 'off', ...ports])).code, 0);
});
