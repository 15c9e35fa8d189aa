import { hashToken, makeToken, type RandomBytes } from './token.ts';

export interface SessionEntry {
  readonly tokenHash: string;
  readonly createdWallMs: number;
  readonly expiresWallMs: number;
  readonly address: string;
  readonly userAgent: string;
}

/** Where sessions lie between runs. */
export interface SessionShelf {
  find(tokenHash: string): SessionEntry | null;
  add(entry: SessionEntry, bounds: { atMost: number; nowWallMs: number }): void;
  extend(tokenHash: string, expiresWallMs: number): void;
  remove(tokenHash: string): boolean;
  removeOthers(kept: string | null): void;
}

export interface StudioSessionsNeeds {
  readonly shelf: SessionShelf;
  readonly wallMs: () => number;
  readonly randomBytes: RandomBytes;
}

/** How long a session lasts after its last use. */
export const sessionMs = 8 * 60 * 60_000;
/** How often its end is put off: each time costs a write, and a cookie in the answer. */
const RENEWAL_MS = 10 * 60_000;
const MAX_SESSIONS = 100;
const MAX_USER_AGENT = 300;

/** Who is signed in to the studio. A session is known by a random token, of which only the hash is kept. */
export class StudioSessions {
  readonly #needs: StudioSessionsNeeds;

  constructor(needs: StudioSessionsNeeds) {
    this.#needs = needs;
  }

  /** Opens a session and returns its token. */
  open(visitor: { address: string; userAgent: string }): string {
    const { shelf, wallMs, randomBytes } = this.#needs;
    const token = makeToken(randomBytes);
    const nowWallMs = wallMs();
    shelf.add(
      {
        tokenHash: hashToken(token),
        createdWallMs: nowWallMs,
        expiresWallMs: nowWallMs + sessionMs,
        address: visitor.address,
        userAgent: visitor.userAgent.slice(0, MAX_USER_AGENT),
      },
      { atMost: MAX_SESSIONS, nowWallMs },
    );
    return token;
  }

  /** When that token's session ends; null when there is none. `renewed` says that its end was put off just now. */
  check(token: string): { expiresWallMs: number; renewed: boolean } | null {
    const { shelf, wallMs } = this.#needs;
    const entry = shelf.find(hashToken(token));
    const nowWallMs = wallMs();
    if (entry === null || entry.expiresWallMs <= nowWallMs) return null;
    const expiresWallMs = nowWallMs + sessionMs;
    // A clock that was set back leaves an end too far away, which is mended the same way.
    if (Math.abs(expiresWallMs - entry.expiresWallMs) < RENEWAL_MS)
      return { expiresWallMs: entry.expiresWallMs, renewed: false };
    shelf.extend(entry.tokenHash, expiresWallMs);
    return { expiresWallMs, renewed: true };
  }

  end(token: string): void {
    this.#needs.shelf.remove(hashToken(token));
  }

  /** Ends every session but that token's; null ends them all. */
  endOthers(token: string | null): void {
    this.#needs.shelf.removeOthers(token === null ? null : hashToken(token));
  }
}
