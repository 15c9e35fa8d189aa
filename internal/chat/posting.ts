import type { AerialEvents } from '../app/events.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { ChatUser, MessageDraft, StoredMessage } from './model.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';

export interface PostingNeeds {
  readonly maker: EventMaker;
  readonly room: { publish(event: OutboundEvent): void };
  /** Keeps messages; writes them down soon. */
  readonly log: {
    append(message: StoredMessage): void;
    /** Whether that message is among those that newcomers are shown. */
    isRecent(id: string): boolean;
  };
  readonly events: EventPublisher<AerialEvents>;
}

/** Where a message becomes known: kept, told to everybody in the room, and to the rest of the house. */
export class Posting {
  readonly #needs: PostingNeeds;

  constructor(needs: PostingNeeds) {
    this.#needs = needs;
  }

  /** What somebody says; `body` is HTML that clients may show, `clientId` the connection that it came by (0 for the API). */
  say(
    user: ChatUser,
    said: { body: string; rawBody: string; clientId: number; replyToId?: string | null },
  ): StoredMessage {
    const { body, rawBody, clientId } = said;
    const answered = said.replyToId ?? null;
    const replyToId = answered !== null && this.#needs.log.isRecent(answered) ? answered : null;
    const message = this.#needs.maker.message({ kind: 'CHAT', userId: user.id, body, rawBody, replyToId });
    this.#post(message, user);
    this.#needs.events.publish('chat.message', {
      id: message.id,
      timestampWallMs: message.sentWallMs,
      user,
      body,
      rawBody,
      clientId,
      isVisible: true,
    });
    return message;
  }

  /** What the station itself says or tells of; `body` is HTML. */
  announce(draft: MessageDraft): StoredMessage {
    const message = this.#needs.maker.message(draft);
    this.#post(message, null);
    return message;
  }

  #post(message: StoredMessage, user: ChatUser | null): void {
    this.#needs.log.append(message);
    this.#needs.room.publish(this.#needs.maker.ofMessage(message, user));
  }
}
