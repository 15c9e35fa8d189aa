import {
  clearSessionCookie,
  readSessionCookie,
  readSessionCookies,
  writeSessionCookie,
} from '../../auth/credentials.ts';
import { isFromAnotherSite } from '../../auth/cross-site.ts';
import { sessionMs } from '../../auth/studio-sessions.ts';
import { AerialError } from '../../platform/errors.ts';
import type { GuessThrottle } from '../../platform/guess-throttle.ts';
import type { Logger } from '../../platform/log.ts';
import { fromAnotherSite, requireRight, type StudioAccess, tooManyAttempts } from '../api/studio-access.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import type { studioEndpoints } from '../contract/studio.ts';
import { toTime, toTimeOrNull } from '../times.ts';

export interface StudioNeeds {
  readonly studio: StudioAccess;
  /** Bounds who tries tokens of the set-up link, and how often. */
  readonly linkThrottle: Pick<GuessThrottle, 'waitMs' | 'noteWrong'>;
  readonly monotonicMs: () => number;
  readonly wallMs: () => number;
  readonly log: Logger;
}

/** Into the studio and out of it. */
export function studioHandlers(needs: StudioNeeds): Handlers<typeof studioEndpoints> {
  const { studio, log } = needs;
  return {
    signIn: async ({ body, caller }) => {
      requireOurOwnPage(caller, studio);
      requireRight(await studio.door.try(body.password, caller.address));
      return openSession(caller, studio, 'Signed in.');
    },
    signOut: ({ caller }) => {
      requireOurOwnPage(caller, studio);
      endSessions(caller, studio);
      return withCookie({ success: true, message: 'Signed out.' }, clearSessionCookie(caller.isSecure));
    },
    getSession: ({ caller }) => {
      const token = sessionOf(caller);
      const session = token === null ? null : studio.sessions.check(token);
      const answer = {
        serverTime: toTime(needs.wallMs()),
        signedIn: session !== null,
        expiresAt: toTimeOrNull(session?.expiresWallMs ?? null),
        setupNeeded: studio.password.version === null,
        passwordGiven: studio.password.isGiven,
      };
      // The studio asks this first: whoever puts the end off has to tell the browser, which would forget the cookie at the old one.
      return token !== null && session?.renewed === true ? withCookie(answer, sessionCookie(token, caller)) : answer;
    },
    setUp: async ({ body, caller }) => {
      requireOurOwnPage(caller, studio);
      useLink(body.token, caller, needs);
      await studio.password.change(body.password);
      studio.sessions.endOthers(null);
      log.info({ address: caller.address }, "The studio's password was set with the one-time link.");
      return openSession(caller, studio, 'The password is set, and you are signed in.');
    },
    changePassword: async ({ body, caller }) => {
      requireChangeable(studio);
      await studio.password.change(body.value);
      studio.link.forget();
      studio.sessions.endOthers(sessionOf(caller));
      log.info({ address: caller.address }, "The studio's password was changed; every other session has ended.");
      return { success: true, message: 'Changed. Every other session has ended.' };
    },
  };
}

function useLink(token: string, caller: Caller, needs: StudioNeeds): void {
  const { studio, linkThrottle } = needs;
  const nowMs = needs.monotonicMs();
  const waitMs = linkThrottle.waitMs(caller.address, nowMs);
  if (waitMs > 0) throw tooManyAttempts(Math.ceil(waitMs / 1000));
  requireChangeable(studio);
  if (studio.link.use(token)) return;
  linkThrottle.noteWrong(caller.address, nowMs);
  throw new AerialError('UNAUTHORIZED', {
    message: 'This link does not hold any more.',
    hint: 'A link works once, and the first one only until the server starts again; `aerial reset-password` prints a new one.',
  });
}

function requireChangeable(studio: StudioAccess): void {
  if (studio.password.isGiven)
    throw new AerialError('CONFLICT', {
      message: 'The password was given when the server was started (--admin-password or AERIAL_ADMIN_PASSWORD).',
      hint: 'Change it there, or start the server without it.',
    });
}

function requireOurOwnPage(caller: Caller, studio: StudioAccess): void {
  if (isFromAnotherSite(caller.headers, studio.publicUrl())) throw fromAnotherSite();
}

function openSession(caller: Caller, studio: StudioAccess, message: string): RawReply {
  endSessions(caller, studio);
  const token = studio.sessions.open(caller);
  return withCookie({ success: true, message }, sessionCookie(token, caller));
}

function sessionCookie(token: string, { isSecure }: Caller): string {
  return writeSessionCookie(token, { maxAgeMs: sessionMs, isSecure });
}

function withCookie(answer: object, cookie: string): RawReply {
  return new RawReply({
    headers: { 'content-type': 'application/json; charset=utf-8', 'set-cookie': cookie },
    body: JSON.stringify(answer),
  });
}

function sessionOf(caller: Caller): string | null {
  return readSessionCookie(cookiesOf(caller));
}

/** All that the browser sends along, so that nobody is signed in by another one then. */
function endSessions(caller: Caller, studio: StudioAccess): void {
  for (const token of readSessionCookies(cookiesOf(caller))) studio.sessions.end(token);
}

function cookiesOf({ headers: { cookie } }: Caller): string | undefined {
  return typeof cookie === 'string' ? cookie : undefined;
}
