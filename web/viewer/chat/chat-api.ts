import type { ApiClient, ApiReply } from '../../shared/api-client.ts';

import { say } from '../../shared/words.ts';

/** What the page asks of the chat besides its socket. */
export interface ChatApi {
  register(displayName: string): Promise<ApiReply<{ readonly accessToken: string; readonly displayName: string }>>;
  /** Oldest first. Entries are as they came. */
  history(accessToken: string): Promise<ApiReply<readonly unknown[]>>;
  /** As it came; null for none, undefined when it cannot be known. */
  pinned(accessToken: string): Promise<unknown>;
  isOff(): Promise<boolean>;
  /** Null when they cannot be known. */
  emoji(): Promise<readonly Emoji[] | null>;
  setVisibility(accessToken: string, ids: readonly string[], isVisible: boolean): Promise<string | null>;
  setEnabled(accessToken: string, userId: string, isEnabled: boolean): Promise<string | null>;
  timeOut(accessToken: string, userId: string, seconds: number): Promise<string | null>;
  pin(accessToken: string, id: string | null): Promise<string | null>;
  /** Where to go to prove an address, or with null an account of the provider. */
  signIn(accessToken: string, address: string | null): Promise<ApiReply<{ readonly redirect: string }>>;
  /** Has a code sent to an account of the fediverse, `you@your.server`; answers null, or what went wrong. */
  sendCode(accessToken: string, account: string): Promise<string | null>;
  /** Says the code that came; answers null, or what went wrong. */
  checkCode(accessToken: string, code: string): Promise<string | null>;
}

/** One of the channel's own. */
export interface Emoji {
  readonly name: string;
  readonly url: string;
  readonly folder?: string | undefined;
}

/** The sentence that says what went wrong; null when all went well. */
export function problemOf(reply: ApiReply<unknown>): string | null {
  if (reply.kind === 'answered') return null;
  return reply.kind === 'refused' ? reply.message : say('page.noAnswer');
}

export function chatApi(api: ApiClient): ChatApi {
  return {
    async register(displayName) {
      const reply = await api.call('POST /api/chat/register', { body: displayName === '' ? {} : { displayName } });
      // A proxy's page in between is no registration.
      if (reply.kind === 'answered' && typeof reply.body?.accessToken !== 'string') return { kind: 'unreachable' };
      return reply;
    },
    async history(accessToken) {
      const reply = await api.call('GET /api/chat', { query: { accessToken } });
      if (reply.kind !== 'answered') return reply;
      return { kind: 'answered', body: Array.isArray(reply.body) ? (reply.body as readonly unknown[]) : [] };
    },
    async pinned(accessToken) {
      const reply = await api.call('GET /api/chat/pinned', { query: { accessToken } });
      return reply.kind === 'answered' ? reply.body?.message : undefined;
    },
    async isOff() {
      const reply = await api.call('GET /api/config');
      return reply.kind === 'answered' && reply.body?.chatDisabled === true;
    },
    async emoji() {
      const reply = await api.call('GET /api/emoji');
      return reply.kind === 'answered' && Array.isArray(reply.body) ? reply.body : null;
    },
    async setVisibility(accessToken, ids, visible) {
      const body = { idArray: [...ids], visible };
      return problemOf(await api.call('POST /api/chat/messagevisibility', { query: { accessToken }, body }));
    },
    async setEnabled(accessToken, userId, enabled) {
      const body = { userId, enabled };
      return problemOf(await api.call('POST /api/chat/users/setenabled', { query: { accessToken }, body }));
    },
    async timeOut(accessToken, userId, seconds) {
      const body = { userId, seconds };
      return problemOf(await api.call('POST /api/chat/users/timeout', { query: { accessToken }, body }));
    },
    signIn(accessToken, address) {
      const query = { accessToken };
      return address === null
        ? api.call('POST /api/auth/openid', { query })
        : api.call('POST /api/auth/indieauth', { query, body: { authHost: address } });
    },
    async sendCode(accessToken, account) {
      return problemOf(await api.call('POST /api/auth/fediverse', { query: { accessToken }, body: { account } }));
    },
    async checkCode(accessToken, code) {
      return problemOf(await api.call('POST /api/auth/fediverse/verify', { query: { accessToken }, body: { code } }));
    },
    async pin(accessToken, id) {
      return problemOf(await api.call('POST /api/chat/pin', { query: { accessToken }, body: { id } }));
    },
  };
}
