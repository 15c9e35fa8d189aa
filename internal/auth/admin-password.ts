import { hashPassword, matchPassword } from './password.ts';
import { isSameText, type RandomBytes } from './token.ts';

/** Where secrets lie between runs. */
export interface Secrets {
  get(name: string): string | null;
  set(name: string, value: string): void;
  swap(name: string, expected: string | null, next: string | null): boolean;
  unset(name: string): boolean;
}

/** Name of the secret that holds the hash of the password. */
const SECRET_NAME = 'admin-password-hash';

export interface AdminPasswordNeeds {
  readonly secrets: Secrets;
  /** The password that holds for this run only, given at the start; null for the stored one. */
  readonly given: string | null;
  readonly randomBytes: RandomBytes;
}

/** The studio's one password. It is read anew each time, so that a command beside the server can change it. */
export class AdminPassword {
  readonly #needs: AdminPasswordNeeds;

  constructor(needs: AdminPasswordNeeds) {
    this.#needs = needs;
  }

  /** Whether it was given at the start: then it can only be changed there. */
  get isGiven(): boolean {
    return this.#needs.given !== null;
  }

  /** A text that changes when the password does; null while there is none. */
  get version(): string | null {
    return this.isGiven ? 'given' : this.#needs.secrets.get(SECRET_NAME);
  }

  /** Whether this is the password. A hash of another kind or cost is replaced by one of ours when its password is seen. */
  async matches(password: string): Promise<boolean> {
    const { given, secrets } = this.#needs;
    if (given !== null) return isSameText(given.normalize('NFC'), password.normalize('NFC'));
    const stored = secrets.get(SECRET_NAME);
    if (stored === null) return false;
    const match = await matchPassword(stored, password);
    if (match === 'outdated') await this.#renew(stored, password);
    return match !== 'wrong';
  }

  async change(password: string): Promise<void> {
    this.#needs.secrets.set(SECRET_NAME, await hashPassword(password, this.#needs.randomBytes));
  }

  async #renew(stored: string, password: string): Promise<void> {
    const { secrets, randomBytes } = this.#needs;
    try {
      secrets.swap(SECRET_NAME, stored, await hashPassword(password, randomBytes));
    } catch {
      // A full disk keeps nobody out; the hash is replaced some other time.
    }
  }
}
