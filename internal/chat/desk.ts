import type { AerialEvents } from '../app/events.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Actor, Journal } from './journal.ts';
import { type EmojiAddresses, renderMessage, renderTrusted } from './markup/render.ts';
import { type AuthoredMessage, isSeen, type MessageLog } from './message-log.ts';
import type { ChatUser, ClientInfo } from './model.ts';
import type { Posting } from './posting.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';

export interface DeskNeeds {
  readonly users: { get(userId: string): ChatUser | null };
  readonly messages: {
    get(id: string): AuthoredMessage | null;
    newest(page: { readonly offset: number; readonly limit: number }): readonly AuthoredMessage[];
    ofUser(userId: string, limit: number): readonly AuthoredMessage[];
  };
  readonly log: Pick<MessageLog, 'flush' | 'pin' | 'pinned' | 'recent' | 'setVisibility' | 'version'>;
  readonly posting: Pick<Posting, 'say' | 'announce'>;
  readonly room: {
    publish(event: OutboundEvent): void;
    tell(clientId: number, event: OutboundEvent): boolean;
    clients(): readonly ClientInfo[];
  };
  readonly maker: EventMaker;
  readonly events: EventPublisher<AerialEvents>;
  readonly journal: Journal;
  readonly emoji: () => EmojiAddresses;
}

/** Somebody, as moderators look into what they did. */
export interface UserDetails {
  readonly user: ChatUser;
  readonly clients: readonly ClientInfo[];
  /** Newest first. */
  readonly messages: readonly AuthoredMessage[];
}

/** `empty`: nothing is left of the text. */
export type Sent = 'sent' | 'empty' | 'nobody';

/** Messages of one person that moderators see. */
const MAX_OF_USER = 200;
/** Messages whose visibility is told in one event. */
const TOLD_AT_ONCE = 200;

/** What the API and moderators do with what is said: read it, say something, hide, pin. */
export class ChatDesk {
  readonly #needs: DeskNeeds;

  constructor(needs: DeskNeeds) {
    this.#needs = needs;
  }

  /** The newest that everybody may see, oldest first. */
  history(): readonly AuthoredMessage[] {
    return this.#needs.log.recent();
  }

  /** Goes up whenever the history has changed. */
  get historyVersion(): number {
    return this.#needs.log.version;
  }

  /** All that people said, hidden or not, newest first. */
  messages(page: { readonly offset: number; readonly limit: number }): readonly AuthoredMessage[] {
    this.#needs.log.flush();
    return this.#needs.messages.newest(page);
  }

  clients(): readonly ClientInfo[] {
    return this.#needs.room.clients();
  }

  /** Null when there is nobody of that id. */
  userDetails(userId: string): UserDetails | null {
    const { log, messages, room, users } = this.#needs;
    const user = users.get(userId);
    if (user === null) return null;
    log.flush();
    return {
      user,
      clients: room.clients().filter((client) => client.user.id === userId),
      messages: messages.ofUser(userId, MAX_OF_USER),
    };
  }

  /** Hides messages or shows them again; returns how many that changed. */
  setVisibility(ids: readonly string[], isVisible: boolean, by: Actor): number {
    const { events, journal, log, maker, messages, room } = this.#needs;
    const pinnedId = log.pinned()?.message.id ?? '';
    const changed = log.setVisibility(ids, isVisible);
    for (let at = 0; at < changed.length; at += TOLD_AT_ONCE) {
      const told = changed.slice(at, at + TOLD_AT_ONCE);
      room.publish(maker.visibility(told, isVisible));
      events.publish('chat.visibility', { ids: told, isVisible });
      for (const id of told.slice(0, 1)) {
        const found = messages.get(id);
        const detail = told.length === 1 ? (found?.message.rawBody ?? '') : `${told.length} messages`;
        const target = told.length === 1 ? (found?.user ?? null) : null;
        journal.note(by, isVisible ? 'message.shown' : 'message.hidden', { target, detail });
      }
    }
    if (!isVisible && changed.includes(pinnedId)) this.pin(null, by);
    return changed.length;
  }

  /** The message that stands above the others. */
  pinned(): AuthoredMessage | null {
    return this.#needs.log.pinned();
  }

  /** Sets a message above the others, in place of another, or none; false when there is no such message to be seen. */
  pin(id: string | null, by: Actor): boolean {
    const { journal, log, maker, messages, room } = this.#needs;
    log.flush();
    const found = id === null ? null : messages.get(id);
    if (id !== null && (found === null || !isSeen(found))) return false;
    log.pin(id);
    room.publish(maker.pinned(found?.message ?? null, found?.user ?? null));
    journal.note(by, id === null ? 'message.unpinned' : 'message.pinned', {
      target: found?.user ?? null,
      detail: found?.message.rawBody ?? '',
    });
    return true;
  }

  /** The station says something to everybody. */
  sendSystem(markdown: string): Sent {
    return this.#announce('SYSTEM', markdown);
  }

  /** The station tells that something happens. */
  sendAction(markdown: string): Sent {
    return this.#announce('CHAT_ACTION', markdown);
  }

  /** The station says something to one connection; nobody keeps it. */
  sendSystemTo(clientId: number, markdown: string): Sent {
    const { emoji, maker, room } = this.#needs;
    const body = renderTrusted(markdown, emoji());
    if (body === '') return 'empty';
    return room.tell(clientId, maker.system(body)) ? 'sent' : 'nobody';
  }

  /** A bot says something. */
  sendAs(userId: string, markdown: string): Sent {
    const { emoji, log, posting, users } = this.#needs;
    const user = users.get(userId);
    if (user === null) return 'nobody';
    const body = renderMessage(markdown, emoji());
    if (body === '') return 'empty';
    posting.say(user, { body, rawBody: markdown, clientId: 0 });
    log.flush();
    return 'sent';
  }

  #announce(kind: 'SYSTEM' | 'CHAT_ACTION', markdown: string): Sent {
    const { emoji, log, posting } = this.#needs;
    const body = renderTrusted(markdown, emoji());
    if (body === '') return 'empty';
    posting.announce({ kind, body, rawBody: markdown });
    // Whoever is answered that it was sent finds it stored.
    log.flush();
    return 'sent';
  }
}
