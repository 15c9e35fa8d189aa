import { randomBytes } from 'node:crypto';
import { hashToken } from '../auth/token.ts';
import { AddressBans } from '../chat/address-bans.ts';
import { announceBroadcasts } from '../chat/announcements.ts';
import { Conversation } from '../chat/conversation.ts';
import { makeId } from '../chat/make-id.ts';
import { renderTrusted } from '../chat/markup/render.ts';
import { MessageLog } from '../chat/message-log.ts';
import type { ChatUser } from '../chat/model.ts';
import { isChatOpen } from '../chat/moderation/chat-hours.ts';
import { ReservedNames } from '../chat/names/reserved-names.ts';
import { ProvenFollowers } from '../chat/proven-followers.ts';
import { Posting } from '../chat/posting.ts';
import { EventMaker } from '../chat/protocol/outbound.ts';
import { ChatRoom } from '../chat/room.ts';
import { ChatSockets } from '../chat/sockets.ts';
import { TimeOuts } from '../chat/time-outs.ts';
import type { Settings } from '../config/settings.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import { html } from '../http/pages/html.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { Words } from '../platform/words.ts';
import type { Store } from '../store/store.ts';
import { keepChatInBounds } from './chat-retention.ts';
import type { AerialEvents } from './events.ts';
import type { OnAir } from './state.ts';

export interface ChatNeeds {
  readonly clients: ClientAddresses;
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly onAir: OnAir;
  readonly settings: Settings;
  readonly store: Store;
  /** The channel's own emoji. */
  readonly emoji: () => readonly { readonly name: string; readonly url: string }[];
  /** What is on by plan, or the next that will be. */
  readonly planned: () => { readonly isChatOpen: boolean } | null;
}

/** Earlier names of somebody that are kept. */
const KEPT_NAMES = 20;
/** How often it is written down that somebody was here. */
const VISIT_NOTED_MS = 6 * 3_600_000;

/** The chat: the room, what is said in it, and the door to it. */
export class ChatPart {
  readonly room: ChatRoom;
  readonly sockets: ChatSockets;
  readonly posting: Posting;
  readonly messages: MessageLog;
  readonly bans: AddressBans;
  readonly timeOuts: TimeOuts;
  readonly reservedNames: ReservedNames;
  readonly maker: EventMaker;
  readonly events: EventHub<AerialEvents>;
  readonly #needs: ChatNeeds;
  readonly #followers: ProvenFollowers;
  #emoji: ReadonlyMap<string, string> | null = null;
  #lastWelcome: { text: string; emoji: ReadonlyMap<string, string>; body: string } | null = null;

  constructor(needs: ChatNeeds) {
    this.#needs = needs;
    this.events = needs.events;
    const { clients, clock, events, metrics, settings, store } = needs;
    const log = needs.log.component('chat');
    this.maker = new EventMaker({
      wallMs: () => clock.wallMs(),
      newId: () => makeId(randomBytes),
      stationName: () => settings.get('channel-name'),
    });
    this.reservedNames = new ReservedNames({
      list: () => store.users.listReserved(),
      monotonicMs: () => clock.monotonicMs(),
    });
    this.room = new ChatRoom({
      clock,
      log,
      metrics,
      events,
      maker: this.maker,
      defer: setImmediate,
      isOnAir: () => needs.onAir.current.phase !== 'offline',
      showsArrivals: () => settings.get('chat-join-messages'),
      welcome: () => this.#welcome(),
      findUser: (userId) => store.users.get(userId),
    });
    this.messages = new MessageLog({
      clock,
      log,
      shelf: store.messages,
      findUser: (userId) => store.users.get(userId),
    });
    this.bans = new AddressBans({ shelf: store.ipBans });
    this.timeOuts = new TimeOuts({ shelf: store.timeOuts, wallMs: () => clock.wallMs() });
    this.#followers = new ProvenFollowers({
      list: () => store.followers.listUserIds(),
      monotonicMs: () => clock.monotonicMs(),
    });
    this.posting = new Posting({ maker: this.maker, room: this.room, log: this.messages, events });
    this.sockets = new ChatSockets({
      clock,
      defer: setImmediate,
      log,
      metrics,
      room: this.room,
      conversation: this.#buildConversation(),
      addressOf: (request) => clients.addressOf(request),
      isEnabled: () => settings.get('chat'),
      isBanned: (address) => this.bans.has(address),
      findUser: (token) => this.#recognise(token),
      limits: () => ({
        connections: settings.get('chat-connections'),
        perAddress: settings.get('chat-connections-per-address'),
      }),
    });
  }

  /** Opens the room; the returned function says goodbye to everybody. */
  start(): () => Promise<void> {
    const { events, log, settings, store } = this.#needs;
    const endings = [
      this.room.start(),
      keepChatInBounds({
        ...this.#needs,
        log: log.component('chat'),
        onForgotten: () => this.messages.invalidate(),
      }),
      store.onOutsideChange(() => {
        this.messages.invalidate();
        this.bans.refresh();
        this.timeOuts.refresh();
      }),
      events.on('artwork.changed', ({ kind }) => {
        if (kind === 'emoji') this.#emoji = null;
      }),
      announceBroadcasts({
        events,
        room: this.room,
        maker: this.maker,
        welcome: () => this.#welcome(),
        escape: (text) => html`${text}`.text,
      }),
      settings.onChange('chat', (isOn) => {
        if (!isOn) this.room.closeAll('The chat was switched off');
      }),
      settings.onChange('chat-slow-seconds', (seconds) =>
        this.room.publish(this.maker.action(...slowModeNotice(seconds))),
      ),
      settings.onChange('stream-title', (title) => {
        if (title !== '') events.publish('stream.title.changed', { title });
      }),
    ];
    return async () => {
      for (const end of endings) end();
      this.room.stop();
      await this.sockets.stop();
      this.messages.flush();
    };
  }

  /** Shows somebody who has changed as they are now, in the room and in its history. */
  refreshUser(userId: string): void {
    this.room.refreshUser(userId);
    const user = this.#needs.store.users.get(userId);
    if (user !== null) this.messages.noteUser(user);
  }

  /** Whose token it is, and that they were here; null when it is nobody's. */
  #recognise(token: string): ChatUser | null {
    const { clock, log, store } = this.#needs;
    const user = store.accessTokens.findUser(hashToken(token));
    const nowWallMs = clock.wallMs();
    if (user === null || nowWallMs - (user.lastUsedWallMs ?? 0) < VISIT_NOTED_MS) return user;
    try {
      store.users.noteUse(user.id, nowWallMs);
    } catch (error) {
      // On a full disk people still come in.
      log.component('chat').debug({ error: String(error) }, 'A visit could not be noted in the database.');
    }
    return user;
  }

  /** What dashboards are told. */
  figures(): { chatClientCount: number; chatUserCount: number; chatMessageCount: number } {
    const { store } = this.#needs;
    return {
      chatClientCount: this.room.count,
      chatUserCount: store.users.count(),
      chatMessageCount: store.messages.count(),
    };
  }

  /** The channel's own emoji: addresses by names in lower case. */
  emoji(): ReadonlyMap<string, string> {
    this.#emoji ??= new Map(this.#needs.emoji().map(({ name, url }) => [name.toLowerCase(), url]));
    return this.#emoji;
  }

  /** Thousands may come at once: it is rendered for the first of them. */
  #welcome(): string {
    const text = this.#needs.settings.get('chat-welcome');
    const emoji = this.emoji();
    const last = this.#lastWelcome;
    if (last?.text === text && last.emoji === emoji) return last.body;
    const body = renderTrusted(text, emoji);
    this.#lastWelcome = { text, emoji, body };
    return body;
  }

  #buildConversation(): Conversation {
    const { clock, events, settings, store } = this.#needs;
    return new Conversation({
      clock,
      events,
      maker: this.maker,
      posting: this.posting,
      room: {
        publish: (event) => this.room.publish(event),
        tellUser: (userId, event) => this.room.tellUser(userId, event),
        refreshUser: (userId) => this.refreshUser(userId),
      },
      people: {
        rename: (userId, displayName, wallMs) =>
          void store.users.rename(userId, { displayName, wallMs, keptNames: KEPT_NAMES }),
        recolour: (userId, color) => void store.users.setColor(userId, color),
        isNameTaken: (key, userId) => this.reservedNames.isTaken(key, userId),
      },
      emoji: () => this.emoji(),
      standing: (userId) => ({
        isFollower: settings.get('chat-followers-only') && this.#followers.has(userId),
        silencedUntilWallMs: this.timeOuts.until(userId),
      }),
      rules: () => ({
        isOpen: this.isOpen(),
        forbiddenNames: settings.get('chat-forbidden-names'),
        spamProtection: settings.get('chat-spam-protection'),
        establishedOnly: settings.get('chat-established-only'),
        authenticatedOnly: settings.get('chat-authenticated-only'),
        followersOnly: settings.get('chat-followers-only'),
        slurFilter: settings.get('chat-slur-filter'),
        forbiddenWords: settings.get('chat-forbidden-words'),
        slowModeSeconds: settings.get('chat-slow-seconds'),
        links: settings.get('chat-links'),
      }),
    });
  }

  /** Whether people may write now: on air, not long after, or around a planned broadcast. */
  isOpen(): boolean {
    const { clock, onAir, planned, settings } = this.#needs;
    const { phase, lastDisconnectWallMs } = onAir.current;
    return isChatOpen({
      nowWallMs: clock.wallMs(),
      isOnAir: phase !== 'offline',
      isPlanned: planned()?.isChatOpen === true,
      endedWallMs: lastDisconnectWallMs,
      openAfterMinutes: settings.get('chat-open-after-minutes'),
    });
  }
}

function slowModeNotice(seconds: number): [body: string, words: Words] {
  if (seconds === 0) return ['Slow mode is off.', { key: 'chat.slowOff' }];
  const body = `Slow mode is on: one message every ${seconds === 1 ? 'second' : `${seconds} seconds`}.`;
  return [body, { key: 'chat.slowOn', values: { count: seconds } }];
}
