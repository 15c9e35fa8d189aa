/** An account of another server, as its own document tells. */
export interface RemoteActor {
  readonly iri: string;
  /** Such as `Person` or `Service`. */
  readonly type: string;
  /** `user@host`, as people write it. */
  readonly account: string;
  /** What it calls itself; the name before the host when it does not. */
  readonly name: string;
  readonly inbox: string;
  /** The one inbox of its whole server, where there is one. */
  readonly sharedInbox: string | null;
  readonly image: string | null;
  /** Page for people. */
  readonly url: string | null;
  /** Other accounts that it says are its own. */
  readonly alsoKnownAs: readonly string[];
}

/** A note of somebody else, as far as it is of use here. */
export interface RemoteNote {
  readonly iri: string;
  readonly attributedTo: string | null;
  /** HTML of a stranger. */
  readonly content: string;
  /** A warning before the content, as plain text. */
  readonly summary: string | null;
  readonly inReplyTo: string | null;
  /** IRIs of the accounts that it names. */
  readonly mentions: readonly string[];
  readonly isPublic: boolean;
  readonly url: string | null;
}

/** What the owner of another stream tells of it, in Owncast's own words for that. */
export interface RemoteStream {
  readonly isOnline: boolean;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly logoUrl: string;
  readonly thumbnailUrl: string;
}

/** An activity whose sender is proved. Everything in it is what the sender says, and no more. */
export type ReceivedActivity = { readonly iri: string } & (
  | {
      readonly kind: 'Follow';
      readonly object: string;
      readonly json: string;
      /** Whether it asks to show others how the stream is (Owncast). */
      readonly isForDirectory: boolean;
    }
  | {
      readonly kind: 'Undo';
      /** What is taken back, empty when it has no name; its kind where it came along. */
      readonly object: string;
      readonly objectKind: string | null;
      /** What the thing taken back was about. */
      readonly about: string | null;
    }
  | { readonly kind: 'Like'; readonly object: string }
  | { readonly kind: 'Announce'; readonly object: string }
  | { readonly kind: 'Block'; readonly object: string }
  | { readonly kind: 'Create' | 'Update'; readonly object: string; readonly note: RemoteNote | null }
  | { readonly kind: 'Delete'; readonly object: string }
  | { readonly kind: 'Move'; readonly object: string; readonly target: string }
  | { readonly kind: 'Accept'; readonly object: string }
  | { readonly kind: 'Reject'; readonly object: string }
  | { readonly kind: 'Flag'; readonly objects: readonly string[]; readonly content: string }
  | { readonly kind: 'QuoteRequest'; readonly object: string; readonly quote: string; readonly json: string }
  | { readonly kind: 'Offer'; readonly object: string; readonly stream: RemoteStream | null }
  | { readonly kind: 'Leave'; readonly object: string; readonly stream: RemoteStream | null }
);

/** What became of something posted to an inbox. */
export type Verdict =
  | { readonly kind: 'verified'; readonly actor: RemoteActor; readonly activity: ReceivedActivity }
  /** It is what it says, and nothing that is known here. */
  | { readonly kind: 'unknown' }
  /** The account is gone: its server says so. */
  | { readonly kind: 'gone'; readonly actorIri: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403 | 503; readonly reason: string };
