import type { AerialEvents } from '../../app/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EventSource } from '../../platform/event-hub.ts';
import type { ShownBroadcast } from '../../schedule/planned-broadcast.ts';
import { eventAddress, eventOf } from '../documents/event.ts';
import type { Json } from '../documents/terms.ts';
import type { Account, OutboxShelf, Post } from '../station.ts';
import type { Publisher } from './publisher.ts';

const DAY_MS = 86_400_000;
/** Changes that come together are told together. */
const SETTLE_MS = 5_000;
/** How often it is looked for what has come near. */
const LOOK_EVERY_MS = 10 * 60_000;
/** How far ahead it is looked for what was told of already and may have been moved. */
const FAR_MS = 400 * DAY_MS;
/** Told of at once; the rest waits for the next look. */
const MAX_AT_ONCE = 20;

export interface PlannedEventsNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly publisher: Pick<Publisher, 'publish' | 'replace' | 'takeBack'>;
  readonly outbox: Pick<OutboxShelf, 'get' | 'standing'>;
  /** Null while the channel cannot be followed. */
  readonly account: () => Account | null;
  /** What is planned within a window, what is cancelled as well; null while nobody is to see it. */
  readonly planned: (window: { readonly fromMs: number; readonly untilMs: number }) => readonly ShownBroadcast[] | null;
  /** How many days ahead followers are told; 0 for not at all. */
  readonly daysAhead: () => number;
}

/** Tells followers of planned broadcasts once they come near, of what changes about them, and that they are cancelled. */
export class PlannedEvents {
  readonly #needs: PlannedEventsNeeds;
  #cancelLook: () => void = () => {};

  constructor(needs: PlannedEventsNeeds) {
    this.#needs = needs;
  }

  /** Tells from now on; the returned function ends that. */
  start(): () => void {
    const { clock, events } = this.#needs;
    this.lookSoon();
    const endings = [
      clock.every(LOOK_EVERY_MS, () => this.#look()),
      events.on('schedule.changed', () => this.lookSoon()),
    ];
    return () => {
      this.#cancelLook();
      for (const end of endings) end();
    };
  }

  /** Looks at the calendar in a moment, once for all that asks meanwhile. */
  lookSoon(): void {
    this.#cancelLook();
    this.#cancelLook = this.#needs.clock.after(SETTLE_MS, () => this.#look());
  }

  #look(): void {
    const { account, clock, daysAhead, outbox, planned } = this.#needs;
    const who = account();
    if (who === null) return;
    const nowMs = clock.wallMs();
    const told = outbox.standing('Event');
    const nearMs = nowMs + daysAhead() * DAY_MS;
    if (told.length === 0 && nearMs === nowMs) return;
    const found = planned({ fromMs: nowMs, untilMs: told.length > 0 ? nowMs + FAR_MS : nearMs });
    if (found === null) return;
    const byAddress = new Map(found.map((event) => [eventAddress(who.addresses, event.id), event]));
    for (const post of told) this.#bringUpToDate(who, post, byAddress.get(post.iri));
    [...byAddress]
      .filter(([iri, { startWallMs, status }]) => {
        const isNear = startWallMs > nowMs && startWallMs <= nearMs;
        return isNear && status === 'scheduled' && outbox.get(iri) === null;
      })
      .slice(0, MAX_AT_ONCE)
      .forEach(([, event]) => this.#announce(who, event));
  }

  #announce({ addresses, facts, rules }: Account, event: ShownBroadcast): void {
    const { clock, publisher } = this.#needs;
    const nowMs = clock.wallMs();
    const object = eventOf(addresses, event, { ...rules, logo: facts.logo, publishedWallMs: nowMs });
    publisher.publish(object, { kind: 'Event', isLiveNotice: false, createdWallMs: nowMs });
  }

  /** Of what is over nothing is told any more. */
  #bringUpToDate(who: Account, post: Post, event: ShownBroadcast | undefined): void {
    const { clock, publisher } = this.#needs;
    const { '@context': _, updated: _updated, ...known } = JSON.parse(post.json) as Json;
    if (Date.parse(String(known['endTime'])) <= clock.wallMs()) return;
    if (event === undefined) return void publisher.takeBack(who, post.iri);
    const { facts, rules, addresses } = who;
    const made = eventOf(addresses, event, { ...rules, logo: facts.logo, publishedWallMs: post.createdWallMs });
    // Who was told, and by which picture, stays as it was.
    const { to, cc, attachment } = known;
    const changed = { ...made, to, cc, attachment };
    if (JSON.stringify(changed) !== JSON.stringify({ ...made, ...known })) publisher.replace(post.iri, changed);
  }
}
