import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';

/** Where time watched is summed up, by country and hour; satisfied by the store's repository. */
export interface TallyStore {
  accumulate(
    series: string,
    sample: { readonly wallMs: number; readonly spanMs: number; readonly value: number },
  ): void;
  sums(beginning: string, sinceWallMs: number): readonly { readonly name: string; readonly sum: number }[];
  forgetAll(beginning: string, beforeWallMs: number): void;
}

export interface CountryTallyNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly samples: TallyStore;
  /** Addresses of those who watch now, once for each player. */
  readonly addresses: () => Iterable<string>;
  /** The two letters of a country, or something else where an address belongs to none. */
  readonly countryOf: (address: string) => Promise<string | null>;
}

/** How long people of a country watched, and how many of them do now. */
export interface CountryFigure {
  /** Two letters (ISO 3166-1); empty for those of whom it is not known. */
  readonly country: string;
  readonly now: number;
  readonly minutes: number;
}

const COUNT_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const KEPT_MS = 730 * 24 * HOUR_MS;
const SERIES = 'country.';
/** Players that are looked up at a time; of a larger crowd these stand for all. */
const MAX_COUNTED = 5_000;

/** Counts each minute where the viewers are. What is kept is minutes by country and hour, and no address. */
export class CountryTally {
  readonly #needs: CountryTallyNeeds;
  #isCounting = false;

  constructor(needs: CountryTallyNeeds) {
    this.#needs = needs;
  }

  /** Starts counting; the returned function ends that. */
  start(): () => void {
    const { clock } = this.#needs;
    const endings = [
      clock.every(COUNT_EVERY_MS, () => void this.#countAndKeep()),
      clock.every(HOUR_MS, () => this.#attempt(() => this.#needs.samples.forgetAll(SERIES, clock.wallMs() - KEPT_MS))),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  /** Those who watched since a time, to the hour, and those who watch now; the longest first. */
  async figures(sinceWallMs: number): Promise<readonly CountryFigure[]> {
    const now = await this.#count();
    const kept = this.#needs.samples.sums(SERIES, Math.floor(sinceWallMs / HOUR_MS) * HOUR_MS);
    const minutes = new Map(kept.map(({ name, sum }) => [name, sum]));
    return [...new Set([...minutes.keys(), ...now.keys()])]
      .map((country) => ({ country, now: now.get(country) ?? 0, minutes: minutes.get(country) ?? 0 }))
      .toSorted((one, other) => other.minutes - one.minutes || other.now - one.now);
  }

  async #countAndKeep(): Promise<void> {
    // A look that takes longer than a minute is not worth another beside it.
    if (this.#isCounting) return;
    this.#isCounting = true;
    try {
      const counts = await this.#count();
      const wallMs = Math.floor(this.#needs.clock.wallMs() / HOUR_MS) * HOUR_MS;
      for (const [country, value] of counts)
        this.#needs.samples.accumulate(`${SERIES}${country}`, { wallMs, spanMs: HOUR_MS, value });
    } catch (error) {
      this.#warn(error);
    } finally {
      this.#isCounting = false;
    }
  }

  async #count(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    let seen = 0;
    for (const address of this.#needs.addresses()) {
      seen += 1;
      if (seen > MAX_COUNTED) continue;
      const country = codeOf(await this.#needs.countryOf(address));
      counts.set(country, (counts.get(country) ?? 0) + 1);
    }
    const share = seen > MAX_COUNTED ? seen / MAX_COUNTED : 1;
    return new Map([...counts].map(([country, count]) => [country, count * share]));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    this.#needs.log.warn({ error: String(error) }, 'The countries of viewers could not be written.');
  }
}

function codeOf(country: string | null): string {
  return country !== null && /^[A-Z]{2}$/.test(country) ? country : '';
}
