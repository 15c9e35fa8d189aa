import type { KeptUser } from '../auth/wire-user.ts';

/** Somebody of the chat, or a bot, as the store keeps them. */
export type ChatUser = KeptUser;

/** The scope that makes somebody a moderator. */
export const MODERATOR = 'MODERATOR';

export function isModerator(user: ChatUser): boolean {
  return user.scopes.includes(MODERATOR);
}

/** Kinds of what is said, by their names on the wire. */
type MessageKind =
  | 'CHAT'
  | 'SYSTEM'
  | 'CHAT_ACTION'
  | 'FEDIVERSE_ENGAGEMENT_FOLLOW'
  | 'FEDIVERSE_ENGAGEMENT_LIKE'
  | 'FEDIVERSE_ENGAGEMENT_REPOST'
  | 'FEDIVERSE_ENGAGEMENT_REPLY';

/** What was said, as the store keeps it. */
export interface StoredMessage {
  readonly id: string;
  /** A `MessageKind`; what another server left behind may have others. */
  readonly kind: string;
  /** Whose it is; null for what the station itself says. */
  readonly userId: string | null;
  /** Sanitised HTML, as it goes to clients. */
  readonly body: string;
  /** What was typed, where it is known. */
  readonly rawBody: string | null;
  readonly sentWallMs: number;
  readonly hiddenWallMs: number | null;
  readonly title: string | null;
  readonly subtitle: string | null;
  readonly image: string | null;
  readonly link: string | null;
  /** Id of the message that it answers, which may be gone. */
  readonly replyToId: string | null;
}

/** What is to be said now, under an id and a time of its own; what is left out is null. */
export type MessageDraft = { readonly kind: MessageKind; readonly body: string } & Partial<
  Omit<StoredMessage, 'kind' | 'id' | 'sentWallMs'>
>;

/** A connection to the chat, as moderators see it. */
export interface ClientInfo {
  /** Counts up from 1 with each connection since the start. */
  readonly id: number;
  readonly user: ChatUser;
  readonly address: string;
  readonly userAgent: string;
  readonly connectedWallMs: number;
  /** Messages that this connection sent and that were delivered. */
  readonly messageCount: number;
}
