import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Child, type ChildExit } from '../peers/children.ts';
import { takePort } from '../peers/ports.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';

/** The user that owns nothing, on every Linux. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const executable = join(import.meta.dirname, '..', '..', 'out', 'aerial');

/** How a command ended and what it said. */
export interface Outcome extends ChildExit {
  readonly out: string;
  readonly err: string;
}

/**
 * A copy of the executable where a stranger would have it: far from the clone and its node_modules, run by a user without
 * rights (where the tests run as root; else by whoever runs them), with an empty environment, from a directory that cannot be written.
 */
export class Sandbox {
  readonly #folder: TemporaryFolder;
  readonly #workingDirectory: string;
  readonly #started: Running[] = [];
  readonly program: string;

  constructor() {
    if (!existsSync(executable)) throw new Error('out/aerial is missing: run `npm run build` first.');
    this.#folder = makeTemporaryFolder('smoke');
    chmodSync(this.#folder.path, 0o755);
    this.program = join(this.#folder.path, 'aerial');
    copyFileSync(executable, this.program);
    chmodSync(this.program, 0o755);
    this.#workingDirectory = join(this.#folder.path, 'elsewhere');
    mkdirSync(this.#workingDirectory, { mode: 0o555 });
  }

  /** A path in the sandbox, whether or not something is there. */
  path(name: string): string {
    return join(this.#folder.path, name);
  }

  /** A new directory that the user without rights owns. */
  directory(name: string): string {
    const path = this.path(name);
    mkdirSync(path);
    this.giveAway(path);
    return path;
  }

  /** Lets the user without rights own a file that the test has made. */
  giveAway(path: string): void {
    if (isRoot) chownSync(path, NOBODY, NOBODY);
  }

  /** Starts the executable and leaves it running. */
  start(...parameters: string[]): Running {
    const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const options = { cwd: this.#workingDirectory, env: {}, ...identity };
    const running = new Running(new Child(this.program, parameters, options));
    this.#started.push(running);
    return running;
  }

  /** Runs the executable to its end, which has to come within 20 s. */
  async run(...parameters: string[]): Promise<Outcome> {
    const running = this.start(...parameters);
    const tooLong = setTimeout(() => void running.child.stop('SIGKILL'), 20_000);
    const exit = await running.child.exited;
    clearTimeout(tooLong);
    return { ...exit, out: running.out, err: running.err };
  }

  /** Starts a server on free ports with that data directory, and waits until it answers. */
  async serve(dataDirectory: string, ...parameters: string[]): Promise<Server> {
    const httpPort = await takePort();
    const rtmpPort = await takePort();
    const startedMs = performance.now();
    const flags = ['--data', dataDirectory, '--http-port', `${httpPort}`, '--rtmp-port', `${rtmpPort}`];
    const running = this.start('serve', ...flags, ...parameters);
    const url = `http://127.0.0.1:${httpPort}`;
    const answers = async (): Promise<boolean> => {
      if (running.child.exit !== null) throw new Error(`The server ended: ${running.err}`);
      return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (answer) => answer.ok,
        () => false,
      );
    };
    await until('the server answers', answers, { timeoutMs: 15_000, everyMs: 2, explain: () => running.err });
    return { running, url, httpPort, rtmpPort, startMs: performance.now() - startedMs };
  }

  /** Also ends what a test that failed has left running, which the runner would wait for. */
  [Symbol.dispose](): void {
    for (const { child } of this.#started) void child.stop('SIGKILL');
    this.#folder.remove();
  }
}

/** A started executable, its two outputs kept apart. */
export class Running {
  readonly child: Child;
  #out = '';
  #err = '';

  constructor(child: Child) {
    this.child = child;
    child.process.stdout?.on('data', (text: string) => (this.#out += text));
    child.process.stderr?.on('data', (text: string) => (this.#err += text));
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }
}

export interface Server {
  readonly running: Running;
  readonly url: string;
  readonly httpPort: number;
  readonly rtmpPort: number;
  /** From the start of the process to its first answer, in milliseconds. */
  readonly startMs: number;
}
