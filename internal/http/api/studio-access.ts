import type { Verdict } from '../../auth/password-door.ts';
import { AerialError } from '../../platform/errors.ts';

/** The parts of `auth` that let people into the studio, as the gate and the handlers use them. */
export interface StudioAccess {
  readonly password: {
    readonly version: string | null;
    readonly isGiven: boolean;
    change(password: string): Promise<void>;
  };
  readonly door: {
    try(password: string, address: string): Promise<Verdict>;
    noteWrong(address: string): Verdict;
  };
  readonly sessions: {
    open(visitor: { address: string; userAgent: string }): string;
    check(token: string): { expiresWallMs: number; renewed: boolean } | null;
    end(token: string): void;
    endOthers(token: string | null): void;
  };
  readonly link: {
    holds(token: string): boolean;
    use(token: string): boolean;
    forget(): void;
  };
  /** Address that the world knows this station by; null when that was not set. */
  readonly publicUrl: () => string | null;
}

export function setupNeeded(): AerialError {
  return new AerialError('SETUP_NEEDED', {
    message: 'The studio has no password yet.',
    hint: 'Set one with the link that the server printed at its start; `aerial reset-password` prints another.',
  });
}

export function tooManyAttempts(seconds: number): AerialError {
  return new AerialError('TOO_MANY_ATTEMPTS', {
    message: 'Too many passwords were tried.',
    hint: `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}; whoever is signed in already stays so.`,
    retryAfterSeconds: seconds,
  });
}

export function fromAnotherSite(): AerialError {
  return new AerialError('FORBIDDEN', {
    message: 'This request was made by a page of another site.',
    hint: 'Call it from a program or from a page of this station; behind a proxy that hides the host, set public-url.',
  });
}

/** Throws what a verdict says against letting somebody in. */
export function requireRight(verdict: Verdict): void {
  if (verdict.kind === 'unset') throw setupNeeded();
  if (verdict.kind === 'wait') throw tooManyAttempts(verdict.seconds);
  if (verdict.kind === 'wrong')
    throw new AerialError('UNAUTHORIZED', {
      message: 'That is not the password of the studio.',
      hint: 'The user is `admin`; a lost password is replaced with `aerial reset-password`.',
    });
}
