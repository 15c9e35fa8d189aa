import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { childEnvironment } from '../platform/child-environment.ts';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import { firstOutputDescriptor } from './arguments.ts';
import { LastWords } from './last-words.ts';
import { lowerPriority } from './lowered-priority.ts';

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
const termMs = 500;
/** Output still in the pipes after the exit is read for this long; a grandchild could hold them open for ever. */
const drainMs = 500;

/** One ffmpeg with its pipes. Whatever happens to it, `onEnd` comes once, after the turn in which it was made, and nothing is left behind. */
export class FfmpegProcess {
  readonly #needs: FfmpegProcessNeeds;
  /** Null where even trying was refused. */
  readonly #child: ChildProcess | null;
  readonly #lastWords = new LastWords();
  readonly #cancels: (() => void)[] = [];
  #exited = false;
  #ended = false;

  constructor(needs: FfmpegProcessNeeds) {
    this.#needs = needs;
    const failToStart = (error: unknown): void => {
      const lastWords = error instanceof Error ? error.message : String(error);
      this.#end({ kind: 'not-started', code: systemCode(error), lastWords });
    };
    try {
      this.#child = this.#spawn();
    } catch (error) {
      // Some reasons why a program cannot be started are thrown, others come as an event.
      this.#child = null;
      process.nextTick(failToStart, error);
      return;
    }
    // Also a signal that cannot be sent is reported here; only a start that failed is an end.
    this.#child.on('error', (error) => {
      if (this.pid === null) failToStart(error);
    });
    this.#child.once('exit', () => this.#onExit());
    this.#child.once('close', (code, signal) =>
      this.#end({ kind: 'exited', code, signal, lastWords: this.#lastWords.text() }),
    );
    this.#attachStreams();
    const { clock } = needs;
    if (this.pid !== null) this.#cancels.push(lowerPriority(this.pid, needs.niceness ?? niceness, clock));
  }

  /** The process's id, or null when it could not be started. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Whether the pipe takes more; `onDrain` follows when it did not. What waits outside of it can still be dropped. */
  get hasRoom(): boolean {
    const stdin = this.#stdin;
    return stdin !== null && stdin.writable && !stdin.writableNeedDrain;
  }

  write(bytes: Buffer): void {
    if (this.#stdin?.writable === true) this.#stdin.write(bytes);
  }

  /** Ends its input, upon which it gives its last frames and exits; after `waitMs` it is killed. */
  finish(waitMs: number): void {
    if (this.#ended) return;
    this.#stdin?.end();
    this.#cancels.push(this.#needs.clock.after(waitMs, () => this.kill()));
  }

  /** SIGTERM, and half a second later SIGKILL. */
  kill(): void {
    if (this.#exited || this.#ended) return;
    this.#stdin?.end();
    this.#signal('SIGTERM');
    this.#cancels.push(this.#needs.clock.after(termMs, () => this.#signal('SIGKILL')));
  }

  /**
   * Until the failure of a start is told, Node sends the signals of a child that never was to whatever number its memory holds: also to 0,
   * which is our own process group.
   */
  #signal(signal: NodeJS.Signals): void {
    if (this.pid !== null) this.#child?.kill(signal);
  }

  #spawn(): ChildProcess {
    const { arguments: words, directory, ffmpegPath, outputCount } = this.#needs;
    const outputs = Array.from({ length: outputCount }, () => 'pipe' as const);
    // Its own process group: the Ctrl-C that ends Aerial must not end ffmpeg before Aerial does.
    return spawn(ffmpegPath, [...words], {
      stdio: ['pipe', 'ignore', 'pipe', ...outputs],
      detached: true,
      env: childEnvironment(),
      ...(directory !== undefined && { cwd: directory }),
    });
  }

  /** By descriptor; none at all where no file could be opened any more: Node gives a child without pipes then. */
  get #streams(): readonly (Readable | Writable | null | undefined)[] {
    return this.#child?.stdio ?? [];
  }

  get #stdin(): Writable | null {
    return this.#child?.stdin ?? null;
  }

  #attachStreams(): void {
    // A broken pipe only says that the process is ending; its exit tells why.
    this.#stdin?.on('error', () => {});
    this.#stdin?.on('drain', () => this.#needs.onDrain());
    this.#child?.stderr?.on('data', (chunk: Buffer) => this.#lastWords.add(chunk));
    for (let position = 0; position < this.#needs.outputCount; position += 1) {
      const output = this.#output(position);
      output?.on('error', () => {});
      output?.on('data', (chunk: Buffer) => this.#needs.onOutput(position, chunk));
    }
  }

  #output(position: number): Readable | null {
    return (this.#streams[firstOutputDescriptor + position] as Readable | null | undefined) ?? null;
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
    for (const stream of this.#streams) stream?.destroy();
  }
}
