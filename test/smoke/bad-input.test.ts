import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Sandbox, type Outcome } from './sandbox.ts';

const sandbox = new Sandbox();
after(() => sandbox[Symbol.dispose]());

const freePorts = ['--http-port', '0', '--rtmp-port', '0'];

/** One clear line for people beside the log's lines of JSON, with the code at its end, and nothing else. */
function assertRefusal(outcome: Outcome, expected: { code: string; exitCode: number; says: RegExp }): void {
  const lines = outcome.err
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  assert.equal(lines.length, 1, outcome.err);
  assert.match(lines[0] ?? '', expected.says);
  assert.match(lines[0] ?? '', new RegExp(`^aerial: .+\\. .+ \\[${expected.code}\\]$`));
  assert.equal(outcome.code, expected.exitCode);
}

async function takenPort(): Promise<{ port: number; holder: Server }> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, resolve));
  return { port: (holder.address() as AddressInfo).port, holder };
}

/** The database that a server of today leaves behind. */
async function databaseOf(data: string): Promise<string> {
  const { code, err } = await sandbox.run('keys', 'add', '--comment', 'kept', '--data', data);
  assert.equal(code, 0, err);
  const name = readdirSync(data).find((entry) => entry.endsWith('.db'));
  assert.ok(name !== undefined);
  return join(data, name);
}

describe('The executable says in one line with a code', () => {
  it('that the port for viewers is taken', async () => {
    const { port, holder } = await takenPort();
    const data = sandbox.directory('taken-http');
    const outcome = await sandbox.run('--data', data, '--http-port', `${port}`, '--rtmp-port', '0');
    holder.close();
    assertRefusal(outcome, { code: 'PORT_IN_USE', exitCode: 69, says: new RegExp(`${port}.*--http-port`) });
  });

  it('that the port for encoders is taken', async () => {
    const { port, holder } = await takenPort();
    const data = sandbox.directory('taken-rtmp');
    const outcome = await sandbox.run('--data', data, '--http-port', '0', '--rtmp-port', `${port}`);
    holder.close();
    assertRefusal(outcome, { code: 'PORT_IN_USE', exitCode: 69, says: new RegExp(`${port}.*--rtmp-port`) });
  });

  it('that the directory it was started in cannot be written, and how to name another', async () => {
    const outcome = await sandbox.run(...freePorts);
    assertRefusal(outcome, { code: 'DATA_DIR_UNUSABLE', exitCode: 73, says: /data.*--data DIR/ });
  });

  it('that the data directory cannot be written', async () => {
    const data = sandbox.directory('locked-away');
    chmodSync(data, 0o555);
    const outcome = await sandbox.run('--data', data, ...freePorts);
    assertRefusal(outcome, { code: 'DATA_DIR_UNUSABLE', exitCode: 73, says: /locked-away/ });
  });

  it('that the data directory is a file', async () => {
    const file = sandbox.path('a-file');
    writeFileSync(file, '');
    const outcome = await sandbox.run('--data', file, ...freePorts);
    assertRefusal(outcome, { code: 'DATA_DIR_UNUSABLE', exitCode: 73, says: /a-file/ });
  });

  it('that another Aerial uses the data directory', async () => {
    const data = sandbox.directory('shared');
    const server = await sandbox.serve(data);
    const outcome = await sandbox.run('--data', data, ...freePorts);
    await server.running.child.stop();
    assertRefusal(outcome, { code: 'DATA_DIR_LOCKED', exitCode: 73, says: /shared/ });
  });

  it('that a newer Aerial has written the database, and leaves it as it is', async () => {
    const data = sandbox.directory('newer');
    const file = await databaseOf(data);
    // PRAGMA user_version, four bytes at offset 60 of the file (SQLite file format, 1.3).
    const version = Buffer.alloc(4);
    version.writeUInt32BE(9_999);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, version, 0, 4, 60);
    closeSync(descriptor);
    const before = readFileSync(file);
    const outcome = await sandbox.run('--data', data, ...freePorts);
    assertRefusal(outcome, { code: 'DATABASE_NEWER', exitCode: 78, says: /newer/ });
    assert.deepEqual(readFileSync(file), before);
  });

  it('that the database is damaged, and leaves it as it is', async () => {
    const data = sandbox.directory('damaged');
    const file = await databaseOf(data);
    const rubbish = Buffer.alloc(8_192, 'not a database ');
    writeFileSync(file, rubbish);
    const outcome = await sandbox.run('--data', data, ...freePorts);
    assertRefusal(outcome, { code: 'DATABASE_CORRUPT', exitCode: 65, says: /damaged/ });
    assert.deepEqual(readFileSync(file), rubbish);
  });

  it('that the disk is full', async (t) => {
    const data = sandbox.path('full');
    mkdirSync(data);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=777', 'aerial-test', data], { stdio: 'ignore' });
    } catch {
      t.diagnostic('Only root may mount a small file system; nothing was tried.');
      return;
    }
    try {
      const outcome = await sandbox.run('--data', data, ...freePorts);
      assertRefusal(outcome, { code: 'DISK_FULL', exitCode: 74, says: /space/ });
    } finally {
      execFileSync('umount', [data]);
    }
  });

  it('that a flag is unknown, and which one may be meant', async () => {
    const outcome = await sandbox.run('--http-prot', '9000');
    assertRefusal(outcome, { code: 'USAGE', exitCode: 64, says: /--http-port/ });
  });

  it('that a command is unknown', async () => {
    const outcome = await sandbox.run('docter');
    assertRefusal(outcome, { code: 'USAGE', exitCode: 64, says: /doctor/ });
  });

  it('that a setting is out of bounds', async () => {
    const outcome = await sandbox.run('--part-ms', '5');
    assertRefusal(outcome, { code: 'SETTING_INVALID', exitCode: 78, says: /200/ });
  });

  it('that the certificate is not there', async () => {
    const data = sandbox.directory('certificate');
    const files = ['--tls-certificate', sandbox.path('no.pem'), '--tls-key', sandbox.path('no.key')];
    const outcome = await sandbox.run('--data', data, ...freePorts, ...files);
    assertRefusal(outcome, { code: 'TLS_FILE_UNUSABLE', exitCode: 78, says: /tls-certificate/ });
  });

  it('that ffmpeg is missing: the doctor fails for it', async () => {
    const data = sandbox.directory('no-ffmpeg');
    const outcome = await sandbox.run(
      'doctor',
      '--data',
      data,
      ...freePorts,
      '--ffmpeg',
      sandbox.path('no-ffmpeg-here'),
    );
    assert.notEqual(outcome.code, 0);
    assert.match(outcome.out, /ffmpeg.*no-ffmpeg-here/);
  });
});

describe('The executable without ffmpeg', () => {
  it('serves all the same, and says what is missing', async () => {
    const data = sandbox.directory('serves-without');
    const server = await sandbox.serve(data, '--ffmpeg', sandbox.path('no-ffmpeg-here'));
    assert.equal((await fetch(server.url)).status, 200);
    assert.deepEqual(await server.running.child.stop(), { code: 0, signal: null });
    assert.match(server.running.err, /FFMPEG_MISSING/);
  });
});
