import { readSignInCookie, writeSessionCookie, writeSignInCookie } from '../../auth/credentials.ts';
import type { Arrival, Departure, ProvedIdentity, Visitor } from '../../auth/identity.ts';
import { type Return, signInLifeMs } from '../../auth/indieauth-client.ts';
import type { OpenIdArrival } from '../../auth/openid-client.ts';
import type { SignedIn } from '../../auth/sign-in.ts';
import { sessionMs } from '../../auth/studio-sessions.ts';
import { hashToken } from '../../auth/token.ts';
import { AerialError } from '../../platform/errors.ts';
import type { Told } from '../../platform/words.ts';
import type { authEndpoints } from '../contract/auth.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import { renderSignInFailure, signInPageHeaders } from '../pages/sign-in-pages.ts';
import { ownerHandlers, type OwnerNeeds } from './auth-owner.ts';

/** Who went to the provider of OpenID Connect: somebody of the chat, or somebody who wants to enter the studio. */
export type OpenIdVisitor =
  | { readonly kind: 'chat'; readonly visitor: Visitor }
  | { readonly kind: 'studio'; readonly place: string };

export interface AuthNeeds extends OwnerNeeds {
  readonly indieAuth: {
    begin(typed: string, visitor: { who: Visitor; address: string }): Promise<Departure>;
    finish(came: Return): Promise<Arrival<Visitor>>;
  };
  readonly openId: {
    begin(visitor: { who: OpenIdVisitor; address: string }): Promise<Departure>;
    finish(came: Return): Promise<OpenIdArrival<OpenIdVisitor>>;
  };
  /** Whether this is a person, who may prove something, and no bot. */
  readonly isPerson: (userId: string) => boolean;
  readonly settle: (visitor: Visitor, identity: ProvedIdentity) => SignedIn;
  readonly studio: {
    /** Whether any account may enter by OpenID Connect. */
    isOpen(): boolean;
    /** Opens a session for an account of any of these names; null when it may not enter. */
    enter(names: readonly string[], visitor: { address: string; userAgent: string }): string | null;
  };
}

/** People of the chat who prove who they are, and the owner who does so elsewhere. */
export function authHandlers(needs: AuthNeeds): Handlers<typeof authEndpoints> {
  const { indieAuth, openId, studio } = needs;
  return {
    ...ownerHandlers(needs),
    beginIndieAuth: async ({ body, query, caller }) => {
      const who = visitorOf(caller, query.accessToken, needs);
      return depart(await indieAuth.begin(body.authHost, { who, address: caller.address }), caller);
    },
    finishIndieAuth: async ({ query, caller }) => {
      const arrival = await indieAuth.finish({ ...query, browserToken: browserTokenOf(caller) });
      return arrival.kind === 'failed'
        ? fail(arrival.sentence, caller, needs)
        : settle(arrival.who, arrival.identity, caller, needs);
    },
    beginOpenId: async ({ query, caller }) => {
      const visitor = visitorOf(caller, query.accessToken, needs);
      return depart(await openId.begin({ who: { kind: 'chat', visitor }, address: caller.address }), caller);
    },
    beginStudioOpenId: async ({ caller, query }) => {
      if (!studio.isOpen()) return fail({ key: 'refused.studioClosed' }, caller, needs);
      const departure = await openId.begin({
        who: { kind: 'studio', place: placeIn(query.place) },
        address: caller.address,
      });
      if (departure.kind !== 'redirect') return fail(departure.sentence, caller, needs);
      return leadTo(departure.url, signInCookie(departure.browserToken, caller));
    },
    finishOpenId: async ({ query, caller }) => {
      const arrival = await openId.finish({ ...query, browserToken: browserTokenOf(caller) });
      if (arrival.kind === 'failed') return fail(arrival.sentence, caller, needs);
      if (arrival.who.kind === 'chat') return settle(arrival.who.visitor, arrival.identity, caller, needs);
      const session = studio.enter(arrival.names, caller);
      if (session === null) return fail({ key: 'refused.studioAccount' }, caller, needs);
      return leadTo(
        `/admin/${arrival.who.place}`,
        writeSessionCookie(session, { maxAgeMs: sessionMs, isSecure: caller.isSecure }),
      );
    },
  };
}

/** A page of the studio, as its address names it; the first one for anything else, so that nobody is led elsewhere. */
function placeIn(asked = ''): string {
  return /^[a-z0-9]+(?:[/-][a-z0-9]+)*$/.test(asked) ? asked : '';
}

/** Who of the chat calls. */
export function visitorOf(caller: Caller, token: string, needs: Pick<AuthNeeds, 'isPerson'>): Visitor {
  const userId = caller.identity?.kind === 'user' ? caller.identity.userId : '';
  if (needs.isPerson(userId)) return { userId, tokenHash: hashToken(token) };
  throw new AerialError('FORBIDDEN', {
    message: 'Bots are known by their tokens.',
    hint: 'Sign in as a person of the chat.',
  });
}

function settle(visitor: Visitor, identity: ProvedIdentity, caller: Caller, needs: AuthNeeds): RawReply {
  const signedIn = needs.settle(visitor, identity);
  return signedIn.kind === 'refused' ? fail(signedIn.sentence, caller, needs) : leadTo('/');
}

/** Where to go, and the cookie by which the browser is known when it comes back. */
function depart(departure: Departure, caller: Caller): RawReply {
  if (departure.kind === 'refused')
    throw new AerialError('REQUEST_INVALID', { message: departure.sentence, hint: 'Nothing was changed.' });
  if (departure.kind === 'busy')
    throw new AerialError('TOO_MANY_ATTEMPTS', {
      message: departure.sentence,
      hint: 'Try again in a minute.',
      retryAfterSeconds: 60,
    });
  return new RawReply({
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'set-cookie': signInCookie(departure.browserToken, caller),
    },
    body: JSON.stringify({ redirect: departure.url }),
  });
}

function signInCookie(token: string, { isSecure }: Caller): string {
  return writeSignInCookie(token, { maxAgeMs: signInLifeMs, isSecure });
}

function browserTokenOf({ headers: { cookie } }: Caller): string | null {
  return readSignInCookie(typeof cookie === 'string' ? cookie : undefined);
}

function leadTo(location: string, cookie?: string): RawReply {
  return new RawReply({
    status: 307,
    headers: {
      location,
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    },
  });
}

/** A page that says so in the language of the browser that came. */
function fail(told: Told, { headers }: Caller, needs: AuthNeeds): RawReply {
  const language = needs.languageOf(headers);
  const body = renderSignInFailure(needs.station(), told, language);
  return new RawReply({ status: 400, headers: signInPageHeaders('none'), body });
}
