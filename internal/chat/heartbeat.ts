import type { Clock } from '../platform/clock.ts';

/** Who is asked from time to time whether it is still there. */
export interface Patient {
  readonly id: number;
  readonly isSilent: boolean;
  ping(): void;
}

/** Proxies cut connections that are quiet for a minute. */
const PERIOD_SECONDS = 54;
/** Time for an answer. */
const ANSWER_SECONDS = 6;

/** Pings everybody every 54 s, spread over that time, and reports who has not answered within 6 s: sockets that are open on our side only. */
export class Heartbeat {
  readonly #onLost: (patient: Patient) => void;
  readonly #groups = Array.from({ length: PERIOD_SECONDS }, () => new Set<Patient>());
  #second = 0;

  constructor(needs: { readonly onLost: (patient: Patient) => void }) {
    this.#onLost = needs.onLost;
  }

  /** Begins; the returned function ends it. */
  start(clock: Pick<Clock, 'every'>): () => void {
    return clock.every(1000, () => this.#beat());
  }

  add(patient: Patient): void {
    this.#groupAt(patient.id).add(patient);
  }

  remove(patient: Patient): void {
    this.#groupAt(patient.id).delete(patient);
  }

  #beat(): void {
    this.#second += 1;
    for (const patient of this.#groupAt(this.#second - ANSWER_SECONDS)) {
      if (patient.isSilent) this.#onLost(patient);
    }
    for (const patient of this.#groupAt(this.#second)) patient.ping();
  }

  #groupAt(position: number): Set<Patient> {
    const index = ((position % PERIOD_SECONDS) + PERIOD_SECONDS) % PERIOD_SECONDS;
    return this.#groups[index] as Set<Patient>;
  }
}
