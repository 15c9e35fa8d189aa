import type { RenditionPlan } from '../media/rendition.ts';
import type { VideoPacket } from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { pixelRate } from './ladder-budget.ts';
import { RenditionTrial, type TrialRun } from './rendition-trial.ts';
import type { Watched } from './watchdog.ts';

/** A rendition that can be given up, as far as it is tried again. */
export interface Retried {
  readonly plan: RenditionPlan;
  readonly isShed: boolean;
  /** How often it was tried again. */
  tries: number;
  shed(reason: string): void;
}

export interface RenditionRetriesNeeds<Track extends Retried> {
  readonly clock: Clock;
  readonly log: Logger;
  /** The ladder there is now. */
  readonly tracks: () => readonly Track[];
  /** Whether pictures come and those that viewers have are made in time, and have been for a while. */
  readonly isCalm: () => boolean;
  /** What makes the renditions that viewers have; null while there are none. */
  readonly beside: () => Watched | null;
  /** Starts a process that makes it for nobody; `onEnd` when that has ended. Null while there is no picture. */
  readonly begin: (track: Track, onEnd: () => void) => TrialRun | null;
  /** It held. */
  onHolds(track: Track): void;
  /** It is still too much: what it says of itself has changed. */
  onChange(): void;
}

const minuteMs = 60_000;
/** How long a rendition is left alone after it was given up, by how often it was tried again; the last from then on. */
const pausesMs = [5 * minuteMs, 15 * minuteMs, 45 * minuteMs];
/** The same while some viewers see nothing without it. */
const urgentPausesMs = [minuteMs, 5 * minuteMs, 15 * minuteMs];
/** Between two trials, and until the next look when it is no time for one. Of what falls due within it the cheapest is tried. */
const restMs = minuteMs;

/** What is told of a rendition that is given up: `pauseMs` is how long it is until it is tried again. */
export interface GivingUp {
  readonly say: (pauseMs: number) => string;
  /** Some viewers see nothing without it. */
  readonly isUrgent: boolean;
}

interface Waiting extends GivingUp {
  readonly dueMs: number;
}

/**
 * Tries renditions that were given up again, after ever longer pauses: one at a time, the cheapest first, by a process of its own of which viewers
 * get nothing. Only what holds there is made for them again.
 */
export class RenditionRetries<Track extends Retried> {
  readonly #needs: RenditionRetriesNeeds<Track>;
  readonly #waiting = new Map<Track, Waiting>();
  #current: { readonly track: Track; readonly trial: RenditionTrial } | null = null;
  #restsUntilMs = 0;
  #cancel: () => void = () => {};

  constructor(needs: RenditionRetriesNeeds<Track>) {
    this.#needs = needs;
  }

  giveUp(track: Track, { say, isUrgent }: GivingUp): void {
    const pauses = isUrgent ? urgentPausesMs : pausesMs;
    const pauseMs = pauses[Math.min(track.tries, pauses.length - 1)] ?? 0;
    const reason = say(pauseMs);
    this.#waiting.set(track, { dueMs: this.#needs.clock.monotonicMs() + pauseMs, say, isUrgent });
    track.shed(reason);
    this.#needs.log.warn({ rendition: track.plan.name }, reason);
    this.#arm();
  }

  /** A picture of the source. */
  feed(packet: VideoPacket): void {
    this.#current?.trial.feed(packet);
  }

  /** The encoder has gone: a trial that is on tells nothing, and is made again a while later. */
  interrupt(): void {
    if (this.#current === null) return;
    this.#current.trial.stop();
    this.#current = null;
    this.#rest();
  }

  /** What viewers have has failed: a trial that is on may be why. */
  blame(): void {
    this.#current?.trial.conclude(false);
  }

  /** Forgets all. Twice is harmless. */
  clear(): void {
    this.#cancel();
    this.#current?.trial.stop();
    this.#current = null;
    this.#waiting.clear();
  }

  #rest(): void {
    this.#restsUntilMs = this.#needs.clock.monotonicMs() + restMs;
    this.#arm();
  }

  #arm(): void {
    this.#cancel();
    if (this.#current !== null || this.#waiting.size === 0) return;
    const { clock } = this.#needs;
    const dueMs = Math.min(...[...this.#waiting.values()].map((one) => one.dueMs));
    const delayMs = Math.max(dueMs, this.#restsUntilMs) - clock.monotonicMs();
    this.#cancel = clock.after(Math.max(0, delayMs), () => this.#look());
  }

  #look(): void {
    const { clock, tracks, isCalm } = this.#needs;
    const ladder = tracks();
    for (const track of this.#waiting.keys()) {
      if (!track.isShed || !ladder.includes(track)) this.#waiting.delete(track);
    }
    if (!isCalm()) return this.#rest();
    const soonMs = clock.monotonicMs() + restMs;
    const due = [...this.#waiting].flatMap(([track, { dueMs }]) => (dueMs <= soonMs ? [track] : []));
    const next = due.toSorted((a, b) => pixelRate(a.plan) - pixelRate(b.plan))[0];
    if (next === undefined) return this.#arm();
    this.#try(next);
  }

  #try(track: Track): void {
    const { clock, log, begin, beside } = this.#needs;
    log.info({ rendition: track.plan.name }, 'A rendition that was given up is tried again, for nobody yet.');
    const run = begin(track, () => {
      if (this.#current?.trial === trial) trial?.conclude(false);
    });
    const onVerdict = (holds: boolean): void => this.#end(track, holds);
    const trial = run === null ? null : new RenditionTrial({ clock, run, beside, onVerdict });
    if (trial === null) this.#end(track, false);
    else this.#current = { track, trial };
  }

  #end(track: Track, holds: boolean): void {
    const { onHolds, onChange } = this.#needs;
    this.#current = null;
    if (holds) {
      track.tries += 1;
      this.#waiting.delete(track);
      onHolds(track);
    } else {
      // What costs as much holds no more than this one.
      const hopeless = [...this.#waiting].filter(([{ plan }]) => pixelRate(plan) >= pixelRate(track.plan));
      for (const [other, waiting] of hopeless) {
        other.tries += 1;
        this.giveUp(other, waiting);
      }
      onChange();
    }
    this.#rest();
  }
}
