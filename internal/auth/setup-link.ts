import { z } from '../platform/schema.ts';
import type { Secrets } from './admin-password.ts';
import { hashToken, isSameText, makeToken, type RandomBytes } from './token.ts';

/** Name of the secret that holds what is known of the link. */
const SECRET_NAME = 'setup-link';

const kept = z.object({ tokenHash: z.string(), untilWallMs: z.number().nullable() });

/** The link by which a password is set once: its token, of which only the hash is kept. */
export class SetupLink {
  readonly #secrets: Secrets;
  readonly #wallMs: () => number;

  constructor(needs: { secrets: Secrets; wallMs: () => number }) {
    this.#secrets = needs.secrets;
    this.#wallMs = needs.wallMs;
  }

  /** Makes a link, in place of the one before, and returns its token. Without an end it holds until the next start. */
  make(randomBytes: RandomBytes, untilWallMs: number | null): string {
    const token = makeToken(randomBytes);
    this.#secrets.set(SECRET_NAME, JSON.stringify({ tokenHash: hashToken(token), untilWallMs }));
    return token;
  }

  /** Whether this is the link's token, and it still holds. */
  holds(token: string): boolean {
    return this.#standing(token) !== null;
  }

  /** Takes the link away if this is its token; true for one caller only, whoever else tries at the same time. */
  use(token: string): boolean {
    const standing = this.#standing(token);
    return standing !== null && this.#secrets.swap(SECRET_NAME, standing, null);
  }

  forget(): void {
    this.#secrets.unset(SECRET_NAME);
  }

  /** Forgets a link that was made for an earlier run, or has ended. */
  forgetStale(): void {
    const text = this.#secrets.get(SECRET_NAME);
    const link = parse(text);
    if (link === null || link.untilWallMs === null || link.untilWallMs <= this.#wallMs()) this.forget();
  }

  #standing(token: string): string | null {
    const text = this.#secrets.get(SECRET_NAME);
    const link = parse(text);
    if (link === null || !isSameText(link.tokenHash, hashToken(token))) return null;
    return link.untilWallMs === null || link.untilWallMs > this.#wallMs() ? text : null;
  }
}

function parse(text: string | null): z.infer<typeof kept> | null {
  if (text === null) return null;
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    // Nobody but us writes it; what cannot be read opens nothing.
    return null;
  }
}
