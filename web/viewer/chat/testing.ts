import type { ApiReply } from '../../shared/api-client.ts';
import type { BrowserClock } from '../../shared/clock.ts';
import type { ChatApi } from './chat-api.ts';
import type { SocketLike } from './socket.ts';

/** A clock whose timers run when the test says so. */
export class HandClock implements BrowserClock {
  nowMs = 0;
  timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  readonly wallMs = (): number => this.nowMs;
  readonly monotonicMs = (): number => this.nowMs;
  readonly random = (): number => 1;
  readonly every = (): (() => void) => () => undefined;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.nowMs + delayMs, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  /** Lets the next timer come, and answers how long that took. */
  next(): number {
    const [timer] = this.timers.toSorted((one, other) => one.atMs - other.atMs);
    if (timer === undefined) throw new Error('No timer is set.');
    const tookMs = timer.atMs - this.nowMs;
    this.timers = this.timers.filter((one) => one !== timer);
    this.nowMs = timer.atMs;
    timer.callback();
    return tookMs;
  }
}

/** The page's end of a socket whose server is the test. */
export class HandSocket implements SocketLike {
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  readonly url: URL;
  readonly sent: unknown[] = [];
  isClosed = false;

  constructor(url: string) {
    this.url = new URL(url);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  hear(...events: object[]): void {
    const data = events.map((event) => JSON.stringify(event)).join('\n');
    this.onmessage?.({ data } as MessageEvent);
  }

  end(): void {
    this.onclose?.({} as CloseEvent);
  }
}

/** A server's API in a test's hands. */
export class HandApi implements ChatApi {
  registered: string[] = [];
  entries: unknown[] = [];
  pinnedEntry: unknown = null;
  refusal: ApiReply<never> | null = null;
  switchedOff = false;
  deeds: string[] = [];

  register(displayName: string): ReturnType<ChatApi['register']> {
    this.registered.push(displayName);
    const token = `token ${this.registered.length}`;
    const body = { accessToken: token, displayName: displayName || 'made-up' };
    return Promise.resolve(this.refusal ?? { kind: 'answered', body });
  }

  history(): ReturnType<ChatApi['history']> {
    return Promise.resolve(this.refusal ?? { kind: 'answered', body: this.entries });
  }

  pinned(): Promise<unknown> {
    return Promise.resolve(this.pinnedEntry);
  }

  isOff(): Promise<boolean> {
    return Promise.resolve(this.switchedOff);
  }

  emoji(): Promise<[]> {
    return Promise.resolve([]);
  }

  setVisibility(...[token, ids, isVisible]: Parameters<ChatApi['setVisibility']>): Promise<null> {
    return this.#note('visibility', token, ids.join(), String(isVisible));
  }

  setEnabled(...[token, userId, isEnabled]: Parameters<ChatApi['setEnabled']>): Promise<null> {
    return this.#note('enabled', token, userId, String(isEnabled));
  }

  timeOut(...[token, userId, seconds]: Parameters<ChatApi['timeOut']>): Promise<null> {
    return this.#note('time-out', token, userId, String(seconds));
  }

  signIn(accessToken: string, address: string | null): ReturnType<ChatApi['signIn']> {
    const redirect = `${address ?? 'https://accounts.example'}/authorize?for=${accessToken.length}`;
    return Promise.resolve(this.refusal ?? { kind: 'answered', body: { redirect } });
  }

  sendCode(...[token, account]: Parameters<ChatApi['sendCode']>): Promise<null> {
    return this.#note('send code', token, account);
  }

  checkCode(...[token, code]: Parameters<ChatApi['checkCode']>): Promise<null> {
    return this.#note('check code', token, code);
  }

  pin(...[token, id]: Parameters<ChatApi['pin']>): Promise<null> {
    return this.#note('pin', token, String(id));
  }

  #note(...words: string[]): Promise<null> {
    this.deeds.push(words.join(' '));
    return Promise.resolve(null);
  }
}

/** Lets everything that only waits for other promises happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}
