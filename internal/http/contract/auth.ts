import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';

const group = 'Proving who one is';

const formText = z.string().max(4096).optional();
const tokenQuery = z.object({ accessToken: z.string().max(256) });
const departure = z.object({ redirect: z.string() }).meta({ id: 'Departure' });

/** What somebody comes back with from where they proved who they are (RFC 6749, 4.1.2; RFC 9207). */
const arrival = z.object({
  state: z.string().max(256),
  code: formText,
  iss: formText,
  error: formText,
});

/** What another site asks of the owner (IndieAuth, 5.2). What does not fit is told to people, not to programs. */
const authorization = z.object({
  client_id: formText,
  redirect_uri: formText,
  state: formText,
  code_challenge: formText,
  code_challenge_method: formText,
  response_type: formText,
});

/** Proving who one is: people of the chat here, and the owner elsewhere. */
export const authEndpoints = defineEndpoints({
  beginIndieAuth: {
    method: 'POST',
    path: '/api/auth/indieauth',
    access: 'user',
    summary: 'Where to send somebody of the chat to prove that an address of the web is theirs (IndieAuth).',
    group,
    query: tokenQuery,
    body: z.object({ authHost: z.string().min(1).max(2048) }),
    answer: { kind: 'json', schema: departure },
  },
  finishIndieAuth: {
    method: 'GET',
    path: '/api/auth/indieauth/callback',
    access: 'anyone',
    summary: 'Where somebody comes back to who proved their address; leads on to the channel.',
    group,
    query: arrival,
    answer: { kind: 'raw', mediaType: 'text/html' },
    hasEffect: true,
  },
  beginOpenId: {
    method: 'POST',
    path: '/api/auth/openid',
    access: 'user',
    summary: 'Where to send somebody of the chat to sign in with an account of the provider of OpenID Connect.',
    group,
    query: tokenQuery,
    answer: { kind: 'json', schema: departure },
  },
  beginStudioOpenId: {
    method: 'GET',
    path: '/api/auth/openid/studio',
    access: 'anyone',
    summary:
      'Leads to the provider of OpenID Connect, to enter the studio with an account there; `place` is the page of the studio to come back to, such as `video/keys`.',
    group,
    query: z.object({ place: z.string().max(200).optional() }),
    answer: { kind: 'raw', mediaType: 'text/html' },
    hasEffect: true,
  },
  finishOpenId: {
    method: 'GET',
    path: '/api/auth/openid/callback',
    access: 'anyone',
    summary: 'Where somebody comes back to who signed in at the provider; leads on to the channel.',
    group,
    query: arrival,
    answer: { kind: 'raw', mediaType: 'text/html' },
    hasEffect: true,
  },
  askOwner: {
    method: 'GET',
    path: '/api/auth/provider/indieauth',
    access: 'anyone',
    summary: 'Asks the owner whether another site may know that this station is theirs (IndieAuth).',
    group,
    query: authorization,
    answer: { kind: 'raw', mediaType: 'text/html' },
  },
  answerAsOwner: {
    method: 'POST',
    path: '/api/auth/provider/indieauth/consent',
    access: 'admin',
    summary: "Takes the owner's answer and leads back to the other site.",
    group,
    bodyMediaType: 'application/x-www-form-urlencoded',
    answer: { kind: 'raw', mediaType: 'text/html' },
  },
  redeemOwnerCode: {
    method: 'POST',
    path: '/api/auth/provider/indieauth',
    access: 'anyone',
    summary: 'Tells the site that was given a code whose station this is; once.',
    group,
    bodyMediaType: 'application/x-www-form-urlencoded',
    answer: {
      kind: 'json',
      schema: z.object({
        me: z.string(),
        profile: z.object({ name: z.string(), url: z.string(), photo: z.string() }),
      }),
    },
  },
  getAuthorizationServer: {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    access: 'anyone',
    isShared: true,
    summary: 'What other sites have to know to ask the owner (RFC 8414).',
    group,
    answer: { kind: 'json', schema: z.looseObject({ issuer: z.string(), authorization_endpoint: z.string() }) },
  },
});
