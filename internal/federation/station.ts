import type { Addresses } from './addresses.ts';
import type { ActorFacts } from './documents/actor.ts';
import type { ServerFacts } from './documents/discovery.ts';

/** Kinds of what accounts did, as Owncast names them in its list. */
export const deeds = {
  follow: 'FEDIVERSE_ENGAGEMENT_FOLLOW',
  like: 'FEDIVERSE_ENGAGEMENT_LIKE',
  repost: 'FEDIVERSE_ENGAGEMENT_REPOST',
  reply: 'FEDIVERSE_ENGAGEMENT_REPLY',
  quote: 'FEDIVERSE_ENGAGEMENT_QUOTE',
  report: 'FEDIVERSE_REPORT',
} as const;

/** Kind of what is noted of accounts that want to hear nothing of the channel; no list shows it. */
export const BLOCK = 'BLOCK';

/** Somebody who follows, wants to, or may not. */
export interface Follower {
  readonly iri: string;
  readonly inbox: string;
  readonly sharedInbox: string | null;
  readonly name: string;
  readonly username: string;
  readonly image: string | null;
  readonly requestIri: string;
  readonly requestJson: string | null;
  readonly createdWallMs: number;
  readonly approvedWallMs: number | null;
  readonly disabledWallMs: number | null;
  /** Whether it is a channel or a directory that shows others how this stream is. */
  readonly isDirectory: boolean;
  /** Since when nothing could be brought there; null while that works. */
  readonly unreachableWallMs: number | null;
}

/** Something published. */
export interface Post {
  readonly iri: string;
  readonly kind: string;
  readonly json: string;
  readonly isLiveNotice: boolean;
  readonly createdWallMs: number;
  readonly deletedWallMs: number | null;
}

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

interface SliceOf<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

/** Where followers and what they did are kept. */
export interface FollowerShelf {
  get(iri: string): Follower | null;
  put(follower: Follower): void;
  change(iri: string, change: Partial<Omit<Follower, 'iri'>>): boolean;
  remove(iri: string): boolean;
  removeByInbox(inbox: string): number;
  /** Notes since when nothing could be brought to an inbox; null that it works. */
  setReach(inbox: string, unreachableWallMs: number | null): void;
  /** Inboxes that nothing can be brought to, and since when. */
  unreachable(): readonly { readonly inbox: string; readonly unreachableWallMs: number }[];
  inboxes(): readonly string[];
  directories(): readonly Follower[];
  /** All of them, or those of one origin, such as `https://social.example`. */
  count(state: 'approved' | 'pending' | 'blocked', origin?: string): number;
  list(state: 'approved' | 'pending' | 'blocked', slice: Slice): SliceOf<Follower>;
  noteActivity(activity: {
    readonly iri: string;
    readonly actorIri: string;
    readonly kind: string;
    readonly receivedWallMs: number;
    /** What was said along with it, as plain text. */
    readonly words?: string;
  }): boolean;
  /** Whether that very thing was noted. */
  isNoted(activity: { readonly iri: string; readonly actorIri: string; readonly kind: string }): boolean;
  unnote(activity: { readonly iri: string; readonly actorIri: string; readonly kind: string }): void;
}

/** Where what was published is kept, and activities on their way. */
export interface OutboxShelf {
  get(iri: string): Post | null;
  add(post: Omit<Post, 'deletedWallMs'>): void;
  /** A stamp that others may quote by; the oldest give way. */
  addStamp(stamp: Pick<Post, 'iri' | 'json' | 'createdWallMs'>): void;
  replace(iri: string, json: string): boolean;
  takeBack(iri: string, tombstone: string, deletedWallMs: number): boolean;
  count(): number;
  list(slice: Slice): SliceOf<Post>;
  standing(kind: string): readonly Post[];
  keepActivity(iri: string, json: string, createdWallMs: number): void;
  activity(iri: string): string | null;
  forgetActivity(iri: string): void;
  forgetActivities(beforeWallMs: number): number;
}

/** What the owner has set. */
export interface FederationRules {
  readonly isPrivate: boolean;
  readonly showsEngagement: boolean;
  readonly showsReplies: boolean;
  readonly mayBeQuoted: boolean;
  readonly hidesFollowers: boolean;
  readonly blockedDomains: readonly string[];
  /** Whether other servers may be on this machine and its private network. */
  readonly allowsLocal: boolean;
  readonly isForAdults: boolean;
  readonly language: string | null;
  readonly warning: string | null;
  readonly altText: string;
  readonly tags: readonly string[];
}

/** The channel's account while it can be followed. */
export interface Account {
  readonly addresses: Addresses;
  readonly facts: ActorFacts;
  readonly server: ServerFacts;
  readonly rules: FederationRules;
}
