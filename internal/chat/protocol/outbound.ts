import { toPublicUser, type WireUser } from '../../auth/wire-user.ts';
import { toTime } from '../../platform/times.ts';
import { inEnglish, type Words } from '../../platform/words.ts';
import type { ChatUser, MessageDraft, StoredMessage } from '../model.ts';

/** What every event has but the two that end a connection before it began. */
interface Stamp {
  readonly id: string;
  readonly timestamp: string;
}

/** Everything that the server says on a chat's socket. */
export type OutboundEvent =
  | (Stamp & {
      readonly type: 'CONNECTED_USER_INFO';
      readonly user: WireUser;
      /** Ours alone: whether a client that named the last event it saw now gets all that it missed. */
      readonly resumed?: boolean;
    })
  | (Stamp & {
      readonly type: 'CHAT';
      readonly body: string;
      readonly user: WireUser;
      readonly visible: boolean;
      /** Ours alone: id of the message that this one answers. */
      readonly replyTo?: string;
    })
  | (Stamp & { readonly type: 'USER_JOINED' | 'USER_PARTED'; readonly user: WireUser })
  | (Stamp & { readonly type: 'NAME_CHANGE'; readonly user: WireUser; readonly oldName: string })
  | (Stamp & { readonly type: 'VISIBILITY-UPDATE'; readonly ids: readonly string[]; readonly visible: boolean })
  | (Stamp & { readonly type: 'SYSTEM'; readonly body: string; readonly user: { readonly displayName: string } })
  | (Stamp & {
      readonly type: 'CHAT_ACTION';
      readonly body: string;
      /** Ours alone: what `body` says in English, for a page to say in its own language. */
      readonly words?: Words;
    })
  | (Stamp & {
      /** The last of these is ours alone: what somebody of the fediverse answers. */
      readonly type:
        | 'FEDIVERSE_ENGAGEMENT_FOLLOW'
        | 'FEDIVERSE_ENGAGEMENT_LIKE'
        | 'FEDIVERSE_ENGAGEMENT_REPOST'
        | 'FEDIVERSE_ENGAGEMENT_REPLY';
      readonly body: string;
      readonly image: string | null;
      readonly link: string;
      readonly title: string;
      readonly user: { readonly displayName: string };
    })
  | (Stamp & {
      /** Ours alone: the message that stands above the others from now on; null for none. */
      readonly type: 'PINNED';
      readonly message: OutboundEvent | null;
    })
  | (Stamp & { readonly type: 'ERROR_USER_DISABLED'; readonly user: WireUser })
  | { readonly type: 'ERROR_NEEDS_REGISTRATION' | 'ERROR_USER_DISABLED' };

export interface EventMakerNeeds {
  readonly wallMs: () => number;
  /** A new id, see `makeId`. */
  readonly newId: () => string;
  /** What the station is called: it speaks under that name. */
  readonly stationName: () => string;
}

/** Makes events: each gets an id and the time. */
export class EventMaker {
  readonly #needs: EventMakerNeeds;

  constructor(needs: EventMakerNeeds) {
    this.#needs = needs;
  }

  /** A new message, said now; `body` is HTML that clients may show. It is neither kept nor sent yet. */
  message(draft: MessageDraft): StoredMessage {
    return {
      id: this.#needs.newId(),
      sentWallMs: this.#needs.wallMs(),
      userId: null,
      rawBody: null,
      hiddenWallMs: null,
      title: null,
      subtitle: null,
      image: null,
      link: null,
      replyToId: null,
      ...draft,
    };
  }

  /** The event that tells of a message; `user` is its author, null for what the station itself says. */
  ofMessage(message: StoredMessage, user: ChatUser | null): OutboundEvent {
    const stamp = { id: message.id, timestamp: toTime(message.sentWallMs) };
    const { body } = message;
    const station = { displayName: this.#needs.stationName() };
    switch (message.kind) {
      case 'CHAT_ACTION':
        return { type: message.kind, ...stamp, body };
      case 'FEDIVERSE_ENGAGEMENT_FOLLOW':
      case 'FEDIVERSE_ENGAGEMENT_LIKE':
      case 'FEDIVERSE_ENGAGEMENT_REPOST':
      case 'FEDIVERSE_ENGAGEMENT_REPLY': {
        const { image, link, title } = message;
        return { type: message.kind, ...stamp, body, image, link: link ?? '', title: title ?? '', user: station };
      }
      default: {
        if (user === null) return { type: 'SYSTEM', ...stamp, body, user: station };
        const visible = message.hiddenWallMs === null;
        const event = { type: 'CHAT', ...stamp, body, user: toPublicUser(user), visible } as const;
        return message.replyToId === null ? event : { ...event, replyTo: message.replyToId };
      }
    }
  }

  /** An action that nobody keeps; `body` is HTML, and `words` what it says. */
  action(body: string, words?: Words): OutboundEvent {
    return { type: 'CHAT_ACTION', ...this.#stamp(), body, ...(words !== undefined && { words }) };
  }

  /** What one person alone is told. The catalogue's sentences have no signs of HTML. */
  notice(words: Words): OutboundEvent {
    return this.action(inEnglish(words), words);
  }

  /** A word of the station that nobody keeps; `body` is HTML. */
  system(body: string): OutboundEvent {
    return this.ofMessage(this.message({ kind: 'SYSTEM', body }), null);
  }

  connected(user: ChatUser, resumed?: boolean): OutboundEvent {
    const event = { type: 'CONNECTED_USER_INFO', ...this.#stamp(), user: toPublicUser(user) } as const;
    return resumed === undefined ? event : { ...event, resumed };
  }

  joined(user: ChatUser): OutboundEvent {
    return { type: 'USER_JOINED', ...this.#stamp(), user: toPublicUser(user) };
  }

  parted(user: ChatUser): OutboundEvent {
    return { type: 'USER_PARTED', ...this.#stamp(), user: toPublicUser(user) };
  }

  renamed(user: ChatUser, oldName: string): OutboundEvent {
    return { type: 'NAME_CHANGE', ...this.#stamp(), user: toPublicUser(user), oldName };
  }

  visibility(ids: readonly string[], visible: boolean): OutboundEvent {
    return { type: 'VISIBILITY-UPDATE', ...this.#stamp(), ids, visible };
  }

  /** Null for no message any more. */
  pinned(message: StoredMessage | null, user: ChatUser | null): OutboundEvent {
    return { type: 'PINNED', ...this.#stamp(), message: message === null ? null : this.ofMessage(message, user) };
  }

  disabled(user: ChatUser): OutboundEvent {
    return { type: 'ERROR_USER_DISABLED', ...this.#stamp(), user: toPublicUser(user) };
  }

  #stamp(): Stamp {
    return { id: this.#needs.newId(), timestamp: toTime(this.#needs.wallMs()) };
  }
}
