import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { Child } from './children.ts';
import type { ChildExit } from './children.ts';
import { childrenOf } from './process-figures.ts';
import { takePort } from './ports.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import type { TemporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

export interface AerialNeeds {
  /** Environment of the server beside its ports, such as `{ AERIAL_LADDER: 'off' }`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Size of the disk under its data directory, in MB; only root may ask for one. */
  readonly diskMegabytes?: number;
  /** Cores it may run on, as `taskset -c` takes them; all when left out. */
  readonly cores?: string;
}

export interface AerialStatus {
  readonly online: boolean;
  readonly phase: 'offline' | 'live' | 'away';
}

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** AERIAL_EXECUTABLE names another build than this clone's. */
export const EXECUTABLE = process.env['AERIAL_EXECUTABLE'] ?? resolve(REPOSITORY, 'out/aerial');

/** The command that starts Aerial: the executable, or the source under this Node when AERIAL_FROM_SOURCE=1. */
function aerialCommand(): string[] {
  if (process.env['AERIAL_FROM_SOURCE'] === '1') return [process.execPath, resolve(REPOSITORY, 'cmd/aerial.ts')];
  try {
    accessSync(EXECUTABLE, constants.X_OK);
  } catch {
    throw new Error(`${EXECUTABLE} is missing: run \`npm run build\`, or set AERIAL_FROM_SOURCE=1`);
  }
  return [EXECUTABLE];
}

/** One installation of Aerial with its own data directory, ports and key; it can be killed and started again. */
export class AerialProcess {
  readonly httpPort: number;
  readonly rtmpPort: number;
  readonly streamKey = 'rig-key-0123456789';
  readonly #needs: AerialNeeds;
  readonly #folder: TemporaryFolder;
  #child: Child | null = null;
  #startMs = Number.NaN;

  private constructor(needs: AerialNeeds, folder: TemporaryFolder, ports: { httpPort: number; rtmpPort: number }) {
    this.#needs = needs;
    this.#folder = folder;
    this.httpPort = ports.httpPort;
    this.rtmpPort = ports.rtmpPort;
  }

  static async start(needs: AerialNeeds = {}): Promise<AerialProcess> {
    const ports = { httpPort: await takePort(), rtmpPort: await takePort() };
    const folder = makeTemporaryFolder('data');
    if (needs.diskMegabytes !== undefined) {
      const size = `size=${needs.diskMegabytes}m,mode=777`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'aerial-test', folder.path], { stdio: 'ignore' });
    }
    const aerial = new AerialProcess(needs, folder, ports);
    await aerial.restart();
    return aerial;
  }

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  get pid(): number {
    return this.#running.pid;
  }

  get dataDirectory(): string {
    return this.#folder.path;
  }

  /** From the start of the process to its first answer by HTTP, in milliseconds; coarse to about 5 ms. */
  get startMs(): number {
    return this.#startMs;
  }

  /** What it has logged since its latest start. */
  get logLines(): readonly string[] {
    return this.#running.lines;
  }

  get target(): { readonly port: number; readonly streamKey: string } {
    return { port: this.rtmpPort, streamKey: this.streamKey };
  }

  get publishUrl(): string {
    return `rtmp://127.0.0.1:${this.rtmpPort}/live/${this.streamKey}`;
  }

  /** Starts it, on the same ports and data as before where there was a before, and waits until it answers. */
  async restart(): Promise<void> {
    const pin = this.#needs.cores === undefined ? [] : ['taskset', '-c', this.#needs.cores];
    const flags = ['--data', this.#folder.path, '--http-port', `${this.httpPort}`, '--rtmp-port', `${this.rtmpPort}`];
    const command = [...pin, ...aerialCommand(), 'serve', ...flags, '--stream-key', this.streamKey];
    const env = { PATH: process.env['PATH'], ...this.#needs.environment };
    const startedMs = performance.now();
    const child = new Child(command[0] ?? '', [...command.slice(1), ...(this.#needs.flags ?? [])], { env });
    this.#child = child;
    const explain = () => child.lines.slice(-20).join('\n');
    await until('Aerial answers', () => this.#answers(child), { timeoutMs: 30_000, everyMs: 3, explain });
    this.#startMs = performance.now() - startedMs;
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    await this.#running.stop('SIGKILL');
  }

  /** Asks it to stop; resolves with how it ended. */
  async terminate(): Promise<ChildExit> {
    return this.#running.stop('SIGTERM');
  }

  /** Ends it for good and removes its data. */
  async dispose(): Promise<void> {
    await this.#child?.stop('SIGTERM');
    if (this.#needs.diskMegabytes !== undefined) execFileSync('umount', ['--lazy', this.#folder.path]);
    this.#folder.remove();
  }

  async status(): Promise<AerialStatus> {
    const answer = await fetch(`${this.url}/api/status`, { signal: AbortSignal.timeout(5000) });
    return (await answer.json()) as AerialStatus;
  }

  async waitForPhase(phase: AerialStatus['phase'], timeoutMs = 15_000): Promise<void> {
    const isThere = async () => (await this.status()).phase === phase;
    await until(`the channel is ${phase}`, isThere, { timeoutMs, explain: () => this.logLines.slice(-20).join('\n') });
  }

  /** Process ids of the ffmpeg processes that it runs now. */
  transcoders(): number[] {
    return childrenOf(this.pid, 'ffmpeg');
  }

  get #running(): Child {
    if (this.#child === null) throw new Error('Aerial was never started');
    return this.#child;
  }

  async #answers(child: Child): Promise<boolean> {
    if (child.exit !== null) throw new Error(`Aerial ended with ${child.exit.code}:\n${child.lines.join('\n')}`);
    // The port for encoders is the last to be opened.
    if (!child.lines.some((line) => line.includes('The server is ready.'))) return false;
    return fetch(`${this.url}/api/status`, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.ok,
      () => false,
    );
  }
}
