import {
  type AuthorizationQuery,
  type AuthorizationRequest,
  type AuthorizationServerMetadata,
  indieAuthEndpoint,
  type RedemptionForm,
} from '../../auth/indieauth-provider.ts';
import { AerialError } from '../../platform/errors.ts';
import type { authEndpoints } from '../contract/auth.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import type { PageLanguage } from '../pages/locales.ts';
import { renderConsentPage, type SignInStation, signInPageHeaders } from '../pages/sign-in-pages.ts';

export interface OwnerNeeds {
  readonly provider: {
    judge(
      query: AuthorizationQuery,
    ):
      | { readonly kind: 'fine'; readonly request: AuthorizationRequest }
      | { readonly kind: 'invalid'; readonly description: string };
    grant(request: AuthorizationRequest): string | null;
    deny(request: AuthorizationRequest): string;
    redeem(form: RedemptionForm): string | null;
    metadata(): AuthorizationServerMetadata | null;
  };
  readonly station: () => SignInStation;
  /** Of whoever asks, by what their browser says. */
  readonly languageOf: (headers: Caller['headers']) => PageLanguage;
}

type OwnerRows = Pick<
  typeof authEndpoints,
  'askOwner' | 'answerAsOwner' | 'redeemOwnerCode' | 'getAuthorizationServer'
>;

/** The owner proves elsewhere that this station is theirs. */
export function ownerHandlers({ languageOf, provider, station }: OwnerNeeds): Handlers<OwnerRows> {
  return {
    askOwner: ({ query, caller }) => {
      const judged = provider.judge(query);
      if (judged.kind === 'invalid') return oauthError('invalid_request', judged.description);
      const { clientId, redirectUri, state, challenge } = judged.request;
      const question = {
        action: `${indieAuthEndpoint}/consent`,
        fields: { client_id: clientId, redirect_uri: redirectUri, state, code_challenge: challenge },
        siteHost: new URL(clientId).host,
        stationHost: new URL(provider.metadata()?.issuer ?? redirectUri).host,
        denyUrl: provider.deny(judged.request),
      };
      const body = renderConsentPage(station(), question, languageOf(caller.headers));
      return new RawReply({ headers: signInPageHeaders({ leadsTo: redirectUri }), body });
    },
    answerAsOwner: ({ body }) => {
      const judged = provider.judge(readForm(body));
      if (judged.kind === 'invalid') return oauthError('invalid_request', judged.description);
      const location = provider.grant(judged.request);
      if (location === null)
        throw new AerialError('TOO_MANY_ATTEMPTS', {
          message: 'Too many sites wait for their answer.',
          hint: 'Try again in a minute.',
          retryAfterSeconds: 60,
        });
      const headers = { location, 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' };
      return new RawReply({ status: 303, headers });
    },
    redeemOwnerCode: ({ body }) => {
      const me = provider.redeem(readForm(body));
      if (me === null) return oauthError('invalid_client', 'The code is unknown, used, too old, or of another site.');
      const { name } = station();
      return { me, profile: { name, url: me, photo: new URL('/logo/external', me).href } };
    },
    getAuthorizationServer: () => {
      const metadata = provider.metadata();
      if (metadata !== null) return { ...metadata };
      throw new AerialError('NOT_FOUND', {
        message: 'This station does not know its own address yet.',
        hint: 'Set public-url.',
      });
    },
  };
}

/** Fields of a form (`application/x-www-form-urlencoded`); of several of one name the first. */
function readForm(body: Buffer | undefined): Readonly<Record<string, string>> {
  const fields = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  const form: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of fields) form[name] ??= value;
  return form;
}

/** A refusal in the words of RFC 6749, 5.2. */
function oauthError(error: string, description: string): RawReply {
  return new RawReply({
    status: 400,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error, error_description: description }),
  });
}
