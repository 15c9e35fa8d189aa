import type { AerialEvents } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Words } from '../platform/words.ts';
import type { Connection } from './connection.ts';
import { renderMessage } from './markup/render.ts';
import { type ChatUser, isModerator } from './model.ts';
import { type ChatRules, judgeMessage } from './moderation/judge-message.ts';
import { cleanName } from './names/clean-name.ts';
import { judgeName } from './names/judge-name.ts';
import type { Posting } from './posting.ts';
import { MAX_SOCKET_PAYLOAD_BYTES, parseInbound } from './protocol/inbound.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';

/** People whose last message is remembered, for slow mode. */
const MAX_REMEMBERED = 10_000;

const notices = {
  tooLarge: { key: 'refused.tooLong' },
  changesTooOften: { key: 'refused.changesTooOften' },
  empty: { key: 'refused.nameEmpty' },
  forbidden: { key: 'refused.nameForbidden' },
  taken: { key: 'refused.nameTaken' },
} as const satisfies Readonly<Record<string, Words>>;

export interface ConversationNeeds {
  readonly clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  readonly events: EventPublisher<AerialEvents>;
  readonly maker: EventMaker;
  readonly posting: Pick<Posting, 'say'>;
  readonly room: {
    publish(event: OutboundEvent): void;
    tellUser(userId: string, event: OutboundEvent): void;
    refreshUser(userId: string): void;
  };
  readonly people: {
    rename(userId: string, name: string, wallMs: number): void;
    recolour(userId: string, color: number): void;
    /** Whether a name of that key (`nameKey`) is a bot's, or that of another who has proved who they are. */
    isNameTaken(key: string, userId: string): boolean;
  };
  readonly rules: () => ChatRules & { readonly isOpen: boolean; readonly forbiddenNames: readonly string[] };
  /** Addresses of the channel's own emoji, by name. */
  readonly emoji: () => ReadonlyMap<string, string>;
  /** What the gates know of somebody beyond the user itself. */
  readonly standing: (userId: string) => {
    readonly isFollower: boolean;
    /** The end of a time-out; null without one. */
    readonly silencedUntilWallMs: number | null;
  };
}

/** Answers what clients send on their sockets. */
export class Conversation {
  readonly #needs: ConversationNeeds;
  readonly #lastMessageWallMs = new Map<string, number>();

  constructor(needs: ConversationNeeds) {
    this.#needs = needs;
  }

  /** Takes one frame of a client, whatever is in it. */
  receive(connection: Connection, text: string, byteCount: number): void {
    if (byteCount > MAX_SOCKET_PAYLOAD_BYTES) return this.#notify(connection, notices.tooLarge);
    const request = parseInbound(text);
    switch (request.kind) {
      case 'say':
        return this.#say(connection, request.body, request.replyToId);
      case 'rename':
        if (this.#mayChange(connection)) this.#rename(connection, request.newName);
        return;
      case 'recolour':
        if (this.#mayChange(connection)) this.#recolour(connection.user, request.newColor);
        return;
      case 'ignored':
    }
  }

  #say(connection: Connection, text: string, replyToId: string | null): void {
    const { clock, emoji, posting } = this.#needs;
    const { user } = connection;
    const verdict = this.#judge(connection, text);
    if (verdict.kind === 'refuse') this.#notify(connection, verdict.notice);
    if (verdict.kind !== 'fine') return;
    const body = renderMessage(text, emoji());
    if (body === '') return;
    posting.say(user, { body, rawBody: text, clientId: connection.id, replyToId });
    connection.messageCount += 1;
    this.#remember(user.id, clock.wallMs());
  }

  #judge(connection: Connection, text: string): ReturnType<typeof judgeMessage> {
    const { clock, rules, standing } = this.#needs;
    const { user } = connection;
    const { isOpen, ...owners } = rules();
    return judgeMessage({
      nowWallMs: clock.wallMs(),
      text,
      pace: connection.paces.messages.take(clock.monotonicMs()),
      isOpen,
      sender: {
        createdWallMs: user.createdWallMs,
        isModerator: isModerator(user),
        isAuthenticated: user.authenticatedWallMs !== null,
        isDisabled: user.disabledWallMs !== null,
        lastMessageWallMs: this.#lastMessageWallMs.get(user.id) ?? null,
        ...standing(user.id),
      },
      rules: owners,
    });
  }

  #rename(connection: Connection, newName: string): void {
    const { clock, events, maker, people, room, rules, standing } = this.#needs;
    const { user } = connection;
    const name = cleanName(newName);
    if (name === user.displayName) return connection.tell(maker.connected(user));
    // A name is told to everybody, and so it is a way to go on speaking.
    if (user.disabledWallMs !== null) return;
    const pauseMs = (standing(user.id).silencedUntilWallMs ?? -Infinity) - clock.wallMs();
    if (pauseMs > 0) {
      this.#notify(connection, { key: 'refused.pause', values: { when: Math.ceil(pauseMs / 1000) } });
      return connection.tell(maker.connected(user));
    }
    const { forbiddenNames: forbidden, slurFilter } = rules();
    const verdict = judgeName({
      name,
      forbidden,
      slurFilter,
      isTaken: (key) => people.isNameTaken(key, user.id),
    });
    if (verdict.kind !== 'fine') {
      this.#notify(connection, notices[verdict.kind]);
      return connection.tell(maker.connected(user));
    }
    const oldName = user.displayName;
    people.rename(user.id, name, clock.wallMs());
    room.refreshUser(user.id);
    room.publish(maker.renamed(connection.user, oldName));
    events.publish('chat.renamed', { user: connection.user, clientId: connection.id, oldName });
    room.tellUser(user.id, maker.connected(connection.user));
  }

  #recolour(user: ChatUser, color: number): void {
    const { maker, people, room } = this.#needs;
    people.recolour(user.id, color);
    room.refreshUser(user.id);
    room.tellUser(user.id, maker.connected({ ...user, displayColor: color }));
  }

  #mayChange(connection: Connection): boolean {
    if (connection.paces.changes.take(this.#needs.clock.monotonicMs()) === 'fine') return true;
    this.#notify(connection, notices.changesTooOften);
    return false;
  }

  #remember(userId: string, wallMs: number): void {
    this.#lastMessageWallMs.delete(userId);
    this.#lastMessageWallMs.set(userId, wallMs);
    if (this.#lastMessageWallMs.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#lastMessageWallMs.keys()) {
      this.#lastMessageWallMs.delete(oldest);
      return;
    }
  }

  #notify(connection: Connection, notice: Words): void {
    connection.tell(this.#needs.maker.notice(notice));
  }
}
