import { signal } from '@preact/signals';
import type { AnswerOf, CallName, SentOf } from '../../internal/http/contract/caller-types.ts';
import type { ApiClient, ApiReply } from '../shared/api-client.ts';
import type { ServerClock } from './server-clock.ts';

/** What a call is given besides its name. */
export type Given<Name extends CallName> = object extends SentOf<Name> ? [sent?: SentOf<Name>] : [sent: SentOf<Name>];

/** `ended`: somebody was at work here when it ended, and what they were writing waits for them. */
export type Session = 'unknown' | 'in' | 'ended' | 'out' | 'unreachable';

/** The API with an eye on the session: who is told that nobody is signed in sees the way in, with what they were writing kept. */
export class StudioApi {
  readonly session = signal<Session>('unknown');
  /** Nobody has set a password yet. */
  readonly setupNeeded = signal(false);
  readonly #client: Pick<ApiClient, 'call' | 'send'>;
  readonly #clock: Pick<ServerClock, 'set'>;

  constructor(needs: { readonly client: Pick<ApiClient, 'call' | 'send'>; readonly clock: Pick<ServerClock, 'set'> }) {
    this.#client = needs.client;
    this.#clock = needs.clock;
  }

  /** Never rejects. */
  async call<Name extends CallName>(name: Name, ...sent: Given<Name>): Promise<ApiReply<AnswerOf<Name>>> {
    return this.#heed(await this.#client.call(name, ...sent));
  }

  /** Sends a form or a file. Never rejects. */
  async send<Name extends CallName>(name: Name, body: FormData | Blob): Promise<ApiReply<AnswerOf<Name>>> {
    return this.#heed(await this.#client.send(name, body));
  }

  #heed<Body>(reply: ApiReply<Body>): ApiReply<Body> {
    if (reply.kind !== 'refused' || reply.status !== 401) return reply;
    if (this.session.peek() === 'in') this.session.value = 'ended';
    return { ...reply, message: 'The session has ended. Sign in, and try again.' };
  }

  async readSession(): Promise<void> {
    const before = this.session.peek();
    const wasOpen = before === 'in' || before === 'ended';
    const reply = await this.#client.call('GET /api/admin/session');
    // Whoever signed in or out meanwhile knows better.
    if (this.session.peek() !== before) return;
    if (reply.kind !== 'answered') {
      if (!wasOpen) this.session.value = 'unreachable';
      return;
    }
    this.#clock.set(reply.body.serverTime);
    this.setupNeeded.value = reply.body.setupNeeded;
    this.session.value = reply.body.signedIn ? 'in' : wasOpen ? 'ended' : 'out';
  }

  /** What went wrong, in a sentence; null when we are in. */
  async signIn(password: string): Promise<string | null> {
    const reply = await this.#client.call('POST /api/admin/login', { body: { password } });
    if (reply.kind === 'answered') this.session.value = 'in';
    return faultOf(reply);
  }

  /** What went wrong, in a sentence: the session then goes on; null when we are out. */
  async signOut(): Promise<string | null> {
    const reply = await this.#client.call('POST /api/admin/logout');
    const isOver = reply.kind === 'answered' || (reply.kind === 'refused' && reply.status === 401);
    if (isOver) this.session.value = 'out';
    return isOver ? null : faultOf(reply);
  }
}

/** Why a call did not work, in a sentence for people; null when it did. */
export function faultOf(reply: ApiReply<unknown>): string | null {
  if (reply.kind === 'answered') return null;
  return reply.kind === 'refused' ? reply.message : 'The server does not answer. See whether it runs, and try again.';
}
