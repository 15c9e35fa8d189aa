import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Lines kept of each of a child's two outputs; older ones are dropped. */
const MAX_LINES_KEPT = 2000;

const living = new Set<ChildProcess>();
let guarded = false;

/** Ends every child by its process id when the rig itself ends, in whatever way short of SIGKILL. */
function guardChildren(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const child of living) signalIfStarted(child, 'SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** Before the failure of a start is told, Node would send the signal to whatever process id its memory holds. */
function signalIfStarted(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) child.kill(signal);
}

/** A child process whose output is kept, bounded, and whose end can be awaited. */
export class Child {
  readonly process: ChildProcess;
  readonly exited: Promise<ChildExit>;
  readonly lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();
  #exit: ChildExit | null = null;

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    guardChildren();
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    living.add(this.process);
    this.exited = new Promise((resolve) => {
      const settle = (exit: ChildExit) => {
        living.delete(this.process);
        this.#exit = exit;
        resolve(exit);
      };
      this.process.once('error', (error) => {
        this.#keep(`could not start ${command}: ${error.message}`);
        settle({ code: 127, signal: null });
      });
      this.process.once('close', (code, signal) => settle({ code, signal }));
    });
    for (const stream of [this.process.stdout, this.process.stderr]) this.#readLines(stream);
  }

  get pid(): number {
    const { pid } = this.process;
    if (pid === undefined) throw new Error(`the process never started: ${this.lines.join('\n')}`);
    return pid;
  }

  /** Null while it runs. */
  get exit(): ChildExit | null {
    return this.#exit;
  }

  /** Calls `listener` with each later line of either output. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Sends `signal`, and SIGKILL when the child has not gone within `graceMs`. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 6000): Promise<ChildExit> {
    if (this.#exit !== null) return this.#exit;
    signalIfStarted(this.process, signal);
    const killer = setTimeout(() => signalIfStarted(this.process, 'SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(killer);
    return exit;
  }

  #readLines(stream: NodeJS.ReadableStream | null): void {
    if (stream === null) return;
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = (lines.pop() ?? '').slice(-16_384);
      for (const line of lines) if (line !== '') this.#keep(line);
    });
    stream.on('end', () => {
      if (rest !== '') this.#keep(rest);
    });
  }

  #keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > MAX_LINES_KEPT) this.lines.splice(0, this.lines.length - MAX_LINES_KEPT);
    for (const listener of this.#listeners) listener(line);
  }
}
