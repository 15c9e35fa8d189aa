import type { Told } from '../platform/words.ts';

/** Who somebody turned out to be. */
export interface ProvedIdentity {
  readonly kind: 'indieauth' | 'openid' | 'fediverse';
  /** What names them there, for good; two with the same kind and key are the same person. */
  readonly key: string;
  readonly profileUrl: string | null;
  /** Name or address that they have there, for people to know them by. */
  readonly handle: string | null;
}

/** Somebody of the chat who sets out to prove who they are, and the token that they came with. */
export interface Visitor {
  readonly userId: string;
  readonly tokenHash: string;
}

/** Where to send somebody to prove who they are, or why not, in a sentence for them. */
export type Departure =
  | { readonly kind: 'redirect'; readonly url: string; readonly browserToken: string }
  | { readonly kind: 'refused'; readonly sentence: Told }
  | { readonly kind: 'busy'; readonly sentence: Told };

/** What came of somebody's return. */
export type Arrival<Who> =
  | { readonly kind: 'proved'; readonly identity: ProvedIdentity; readonly who: Who }
  | { readonly kind: 'failed'; readonly sentence: Told };
