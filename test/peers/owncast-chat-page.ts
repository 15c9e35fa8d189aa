import type { ChatEvent } from './chat-client.ts';
import { until } from './wait.ts';

const WAIT_MS = 15_000;

/** What a registration answers. */
export interface Registration {
  readonly id: string;
  readonly accessToken: string;
  readonly displayName: string;
}

/**
 * A client of Owncast's chat that does what Owncast's own page does, with the WebSocket of the platform: registers when it has no token, splits
 * frames at newlines, answers PING, asks for the history once it is in, and forgets its token when it is told to register.
 */
export class OwncastChatPage {
  readonly events: ChatEvent[] = [];
  /** What came in one frame, for each frame. */
  readonly frames: string[] = [];
  history: readonly ChatEvent[] = [];
  isDisabled = false;
  #registration: Registration | null = null;
  #socket: WebSocket | null = null;
  readonly #url: string;

  constructor(needs: { readonly url: string }) {
    this.#url = needs.url;
  }

  get registration(): Registration {
    if (this.#registration === null) throw new Error('it is not registered');
    return this.#registration;
  }

  get hasToken(): boolean {
    return this.#registration !== null;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Who it is, as it was told last. */
  get me(): ChatEvent['user'] {
    return this.events.findLast(({ type }) => type === 'CONNECTED_USER_INFO')?.user;
  }

  async register(displayName?: string): Promise<Registration> {
    const answer = await fetch(`${this.#url}/api/chat/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ displayName }),
    });
    if (!answer.ok) throw new Error(`not registered: ${answer.status} ${await answer.text()}`);
    this.#registration = (await answer.json()) as Registration;
    return this.#registration;
  }

  /** Opens the socket and reads the history. */
  async connect(accessToken = this.registration.accessToken): Promise<void> {
    const socket = new WebSocket(
      `${this.#url.replace('http', 'ws')}/ws?accessToken=${encodeURIComponent(accessToken)}`,
    );
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('the socket did not open')));
    });
    const answer = await fetch(`${this.#url}/api/chat?accessToken=${encodeURIComponent(accessToken)}`);
    if (answer.ok) this.history = (await answer.json()) as ChatEvent[];
  }

  send(event: object): void {
    this.#socket?.send(JSON.stringify(event));
  }

  /** Waits for an event after the first `from` ones. */
  async next(type: string, isIt: (event: ChatEvent) => boolean = () => true, from = 0): Promise<ChatEvent> {
    const find = () => this.events.slice(from).find((event) => event.type === type && isIt(event));
    const explain = () => `It got ${JSON.stringify(this.events.slice(from))}`;
    return until(`the chat says ${type}`, find, { timeoutMs: WAIT_MS, explain });
  }

  async closed(): Promise<void> {
    const isClosed = () => this.#socket?.readyState === WebSocket.CLOSED;
    await until('the socket is closed', isClosed, { timeoutMs: WAIT_MS });
  }

  leave(): void {
    this.#socket?.close();
  }

  #take(frame: string): void {
    this.frames.push(frame);
    for (const line of frame.split('\n')) {
      const event = JSON.parse(line) as ChatEvent;
      this.events.push(event);
      if (event.type === 'PING') this.send({ type: 'PONG' });
      if (event.type === 'ERROR_NEEDS_REGISTRATION') this.#registration = null;
      if (event.type === 'ERROR_USER_DISABLED') this.isDisabled = true;
    }
  }
}
