import { signal, type ReadonlySignal } from '@preact/signals';
import { backOffMs } from '../../shared/backoff.ts';
import type { BrowserClock } from '../../shared/clock.ts';

/** As much of a WebSocket as is used. */
export interface SocketLike {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface ChatSocketNeeds {
  readonly clock: BrowserClock;
  readonly open: (url: string) => SocketLike;
  /** Where to connect now; null while it cannot be known, which counts as a failed attempt. */
  readonly findUrl: () => Promise<string | null>;
  readonly onText: (text: string) => void;
  /** A connection that was open is no more, whoever ended it: what was sent on it last may not have arrived. */
  readonly onLost: () => void;
  /** An attempt ended before it was let in, for the `failures`th time in a row. */
  readonly onFailure: (failures: number) => void;
}

/** `lost` tries again by itself; `stopped` does not. */
export type SocketState = 'connecting' | 'open' | 'lost' | 'stopped';

const retry = { baseMs: 1000, maxMs: 30_000 };
/** A connection that lasts so long was no failure. */
const SETTLED_MS = 10_000;
/** How long a server may take to say its first word. */
const WELCOME_TIMEOUT_MS = 15_000;
/** Who hears nothing at all for so long after sending speaks into a line that is dead: the system may need minutes to find that out. */
const ANSWER_TIMEOUT_MS = 10_000;

/** A socket that comes back by itself, in growing steps, and at once when the device is online again or the page is looked at. */
export class ChatSocket {
  readonly #needs: ChatSocketNeeds;
  readonly #state = signal<SocketState>('stopped');
  #socket: SocketLike | null = null;
  #failures = 0;
  #attempt = 0;
  #cancelTimer: () => void = () => undefined;
  /** Null while no answer is waited for. */
  #cancelWatch: (() => void) | null = null;

  constructor(needs: ChatSocketNeeds) {
    this.#needs = needs;
  }

  get state(): ReadonlySignal<SocketState> {
    return this.#state;
  }

  start(): void {
    if (this.#state.peek() !== 'stopped') return;
    this.#failures = 0;
    void this.#connect();
  }

  stop(): void {
    this.#drop();
    this.#state.value = 'stopped';
  }

  /** Starts anew, for a new name of the one who connects. */
  restart(): void {
    this.#drop();
    void this.#connect();
  }

  /** Tries now what was planned for later. */
  hurry(): void {
    if (this.#state.peek() === 'lost') this.restart();
  }

  /** False when it could not be sent. */
  send(text: string): boolean {
    if (this.#state.peek() !== 'open') return false;
    this.#socket?.send(text);
    this.#cancelWatch ??= this.#needs.clock.after(ANSWER_TIMEOUT_MS, () => this.restart());
    return true;
  }

  #drop(): void {
    this.#attempt += 1;
    this.#cancelTimer();
    this.#endWatch();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    if (this.#state.peek() === 'open') this.#needs.onLost();
  }

  #endWatch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = null;
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const { clock, findUrl, open, onText } = this.#needs;
    this.#state.value = 'connecting';
    const url = await findUrl();
    if (attempt !== this.#attempt) return;
    if (url === null) return this.#failed();
    const socket = open(url);
    this.#socket = socket;
    this.#cancelTimer = clock.after(WELCOME_TIMEOUT_MS, () => socket.close());
    socket.onmessage = ({ data }: { readonly data: unknown }) => {
      this.#endWatch();
      if (this.#state.peek() !== 'open') this.#opened();
      if (typeof data === 'string') onText(data);
    };
    socket.onclose = () => this.#failed();
  }

  /** With the first word, not with the handshake: some are let in only to be told that they may not stay. */
  #opened(): void {
    this.#cancelTimer();
    this.#state.value = 'open';
    this.#cancelTimer = this.#needs.clock.after(SETTLED_MS, () => (this.#failures = 0));
  }

  #failed(): void {
    const wasOpen = this.#state.peek() === 'open';
    this.#drop();
    const { clock, onFailure } = this.#needs;
    const delayMs = backOffMs(this.#failures, clock.random(), retry);
    this.#failures += 1;
    this.#state.value = 'lost';
    this.#cancelTimer = clock.after(delayMs, () => void this.#connect());
    if (!wasOpen) onFailure(this.#failures);
  }
}
