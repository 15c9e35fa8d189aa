import { type ChildProcess, spawn } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { childEnvironment } from '../platform/child-environment.ts';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import { firstOutputDescriptor } from './arguments.ts';
import { LastWords } from './last-words.ts';

/** How a process ended. `lastWords` are the last lines of its standard error. */
export type ProcessEnd =
  | {
      readonly kind: 'exited';
      readonly code: number | null;
      readonly signal: string | null;
      readonly lastWords: string;
    }
  | { readonly kind: 'not-started'; readonly code: string | null; readonly lastWords: string };

export interface FfmpegProcessNeeds {
  readonly clock: Clock;
  readonly ffmpegPath: string;
  readonly arguments: readonly string[];
  readonly outputCount: number;
  /** Where it runs; our own working directory when it is left out. */
  readonly directory?: string;
  /** Steps of priority below our own; five when it is left out. */
  readonly niceness?: number;
  /** Bytes of the output at `position`, in the order of the arguments. */
  onOutput(position: number, chunk: Buffer): void;
  /** There is room for more input. */
  onDrain(): void;
  /** Called once, after the last output. */
  onEnd(end: ProcessEnd): void;
}

/** Serving comes first: five steps below our own priority is a third of its weight when both want the processor. */
const niceness = 5;
const lowestPriority = 19;
const termMs = 500;
/** Output still in the pipes after the exit is read for this long; a grandchild could hold them open for ever. */
const drainMs = 500;

/** One ffmpeg with its pipes. Whatever happens to it, `onEnd` comes once and nothing is left behind. */
export class FfmpegProcess {
  readonly #needs: FfmpegProcessNeeds;
  readonly #child: ChildProcess;
  readonly #lastWords = new LastWords();
  readonly #cancels: (() => void)[] = [];
  #exited = false;
  #ended = false;

  constructor(needs: FfmpegProcessNeeds) {
    this.#needs = needs;
    const outputs = Array.from({ length: needs.outputCount }, () => 'pipe' as const);
    // Its own process group: the Ctrl-C that ends Aerial must not end ffmpeg before Aerial does.
    this.#child = spawn(needs.ffmpegPath, [...needs.arguments], {
      stdio: ['pipe', 'ignore', 'pipe', ...outputs],
      detached: true,
      env: childEnvironment(),
      ...(needs.directory !== undefined && { cwd: needs.directory }),
    });
    // Also a signal that cannot be sent is reported here; only a start that failed is an end.
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined)
        this.#end({ kind: 'not-started', code: systemCode(error), lastWords: error.message });
    });
    this.#child.once('exit', () => this.#onExit());
    this.#child.once('close', (code, signal) =>
      this.#end({ kind: 'exited', code, signal, lastWords: this.#lastWords.text() }),
    );
    this.#attachStreams();
    this.#lowerPriority();
  }

  /** The process's id, or null when it could not be started. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Whether the pipe takes more; `onDrain` follows when it did not. What waits outside of it can still be dropped. */
  get hasRoom(): boolean {
    const { stdin } = this.#child;
    return stdin !== null && stdin.writable && !stdin.writableNeedDrain;
  }

  write(bytes: Buffer): void {
    if (this.#child.stdin?.writable === true) this.#child.stdin.write(bytes);
  }

  /** Ends its input, upon which it gives its last frames and exits; after `waitMs` it is killed. */
  finish(waitMs: number): void {
    if (this.#ended) return;
    this.#child.stdin?.end();
    this.#cancels.push(this.#needs.clock.after(waitMs, () => this.kill()));
  }

  /** SIGTERM, and half a second later SIGKILL. */
  kill(): void {
    if (this.#exited || this.#ended) return;
    this.#child.stdin?.end();
    this.#signal('SIGTERM');
    this.#cancels.push(this.#needs.clock.after(termMs, () => this.#signal('SIGKILL')));
  }

  /**
   * Until the failure of a start is told, Node sends the signals of a child that never was to whatever number its memory holds: also to 0,
   * which is our own process group.
   */
  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) this.#child.kill(signal);
  }

  #attachStreams(): void {
    const { stdin, stderr } = this.#child;
    // A broken pipe only says that the process is ending; its exit tells why.
    stdin?.on('error', () => {});
    stdin?.on('drain', () => this.#needs.onDrain());
    stderr?.on('data', (chunk: Buffer) => this.#lastWords.add(chunk));
    for (let position = 0; position < this.#needs.outputCount; position += 1) {
      const output = this.#output(position);
      output?.on('error', () => {});
      output?.on('data', (chunk: Buffer) => this.#needs.onOutput(position, chunk));
    }
  }

  #output(position: number): Readable | null {
    return (this.#child.stdio[firstOutputDescriptor + position] as Readable | null | undefined) ?? null;
  }

  #lowerPriority(): void {
    if (this.#child.pid === undefined) return;
    try {
      setPriority(this.#child.pid, Math.min(lowestPriority, getPriority() + (this.#needs.niceness ?? niceness)));
    } catch {
      // Best effort: it may have exited already, or a sandbox forbids it.
    }
  }

  #onExit(): void {
    this.#exited = true;
    this.#cancels.push(this.#needs.clock.after(drainMs, () => this.#destroyStreams()));
  }

  #end(end: ProcessEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const cancel of this.#cancels) cancel();
    this.#destroyStreams();
    this.#needs.onEnd(end);
  }

  #destroyStreams(): void {
    for (const stream of this.#child.stdio as (Readable | Writable | null | undefined)[]) stream?.destroy();
  }
}
