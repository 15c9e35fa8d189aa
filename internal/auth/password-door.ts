import { createHmac } from 'node:crypto';
import { addressGroup } from '../platform/address.ts';
import { type GuessLimits, GuessThrottle } from '../platform/guess-throttle.ts';
import type { Logger } from '../platform/log.ts';
import type { RandomBytes } from './token.ts';

/** What came of trying a password; `unset` while there is none. */
export type Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'unset' }
  | { readonly kind: 'wait'; readonly seconds: number };

export interface PasswordDoorNeeds {
  readonly password: {
    /** A text that changes when the password does; null while there is none. */
    readonly version: string | null;
    matches(password: string): Promise<boolean>;
  };
  readonly monotonicMs: () => number;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}

const perAddress: GuessLimits = {
  wrongGuessesAtOnce: 5,
  refillMs: 20_000,
  knownAddressFactor: 6,
  rememberedAddresses: 10_000,
};
/** Over all addresses from which the password never came: with the hash's cost this is what guessers can take of the processor. */
const overall: GuessLimits = {
  wrongGuessesAtOnce: 60,
  refillMs: 1_000,
  knownAddressFactor: 1,
  rememberedAddresses: 1,
};
const EVERYBODY = 'everybody';

/** How long a password that was right need not be hashed again for the same address. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 64;
const MAX_WAITING = 8;
const MAX_WAITING_PER_ADDRESS = 2;

/**
 * Tries passwords: one at a time, only so many from one address and from all, so that guessing neither succeeds nor eats the processor. A
 * right one is remembered for a minute by a keyed hash, which a dashboard that sends it every second lives on.
 */
export class PasswordDoor {
  readonly #needs: PasswordDoorNeeds;
  readonly #memoryKey: Uint8Array;
  readonly #addresses = new GuessThrottle(perAddress);
  readonly #everybody = new GuessThrottle(overall);
  readonly #right = new Map<string, number>();
  /** Tries that wait or run, by the same keyed hash: the same password from the same address is hashed once. */
  readonly #underWay = new Map<string, { readonly group: string; readonly verdict: Promise<Verdict> }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(needs: PasswordDoorNeeds) {
    this.#needs = needs;
    this.#memoryKey = needs.randomBytes(32);
  }

  async try(password: string, address: string): Promise<Verdict> {
    const { version } = this.#needs.password;
    if (version === null) return { kind: 'unset' };
    // Asked before what is remembered, which would otherwise tell a guesser without end which guess is right.
    const throttled = this.#throttled(address);
    if (throttled !== null) return throttled;
    const group = addressGroup(address);
    const key = this.#keyOf(version, group, password);
    if (this.#isRemembered(key)) return { kind: 'right' };
    const same = this.#underWay.get(key);
    if (same !== undefined) return same.verdict;
    if (this.#isCrowded(group)) return { kind: 'wait', seconds: 1 };
    const verdict = this.#last.then(() => this.#tryNow(key, password, address));
    this.#last = verdict.catch(() => {});
    this.#underWay.set(key, { group, verdict });
    try {
      return await verdict;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /** Counts a try that needs no hashing to be wrong, such as that of another user's name. */
  noteWrong(address: string): Verdict {
    const throttled = this.#throttled(address);
    if (throttled !== null) return throttled;
    const nowMs = this.#needs.monotonicMs();
    const isStranger = !this.#addresses.isKnown(address);
    this.#addresses.noteWrong(address, nowMs);
    if (isStranger) this.#everybody.noteWrong(EVERYBODY, nowMs);
    this.#needs.log.warn({ address }, 'Somebody tried a wrong password for the studio.');
    return { kind: 'wrong' };
  }

  async #tryNow(key: string, password: string, address: string): Promise<Verdict> {
    // Others of the same address may have used up its tries while this one waited.
    const throttled = this.#throttled(address);
    if (throttled !== null) return throttled;
    if (!(await this.#needs.password.matches(password))) return this.noteWrong(address);
    this.#addresses.noteRight(address, this.#needs.monotonicMs());
    this.#remember(key);
    return { kind: 'right' };
  }

  #throttled(address: string): Verdict | null {
    const nowMs = this.#needs.monotonicMs();
    const isKnown = this.#addresses.isKnown(address);
    const waitMs = Math.max(
      this.#addresses.waitMs(address, nowMs),
      isKnown ? 0 : this.#everybody.waitMs(EVERYBODY, nowMs),
    );
    return waitMs === 0 ? null : { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
  }

  #isCrowded(group: string): boolean {
    const waiting = [...this.#underWay.values()];
    return (
      waiting.length >= MAX_WAITING ||
      waiting.filter((entry) => entry.group === group).length >= MAX_WAITING_PER_ADDRESS
    );
  }

  #keyOf(version: string, group: string, password: string): string {
    return createHmac('sha256', this.#memoryKey)
      .update(JSON.stringify([version, group, password]))
      .digest('base64');
  }

  #isRemembered(key: string): boolean {
    return (this.#right.get(key) ?? Number.NEGATIVE_INFINITY) > this.#needs.monotonicMs();
  }

  #remember(key: string): void {
    this.#right.delete(key);
    this.#right.set(key, this.#needs.monotonicMs() + REMEMBERED_MS);
    const [oldest] = this.#right.keys();
    if (this.#right.size > MAX_REMEMBERED && oldest !== undefined) this.#right.delete(oldest);
  }
}
