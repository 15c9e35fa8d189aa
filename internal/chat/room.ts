import type { AerialEvents } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { closeCodes, Connection, type Wire } from './connection.ts';
import { FanOut, type QueuedEvent } from './fan-out.ts';
import { Heartbeat } from './heartbeat.ts';
import type { ChatUser, ClientInfo } from './model.ts';
import { RateLimiter } from './moderation/rate-limiter.ts';
import { Presence } from './presence.ts';
import { textFrame } from './protocol/frame.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';
import { ResumeRing } from './resume-ring.ts';

/** Time to arrive before being welcomed. */
const WELCOME_DELAY_MS = 7_000;
/** Time between being told that one may not write any more and being shown out. */
const FAREWELL_MS = 2_000;
/** Comings and goings that are told; when a crowd arrives at once the rest goes without saying. */
const arrivalPace = { perSecond: 5, burst: 20, silenceMs: 0 } as const;

export interface RoomNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly events: EventPublisher<AerialEvents>;
  readonly maker: EventMaker;
  /** Calls back once other work that waits has had its turn. */
  readonly defer: (callback: () => void) => void;
  readonly isOnAir: () => boolean;
  /** Whether everybody is told who comes and goes. */
  readonly showsArrivals: () => boolean;
  /** HTML that newcomers are told; empty for nothing. */
  readonly welcome: () => string;
  /** Null when there is nobody of that id. */
  readonly findUser: (userId: string) => ChatUser | null;
}

/** Somebody who comes in. */
export interface Newcomer {
  readonly user: ChatUser;
  readonly wire: Wire;
  readonly address: string;
  readonly userAgent: string;
  /** The last event that the client saw before it was cut off; null for one that does not say. */
  readonly after: string | null;
}

/** Everybody who is connected to the chat, and what they are told. */
export class ChatRoom {
  readonly #needs: RoomNeeds;
  readonly #connections = new Map<number, Connection>();
  readonly #targets = new Set<Connection>();
  readonly #fanOut: FanOut;
  readonly #ring = new ResumeRing();
  readonly #heartbeat: Heartbeat;
  readonly #presence: Presence;
  readonly #arrivals = new RateLimiter(arrivalPace);
  readonly #welcomes = new Map<Connection, () => void>();
  readonly #slowCount;
  readonly #lostCount;
  #lastId = 0;

  constructor(needs: RoomNeeds) {
    this.#needs = needs;
    const { clock, defer, metrics } = needs;
    const dropped = metrics.counter(
      'aerial_chat_events_dropped_total',
      'Events left out since too much was said at once.',
    );
    const frames = metrics.counter('aerial_chat_frames_total', 'Frames that were made for everybody.');
    const deliveries = metrics.counter(
      'aerial_chat_deliveries_total',
      'Events times the clients that they were sent to.',
    );
    this.#slowCount = metrics.counter('aerial_chat_slow_clients_total', 'Clients shown out since they did not read.');
    this.#lostCount = metrics.counter('aerial_chat_lost_clients_total', 'Clients that no longer answered.');
    metrics.observe('aerial_chat_clients', 'Connections to the chat.', () => this.count);
    this.#fanOut = new FanOut({
      clock,
      defer,
      targets: this.#targets,
      onDropped: () => dropped.add(),
      onSwept: (eventCount, targetCount) => {
        frames.add();
        deliveries.add(eventCount * targetCount);
      },
    });
    this.#heartbeat = new Heartbeat({ onLost: ({ id }) => this.#loseConnection(id) });
    this.#presence = new Presence({ clock, onParted: (user, clientId) => this.#part(user, clientId) });
  }

  /** Connections now. */
  get count(): number {
    return this.#connections.size;
  }

  /** Begins to look after connections; the returned function ends it. */
  start(): () => void {
    return this.#heartbeat.start(this.#needs.clock);
  }

  /** Lets somebody in: tells them who they are, everybody else that they came, and later welcomes them. */
  enter(newcomer: Newcomer): Connection {
    const { clock, maker } = this.#needs;
    const missed = newcomer.after === null ? undefined : this.#ring.after(newcomer.after);
    const connection = new Connection({
      ...newcomer,
      id: ++this.#lastId,
      paces: this.#presence.pacesOf(newcomer.user.id),
      connectedWallMs: clock.wallMs(),
      lastForeignFrame: this.#fanOut.frameNumber,
      onSlow: (slow) => this.#showOutSlow(slow),
    });
    this.#connections.set(connection.id, connection);
    this.#targets.add(connection);
    this.#heartbeat.add(connection);
    connection.tell(maker.connected(newcomer.user, missed === undefined ? undefined : missed !== null));
    if (missed !== undefined && missed !== null && missed.length > 0) connection.deliver(textFrame(missed.join('\n')));
    const isNew = this.#presence.enter(connection);
    if (this.#needs.isOnAir()) {
      if (isNew) this.#join(newcomer.user, connection.id);
      // Who says what it saw last was welcomed before, also where that is not known any more.
      if (newcomer.after === null) this.#welcomeLater(connection);
    }
    return connection;
  }

  /** The connection has ended, from whichever side. Twice is harmless. */
  leave(connection: Connection): void {
    if (!this.#connections.delete(connection.id)) return;
    this.#targets.delete(connection);
    this.#heartbeat.remove(connection);
    this.#welcomes.get(connection)?.();
    this.#welcomes.delete(connection);
    this.#presence.leave(connection);
  }

  /** Tells everybody. */
  publish(event: OutboundEvent): void {
    const text = JSON.stringify(event);
    this.#fanOut.push({ text, weight: weightOf(event), onFramed: () => this.#remember(event, text) });
  }

  /** Tells one connection; false when it is not there (any more). */
  tell(clientId: number, event: OutboundEvent): boolean {
    const connection = this.#connections.get(clientId);
    connection?.tell(event);
    return connection !== undefined;
  }

  /** Tells all connections of somebody. */
  tellUser(userId: string, event: OutboundEvent): void {
    for (const connection of this.#presence.connectionsOf(userId)) connection.tell(event);
  }

  /** Everybody who is connected, oldest connection first. */
  clients(): readonly ClientInfo[] {
    return [...this.#connections.values()];
  }

  /** Reads somebody anew who has changed, so that what they say next is shown so. */
  refreshUser(userId: string): void {
    const user = this.#needs.findUser(userId);
    if (user !== null) this.#presence.refresh(user);
  }

  /** Tells somebody goodbye, hears nothing more of them and shows them out, on all their connections. */
  closeUser(userId: string, farewell: OutboundEvent): void {
    for (const connection of this.#presence.connectionsOf(userId)) {
      connection.dismiss(farewell);
      this.#needs.clock.after(FAREWELL_MS, () => connection.close(closeCodes.policy, 'Removed from the chat'));
    }
  }

  /** Ends somebody's connections so that they come back, such as under another name. */
  reconnectUser(userId: string): void {
    for (const connection of this.#presence.connectionsOf(userId)) connection.close(closeCodes.goingAway, 'Come back');
  }

  /** Shows everybody out, such as when the chat is switched off. */
  closeAll(reason: string): void {
    for (const connection of this.#connections.values()) connection.close(closeCodes.goingAway, reason);
  }

  /** Sends what is still to be sent and ends every connection. */
  stop(): void {
    this.#fanOut.stop();
    this.closeAll('The server stops');
    this.#presence.stop();
    for (const cancel of this.#welcomes.values()) cancel();
    this.#welcomes.clear();
  }

  #join(user: ChatUser, clientId: number): void {
    this.#needs.events.publish('chat.joined', { user, clientId });
    this.#announceArrival(this.#needs.maker.joined(user));
  }

  #part(user: ChatUser, clientId: number): void {
    this.#needs.events.publish('chat.parted', { user, clientId });
    this.#announceArrival(this.#needs.maker.parted(user));
  }

  #announceArrival(event: OutboundEvent): void {
    const { clock, showsArrivals } = this.#needs;
    if (showsArrivals() && this.#arrivals.take(clock.monotonicMs()) === 'fine') this.publish(event);
  }

  #welcomeLater(connection: Connection): void {
    const cancel = this.#needs.clock.after(WELCOME_DELAY_MS, () => {
      this.#welcomes.delete(connection);
      const welcome = this.#needs.welcome();
      if (welcome !== '') connection.tell(this.#needs.maker.system(welcome));
    });
    this.#welcomes.set(connection, cancel);
  }

  #remember(event: OutboundEvent, text: string): void {
    if (event.type === 'VISIBILITY-UPDATE' && !event.visible) this.#ring.forget(event.ids);
    if ('id' in event && event.type !== 'USER_JOINED' && event.type !== 'USER_PARTED')
      this.#ring.push(event.id, text, messageIn(event));
  }

  #showOutSlow(connection: Connection): void {
    this.#slowCount.add();
    this.#needs.log.info(
      { client: connection.id, user: connection.user.id },
      'A client of the chat was shown out: it does not read.',
    );
    connection.close(closeCodes.tryAgainLater, 'Too slow');
    this.leave(connection);
  }

  #loseConnection(id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    this.#lostCount.add();
    connection.terminate();
    this.leave(connection);
  }
}

/** Id of the message that an event shows besides itself. */
function messageIn(event: OutboundEvent): string | null {
  return event.type === 'PINNED' && event.message !== null && 'id' in event.message ? event.message.id : null;
}

/** Comings and goings are left out first; what moderators did is left out last. */
function weightOf(event: OutboundEvent): QueuedEvent['weight'] {
  if (event.type === 'USER_JOINED' || event.type === 'USER_PARTED') return 'light';
  return event.type === 'CHAT' ? 'usual' : 'heavy';
}
