import { unwrapStamp } from '../media/stamp-unwrapper.ts';

/** So little behind its own clock, media are as new as they get. */
const freshMs = 300;
const windowMs = 500;
/** What comes late is new as well, once it does not come faster than it is played: then the encoder's own clock stood still. */
const leastGainMs = 250;
const mostMs = 10_000;

/**
 * What an encoder that fell quiet sends first is mostly old: what piled up on the way. Tells when that is over, by the stamps: old media come
 * faster than they are played.
 */
export class Backlog {
  readonly #heard: { readonly stampMs: number; readonly arrivalMs: number };
  #endsMs: number | null = null;
  #isOver = false;
  #window: { readonly beganMs: number; readonly lateMs: number } | null = null;

  /** `heard` is what came last before the quiet. */
  constructor(heard: { readonly stampMs: number; readonly arrivalMs: number }) {
    this.#heard = heard;
  }

  /** Whether what came now, with that stamp, is not old. */
  isOver(stampMs: number, nowMs: number): boolean {
    this.#isOver ||= this.#hasEnded(stampMs, nowMs);
    return this.#isOver;
  }

  #hasEnded(stampMs: number, nowMs: number): boolean {
    const { stampMs: heardStampMs, arrivalMs } = this.#heard;
    const lateMs = nowMs - arrivalMs - (unwrapStamp(stampMs, heardStampMs) - heardStampMs);
    this.#endsMs ??= nowMs + mostMs;
    if (lateMs < freshMs || nowMs >= this.#endsMs) return true;
    this.#window ??= { beganMs: nowMs, lateMs };
    if (nowMs - this.#window.beganMs < windowMs) return false;
    const gainedMs = this.#window.lateMs - lateMs;
    this.#window = { beganMs: nowMs, lateMs };
    return gainedMs < leastGainMs;
  }
}
