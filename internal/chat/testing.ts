import type { AerialEvents } from '../app/events.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { Connection, Wire } from './connection.ts';
import type { ChatUser, StoredMessage } from './model.ts';
import { EventMaker } from './protocol/outbound.ts';
import { ChatRoom, type Newcomer } from './room.ts';

/** Somebody for a test, known since 1970. */
export function chatUser(given: Partial<ChatUser> = {}): ChatUser {
  return {
    id: 'user',
    kind: 'standard',
    displayName: 'somebody',
    displayColor: 0,
    createdWallMs: 0,
    disabledWallMs: null,
    disabledReason: null,
    previousNames: [],
    nameChangedWallMs: null,
    authenticatedWallMs: null,
    scopes: [],
    lastUsedWallMs: null,
    ...given,
  };
}

/** A message for a test, of `user`, said in 1970. */
export function chatMessage(given: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id: 'message',
    kind: 'CHAT',
    userId: 'user',
    body: '<p>hello</p>',
    rawBody: 'hello',
    sentWallMs: 0,
    hiddenWallMs: null,
    title: null,
    subtitle: null,
    image: null,
    link: null,
    replyToId: null,
    ...given,
  };
}

/** What a test looks at of an event. */
export interface SeenEvent {
  readonly type: string;
  readonly id?: string;
  readonly body?: string;
  readonly user?: { readonly id: string; readonly displayName: string; readonly displayColor: number };
  readonly [field: string]: unknown;
}

/** A client's socket that remembers what was sent on it. */
export class FakeWire implements Wire {
  readonly frames: Buffer[] = [];
  queuedBytes = 0;
  pings = 0;
  closedWith: number | null = null;
  isTerminated = false;

  write(frame: Buffer): void {
    this.frames.push(frame);
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number): void {
    this.closedWith = code;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  /** All events so far, in order. */
  get events(): SeenEvent[] {
    return this.frames.flatMap((frame) =>
      textOfFrame(frame)
        .split('\n')
        .map((line) => JSON.parse(line) as SeenEvent),
    );
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

/** The text of an unmasked text frame of up to 64 KiB. */
export function textOfFrame(frame: Buffer): string {
  return frame.toString('utf8', frame[1] === 126 ? 4 : 2);
}

/** A room with a clock that is turned by hand; what the room defers runs when the test says so. */
export class TestRoom {
  readonly clock = new ManualClock();
  readonly hub = new EventHub<AerialEvents>({ onListenerError: (_name, error) => this.faults.push(error) });
  readonly faults: unknown[] = [];
  readonly users = new Map<string, ChatUser>();
  readonly maker: EventMaker;
  readonly room: ChatRoom;
  isOnAir = false;
  showsArrivals = true;
  welcome = '';
  readonly #deferred: (() => void)[] = [];
  #lastEventId = 0;

  constructor() {
    this.maker = new EventMaker({
      wallMs: () => this.clock.wallMs(),
      newId: () => `event-${++this.#lastEventId}`,
      stationName: () => 'Station',
    });
    this.room = new ChatRoom({
      clock: this.clock,
      log: silentLogger,
      metrics: new MetricsRegistry(),
      events: this.hub,
      maker: this.maker,
      defer: (callback) => void this.#deferred.push(callback),
      isOnAir: () => this.isOnAir,
      showsArrivals: () => this.showsArrivals,
      welcome: () => this.welcome,
      findUser: (id) => this.users.get(id) ?? null,
    });
  }

  /** Lets somebody in, by their id. */
  enter(id: string, given: Partial<Newcomer> = {}): { wire: FakeWire; connection: Connection } {
    const wire = new FakeWire();
    const user = given.user ?? this.users.get(id) ?? chatUser({ id, displayName: id });
    this.users.set(id, user);
    const newcomer = { user, wire, address: '192.0.2.1', userAgent: 'test', after: null, ...given };
    return { wire, connection: this.room.enter(newcomer) };
  }

  /** Runs what was put off, until nothing is. */
  settle(): void {
    for (let next = this.#deferred.shift(); next !== undefined; next = this.#deferred.shift()) next();
  }
}
