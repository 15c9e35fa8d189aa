import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { runCommand, temporaryDirectory } from './testing.ts';

/** Any wait for a process ends after this; a machine that is busy with other tests is slow. */
const PATIENCE_MS = 60_000;

const onLoopback = [
  '--http-port',
  '0',
  '--rtmp-port',
  '0',
  '--http-address',
  '127.0.0.1',
  '--rtmp-address',
  '127.0.0.1',
];

/** The program as a process of its own, in an empty environment. */
class Program {
  output = '';
  complaints = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(t: TestContext, words: readonly string[], workingDirectory = '/proc') {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'aerial.ts'), ...words], {
      cwd: workingDirectory,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.complaints += chunk.toString()));
    t.after(() => child.kill('SIGKILL'));
  }

  /** Resolves with what `pattern` catches in the output; rejects when the program ends or time is up before that. */
  async says(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match[1] ?? '';
      const more = once(this.#child.stdout as NonNullable<ChildProcess['stdout']>, 'data', { signal });
      const ended = this.#ended.then(() => Promise.reject(new Error(`It ended: ${this.complaints}`)));
      await Promise.race([more, ended]);
    }
  }

  /** Sends the signal, if any, and resolves with the exit code, or the name of the signal that ended it. */
  async ends(signal?: NodeJS.Signals): Promise<number | string | null> {
    if (signal !== undefined) this.#child.kill(signal);
    await this.#ended;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  closeOutput(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }
}

describe('the program', { concurrency: 2 }, () => {
  test('does not mind that nobody reads on', async (t) => {
    const program = new Program(t, ['--help']);
    program.closeOutput();
    assert.equal(await program.ends(), 0);
  });

  test('says all that it has to say before it ends, also to who reads slowly', async (t) => {
    const program = new Program(t, ['licences']);
    assert.equal(await program.ends(), 0);
    const notices = readFileSync(join(import.meta.dirname, '../THIRD-PARTY-NOTICES'), 'utf8');
    assert.ok(program.output.endsWith(`${notices}\n`), `${program.output.length} characters came`);
  });

  test('answers a slip in one line, with the exit code of its kind', async (t) => {
    const program = new Program(t, ['--http-prot', '1']);
    assert.equal(await program.ends(), 64);
    assert.equal(program.complaints, 'aerial: There is no option --http-prot. Did you mean --http-port? [USAGE]\n');
  });

  test('serves one directory and one port at a time, heeds a changed setting, and comes back after a crash', async (t) => {
    const data = ['--data', temporaryDirectory(t)];
    const first = new Program(t, [...data, ...onLoopback]);
    const origin = await first.says(/Watch +(http:\S+)/);
    assert.match(first.output, /Key +[a-z2-9]{28} /);

    const second = new Program(t, [...data, ...onLoopback, '--log-level', 'error']);
    assert.equal(await second.ends(), 73);
    assert.match(second.complaints, /^aerial: Another Aerial \(process \d+\) is using .*\[DATA_DIR_LOCKED\]\n$/);

    const port = new URL(origin).port;
    const third = new Program(t, [
      '--data',
      temporaryDirectory(t),
      ...onLoopback,
      '--http-port',
      port,
      '--log-level',
      'error',
    ]);
    assert.equal(await third.ends(), 69);
    assert.match(third.complaints, new RegExp(`^aerial: .*${port}.*--http-port.*\\[PORT_IN_USE\\]\\n$`));

    assert.equal((await runCommand(['settings', 'set', 'stream-title', 'Night shift', ...data])).code, 0);
    await until(async () => (await (await fetch(`${origin}/api/status`)).text()).includes('Night shift'));

    assert.equal(await first.ends('SIGKILL'), 'SIGKILL');
    const again = new Program(t, [...data, ...onLoopback]);
    await again.says(/Key +(the one you have; `npm start -- keys list` shows it)\n/);
    // What it has to say of its end is written to nobody.
    again.closeOutput();
    assert.equal(await again.ends('SIGTERM'), 0);
  });
});

/** Asks again until it is so; each question takes its own time, so that nothing is waited for blindly. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  while (!(await isSo())) deadline.throwIfAborted();
}
