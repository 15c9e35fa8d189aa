import type { AerialEvents } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import { LastingWatch } from '../platform/lasting-watch.ts';
import type { Logger } from '../platform/log.ts';
import { type Notice, ownLaneOf, type Parcel } from './notice.ts';

export interface AnnouncerNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: Logger;
  readonly rules: () => { readonly delayMs: number; readonly everyMs: number };
  /** What there is to say of a broadcast now, and of a planned one. */
  readonly write: {
    live(): Notice;
    reminder(soon: AerialEvents['schedule.reminder']): Notice;
  };
  /** Everybody who is to be told. */
  readonly receivers: (event: Notice['event']) => Iterable<Pick<Parcel, 'way' | 'to'>>;
  readonly queue: { add(lane: string, parcel: Parcel): void };
  readonly ledger: {
    /** False when it was written down before. */
    note(entry: { readonly key: string; readonly event: Notice['event']; readonly wallMs: number }): boolean;
    /** When the latest notice of that event was sent; null for never. */
    latestWallMs(event: Notice['event']): number | null;
  };
  /** Lets whatever is live go on. */
  readonly pause: () => Promise<void>;
}

/** Parcels that are handed in at a time. */
const AT_ONCE = 50;

/** Decides when people are told: not of a false start, and not too often. */
export class Announcer {
  readonly #needs: AnnouncerNeeds;
  readonly #watch: LastingWatch;

  constructor(needs: AnnouncerNeeds) {
    this.#needs = needs;
    this.#watch = new LastingWatch({
      clock: needs.clock,
      delayMs: () => needs.rules().delayMs,
      onLasted: (broadcastId) => this.#tell(broadcastId),
      onFailed: (error) =>
        needs.log.warn({ error: String(error) }, 'People cannot be told of this broadcast yet; it is tried again.'),
    });
  }

  /** Listens from now on; the returned function ends that, and with it what waits for its delay. */
  start(): () => void {
    const { events } = this.#needs;
    const endings = [
      events.on('broadcast.started', ({ broadcastId, isTest }) => {
        if (!isTest) this.#watch.begin(broadcastId);
      }),
      events.on('broadcast.paused', ({ broadcastId }) => this.#watch.pause(broadcastId)),
      events.on('broadcast.resumed', ({ broadcastId }) => this.#watch.resume(broadcastId)),
      events.on('broadcast.ended', ({ broadcastId }) => this.#watch.end(broadcastId)),
      events.on('schedule.reminder', (soon) => this.#remind(soon)),
    ];
    return () => {
      for (const end of endings) end();
      this.#watch.stop();
    };
  }

  #tell(broadcastId: string): void {
    const { clock, ledger, log, rules, write } = this.#needs;
    const lastMs = ledger.latestWallMs('live');
    const nowMs = clock.wallMs();
    if (lastMs !== null && nowMs >= lastMs && nowMs - lastMs < rules().everyMs)
      return log.info(
        { broadcast: broadcastId },
        'Nobody is told of this broadcast: they were told of another a short while ago.',
      );
    if (ledger.note({ key: `live ${broadcastId}`, event: 'live', wallMs: nowMs })) void this.#send(write.live());
  }

  #remind(soon: AerialEvents['schedule.reminder']): void {
    const { clock, ledger, write } = this.#needs;
    const key = `reminder ${soon.id} ${soon.startWallMs} ${soon.minutesBefore}`;
    if (ledger.note({ key, event: 'reminder', wallMs: clock.wallMs() })) void this.#send(write.reminder(soon));
  }

  /** In slices: there may be thousands. */
  async #send(notice: Notice): Promise<void> {
    const { log, pause, queue, receivers } = this.#needs;
    let count = 0;
    try {
      for (const receiver of receivers(notice.event)) {
        queue.add(laneOf(receiver), { notice, ...receiver });
        count += 1;
        if (count % AT_ONCE === 0) await pause();
      }
      if (count > 0) log.info({ event: notice.event, receivers: count }, 'People are told.');
    } catch (error) {
      log.error({ event: notice.event, told: count, error: String(error) }, 'Not everybody could be told.');
    }
  }
}

/** Each browser and each hook waits for no other: anybody can name a push service that never answers. E-mails go to one server, one after the other. */
function laneOf(receiver: Pick<Parcel, 'way' | 'to'>): string {
  return receiver.way === 'push' || receiver.way === 'hook' ? ownLaneOf(receiver) : receiver.way;
}
