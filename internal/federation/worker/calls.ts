import type { Told } from '../../platform/words.ts';
import type { RemoteActor, Verdict } from '../remote.ts';

/** Who the channel is to others, and how far it may reach. */
export interface Identity {
  readonly actorIri: string;
  readonly keyId: string;
  /** PEM, of RSA. */
  readonly privateKeyPem: string;
  /** Of Ed25519. */
  readonly secondKey: { readonly id: string; readonly privateKeyPem: string };
  /** Whether other servers may be on this machine and its private network, and be spoken to without TLS. */
  readonly allowsLocal: boolean;
  readonly userAgent: string;
}

/** Something that was posted to an inbox, as it came. */
export interface PostedMessage {
  /** Address that it was sent to, as the world knows it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What became of one post to one inbox. */
export type Delivered =
  | { readonly kind: 'delivered' }
  /** Nobody is there any more. */
  | { readonly kind: 'gone'; readonly error: string }
  /** The server knows no such inbox, today at least. */
  | { readonly kind: 'missing'; readonly error: string }
  /** It was understood and is not wanted: trying again is of no use. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterMs: number | null };

/** Somebody looked for by account or address. */
export type Found =
  | {
      readonly kind: 'found';
      readonly actor: RemoteActor;
      /** Address to follow from, with `{uri}`. */ readonly subscribe: string | null;
    }
  | { readonly kind: 'failed'; readonly sentence: Told };

/** What the worker does: each call's argument and answer. */
export interface Calls {
  verify: { readonly takes: PostedMessage; readonly gives: Verdict };
  deliver: { readonly takes: { readonly inbox: string; readonly body: string }; readonly gives: Delivered };
  /** `user@host`, or the address of an account. */
  find: { readonly takes: { readonly who: string; readonly isFresh: boolean }; readonly gives: Found };
}

export type CallName = keyof Calls;

/** Whoever does these things: a thread, or in tests the object itself. */
export interface Worker {
  call<Name extends CallName>(name: Name, argument: Calls[Name]['takes']): Promise<Calls[Name]['gives']>;
}

/** From the main thread to the worker's. */
export type Order =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly argument: unknown };

/** And back. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}
