import { hashToken, makeToken, type RandomBytes, tokenHint } from '../auth/token.ts';
import { type GuessLimits, GuessThrottle } from '../platform/guess-throttle.ts';
import { makeId } from './make-id.ts';
import type { ChatUser } from './model.ts';
import { cleanName } from './names/clean-name.ts';
import { judgeName } from './names/judge-name.ts';
import { makeName } from './names/make-name.ts';

/** Newcomers from one address: a school may come at once, and a program that goes on and on is slowed down. */
const pace: GuessLimits = {
  wrongGuessesAtOnce: 200,
  refillMs: 2_000,
  knownAddressFactor: 1,
  rememberedAddresses: 10_000,
};
const COLOURS = 8;
/** Names that are made up before one is taken that another has, too. */
const NAME_ATTEMPTS = 5;

export interface RegistrationNeeds {
  readonly addUser: (
    user: ChatUser,
    token: { readonly tokenHash: string; readonly hint: string; readonly createdWallMs: number },
  ) => void;
  readonly isNameTaken: (key: string) => boolean;
  readonly rules: () => {
    readonly forbiddenNames: readonly string[];
    readonly suggestedNames: readonly string[];
    readonly slurFilter: boolean;
  };
  readonly clock: { wallMs(): number; monotonicMs(): number };
  readonly randomBytes: RandomBytes;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export type Registered =
  | { readonly kind: 'registered'; readonly user: ChatUser; readonly accessToken: string }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Takes in people who come to the chat for the first time. */
export class Registration {
  readonly #needs: RegistrationNeeds;
  readonly #throttle = new GuessThrottle(pace);

  constructor(needs: RegistrationNeeds) {
    this.#needs = needs;
  }

  /** Makes somebody known and gives them a token; a name that they may not have, or none, gives them one that is made up. */
  register(newcomer: { readonly displayName: string; readonly address: string }): Registered {
    const { addUser, clock, randomBytes } = this.#needs;
    const nowMs = clock.monotonicMs();
    const waitMs = this.#throttle.waitMs(newcomer.address, nowMs);
    if (waitMs > 0) return { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
    this.#throttle.noteWrong(newcomer.address, nowMs);

    const accessToken = makeToken(randomBytes);
    const [colour = 0] = randomBytes(1);
    const createdWallMs = clock.wallMs();
    const user: ChatUser = {
      id: makeId(randomBytes),
      kind: 'standard',
      displayName: this.#chooseName(newcomer.displayName),
      displayColor: colour % COLOURS,
      createdWallMs,
      disabledWallMs: null,
      disabledReason: null,
      previousNames: [],
      nameChangedWallMs: null,
      authenticatedWallMs: null,
      scopes: [],
      lastUsedWallMs: createdWallMs,
    };
    addUser(user, { tokenHash: hashToken(accessToken), hint: tokenHint(accessToken), createdWallMs });
    return { kind: 'registered', user, accessToken };
  }

  #chooseName(wanted: string): string {
    const { isNameTaken: isTaken, random, rules } = this.#needs;
    const { forbiddenNames: forbidden, slurFilter, suggestedNames } = rules();
    const name = cleanName(wanted);
    if (judgeName({ name, forbidden, slurFilter, isTaken }).kind === 'fine') return name;
    let made = makeName(random, suggestedNames);
    for (let attempt = 1; attempt < NAME_ATTEMPTS; attempt += 1) {
      if (judgeName({ name: made, forbidden: [], isTaken }).kind === 'fine') return made;
      made = makeName(random, suggestedNames);
    }
    return made;
  }
}
