import { createHash } from 'node:crypto';

import { authEndpoints } from '../../internal/http/contract/auth.ts';
import type { federationEndpoints } from '../../internal/http/contract/federation.ts';
import { type Api, PASSWORD } from './api.ts';
import type { Example, Sent } from './example.ts';

const mediaType = 'application/x-www-form-urlencoded';
const verifier = 'v'.repeat(43);
const question = {
  client_id: 'https://site.example/',
  redirect_uri: 'https://site.example/back',
  state: 'a-state',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  response_type: 'code',
};

export function formOf(fields: Readonly<Record<string, string>>): { bytes: Uint8Array; mediaType: string } {
  return { bytes: Buffer.from(new URLSearchParams(fields).toString()), mediaType };
}

/** A station that knows its address, and then the call. */
function withAddress(sent: Sent): (api: Api) => Promise<Sent> {
  return async (api) => {
    await api.asAdmin('setPublicUrl', { body: { value: 'https://tv.example.org' } });
    return sent;
  };
}

/** A code that the owner agreed to. */
async function grantCode(api: Api): Promise<Sent> {
  const sent = await withAddress(formOf(question))(api);
  const authorization = `Basic ${btoa(`admin:${PASSWORD}`)}`;
  const { headers } = await api.call(authEndpoints.answerAsOwner, sent, { authorization });
  const code = new URL(headers.location ?? '').searchParams.get('code') ?? '';
  const { client_id, redirect_uri } = question;
  return formOf({ grant_type: 'authorization_code', code, client_id, redirect_uri, code_verifier: verifier });
}

/** One good call of every row about proving who one is. */
export const authExamples: {
  readonly [Id in keyof typeof authEndpoints]: Example<(typeof authEndpoints)[Id]>;
} & { readonly [Id in 'beginFediverse' | 'finishFediverse']: Example<(typeof federationEndpoints)[Id]> } = {
  // Of private networks nobody is asked.
  beginIndieAuth: {
    body: { authHost: 'https://127.0.0.1' },
    refused: [400, 'REQUEST_INVALID'],
    prepare: withAddress({ body: { authHost: 'https://127.0.0.1' } }),
  },
  finishIndieAuth: { query: { state: 'unknown', code: 'unknown' }, status: 400 },
  beginOpenId: { refused: [400, 'REQUEST_INVALID'] },
  beginStudioOpenId: { status: 400 },
  finishOpenId: { query: { state: 'unknown', code: 'unknown' }, status: 400 },
  // Of a station that is not on the fediverse, and where nobody asked for a code.
  beginFediverse: { body: { account: 'ann@social.example' }, refused: [400, 'REQUEST_INVALID'] },
  finishFediverse: { body: { code: '000000' }, refused: [403, 'FORBIDDEN'] },
  askOwner: { query: question, prepare: withAddress({ query: question }) },
  answerAsOwner: { ...formOf(question), status: 303, prepare: withAddress(formOf(question)) },
  redeemOwnerCode: { ...formOf({}), prepare: grantCode },
  getAuthorizationServer: { prepare: withAddress({}) },
};
