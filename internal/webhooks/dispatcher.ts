import type { AerialEvents } from '../app/events.ts';
import type { EventSource } from '../platform/event-hub.ts';
import {
  followedEvent,
  joinedEvent,
  messageEvent,
  partedEvent,
  pingEvent,
  plannedEvent,
  renamedEvent,
  type StationFacts,
  streamEvent,
  visibilityEvent,
  type WebhookEvent,
} from './event-data.ts';
import type { Delivery, Shipment, Webhook, WebhookShelf } from './webhook.ts';

export interface DispatcherNeeds {
  readonly events: EventSource<AerialEvents>;
  readonly webhooks: Pick<WebhookShelf, 'list' | 'get' | 'setDisabled'>;
  readonly queue: { add(lane: string, payload: Shipment): void; clear(lane: string): void };
  readonly station: () => StationFacts;
  readonly wallMs: () => number;
  readonly newId: () => string;
}

/** Hands what happens to the queue, once for each webhook that wants to know. */
export class Dispatcher {
  readonly #needs: DispatcherNeeds;
  /** Who wants to know of what, by number; read anew after a change. A crowd that arrives at once is not worth a query each. */
  #listeners: ReadonlyMap<string, readonly number[]> | null = null;

  constructor(needs: DispatcherNeeds) {
    this.#needs = needs;
  }

  /** Listens from now on; the returned function ends that. */
  start(): () => void {
    const { events, station } = this.#needs;
    const endings = [
      events.on('chat.message', (said) => this.#tell('CHAT', () => messageEvent(said, station()))),
      events.on('chat.joined', (fact) => this.#tell('USER_JOINED', () => joinedEvent(fact, this.#now()))),
      events.on('chat.parted', (fact) => this.#tell('USER_PARTED', () => partedEvent(fact, this.#now()))),
      events.on('chat.renamed', (fact) => this.#tell('NAME_CHANGE', () => renamedEvent(fact, this.#now()))),
      events.on('chat.visibility', (fact) => this.#tell('VISIBILITY-UPDATE', () => visibilityEvent(fact, this.#now()))),
      events.on('fediverse.followed', (fact) =>
        this.#tell('FEDIVERSE_ENGAGEMENT_FOLLOW', () => followedEvent(fact, this.#now())),
      ),
      events.on('schedule.stage', (fact) => this.#tell('SCHEDULED_EVENTS', () => plannedEvent(fact, this.#now()))),
      events.on('broadcast.started', ({ isTest }) => !isTest && this.#tellOfStream('STREAM_STARTED')),
      events.on('broadcast.ended', ({ isTest }) => !isTest && this.#tellOfStream('STREAM_STOPPED')),
      events.on('stream.title.changed', () => this.#tellOfStream('STREAM_TITLE_UPDATED')),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  /** Looks anew at who wants to know of what. */
  refresh(): void {
    this.#listeners = null;
  }

  /** Sends something harmless, whatever the webhook wants to know; false when there is no such webhook that is on. */
  ping(webhookId: number): boolean {
    const webhook = this.#needs.webhooks.get(webhookId);
    if (webhook === null || webhook.disabledWallMs !== null) return false;
    this.#send(webhookId, pingEvent(this.#now()));
    return true;
  }

  /** Sends once more what was sent before; false when its webhook is gone or off. */
  sendAgain({ webhookId, event, eventId, body }: Delivery): boolean {
    const webhook = this.#needs.webhooks.get(webhookId);
    if (webhook === null || webhook.disabledWallMs !== null) return false;
    this.#needs.queue.add(laneOf(webhookId), { webhookId, event, eventId, body });
    return true;
  }

  /** Switches on one that was switched off; false when there is no such webhook. */
  enable(webhookId: number): boolean {
    const isThere = this.#needs.webhooks.setDisabled(webhookId, null);
    this.refresh();
    return isThere;
  }

  /** Sends nothing more to a webhook. */
  forget(webhookId: number): void {
    this.refresh();
    this.#needs.queue.clear(laneOf(webhookId));
  }

  #tellOfStream(type: Parameters<typeof streamEvent>[0]): void {
    this.#tell(type, () => streamEvent(type, this.#now()));
  }

  /** What nobody wants to know is not even written. */
  #tell(type: string, write: () => WebhookEvent): void {
    this.#listeners ??= listenersOf(this.#needs.webhooks.list());
    const webhookIds = this.#listeners.get(type) ?? [];
    if (webhookIds.length === 0) return;
    const event = write();
    for (const webhookId of webhookIds) this.#send(webhookId, event);
  }

  #send(webhookId: number, { type, id: eventId, eventData }: WebhookEvent): void {
    const body = JSON.stringify({ type, eventData });
    this.#needs.queue.add(laneOf(webhookId), { webhookId, event: type, eventId, body });
  }

  #now(): { id: string; wallMs: number; station: StationFacts } {
    return { id: this.#needs.newId(), wallMs: this.#needs.wallMs(), station: this.#needs.station() };
  }
}

function listenersOf(webhooks: readonly Webhook[]): Map<string, number[]> {
  const listeners = new Map<string, number[]>();
  for (const { disabledWallMs, events, id } of webhooks) {
    if (disabledWallMs !== null) continue;
    for (const type of new Set(events)) listeners.set(type, [...(listeners.get(type) ?? []), id]);
  }
  return listeners;
}

/** A webhook is told things one after the other, and waits for no other webhook. */
function laneOf(webhookId: number): string {
  return String(webhookId);
}
