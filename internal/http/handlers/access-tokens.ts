import { hashToken, makeToken, type RandomBytes, tokenHint } from '../../auth/token.ts';
import type { KeptUser } from '../../auth/wire-user.ts';
import { AerialError } from '../../platform/errors.ts';
import type { accessTokenEndpoints } from '../contract/access-tokens.ts';
import type { Handlers } from '../contract/endpoint.ts';
import { toTime, toTimeOrNull } from '../times.ts';

/** More bots than anybody tells apart. */
const MAX_TOKENS = 500;
/** Colours that a name in the chat can have. */
const COLOURS = 8;
const USER_ID_BYTES = 12;
const SHORTENED = '…';

interface ListedToken {
  readonly tokenHash: string;
  readonly hint: string;
  readonly createdWallMs: number;
}

export interface AccessTokenNeeds {
  readonly tokens: {
    listBots(): readonly { readonly token: ListedToken; readonly user: KeptUser }[];
    countBots(): number;
    addUser(user: KeptUser, token: ListedToken): void;
    retireBot(tokenHash: string, wallMs: number): string | null;
  };
  /** Told of a bot whose token was removed, which may be in the chat at that moment. */
  readonly onRetired: (userId: string) => void;
  readonly wallMs: () => number;
  readonly randomBytes: RandomBytes;
}

/** Tokens of bots: made, listed by their first characters, removed. */
export function accessTokenHandlers(needs: AccessTokenNeeds): Handlers<typeof accessTokenEndpoints> {
  const { tokens, wallMs, randomBytes } = needs;
  return {
    listAccessTokens: () =>
      tokens.listBots().map(({ token, user }) => describe(`${token.hint}${SHORTENED}`, token, user)),
    createAccessToken: ({ body }) => {
      if (tokens.countBots() >= MAX_TOKENS)
        throw new AerialError('CONFLICT', {
          message: `There are ${MAX_TOKENS} access tokens already.`,
          hint: 'Remove one that is not needed any more.',
        });
      const secret = makeToken(randomBytes);
      const token = { tokenHash: hashToken(secret), hint: tokenHint(secret), createdWallMs: wallMs() };
      const user = makeBot(body.name, body.scopes, needs);
      tokens.addUser(user, token);
      return describe(secret, token, user);
    },
    deleteAccessToken: ({ body }) => {
      const userId = tokens.retireBot(findHash(body.token, needs), wallMs());
      if (userId === null)
        throw new AerialError('NOT_FOUND', {
          message: 'There is no such access token.',
          hint: 'Name it whole, or as GET /api/admin/accesstokens lists it.',
        });
      needs.onRetired(userId);
      return { success: true, message: 'Removed.' };
    },
  };
}

/** Hash of the token that is named whole or by its hint. Two with the same hint, which is next to impossible, have to be named whole. */
function findHash(named: string, { tokens }: AccessTokenNeeds): string {
  if (!named.endsWith(SHORTENED)) return hashToken(named);
  const hint = named.slice(0, -SHORTENED.length);
  const [found, another] = tokens.listBots().filter(({ token }) => token.hint === hint);
  return found !== undefined && another === undefined ? found.token.tokenHash : '';
}

function makeBot(displayName: string, scopes: readonly string[], needs: AccessTokenNeeds): KeptUser {
  const [colour = 0] = needs.randomBytes(1);
  return {
    id: Buffer.from(needs.randomBytes(USER_ID_BYTES)).toString('base64url'),
    kind: 'api',
    displayName,
    displayColor: colour % COLOURS,
    createdWallMs: needs.wallMs(),
    disabledWallMs: null,
    disabledReason: null,
    previousNames: [],
    nameChangedWallMs: null,
    authenticatedWallMs: null,
    scopes,
    lastUsedWallMs: null,
  };
}

function describe(accessToken: string, token: ListedToken, user: KeptUser) {
  return {
    id: user.id,
    accessToken,
    displayName: user.displayName,
    displayColor: user.displayColor,
    createdAt: toTime(token.createdWallMs),
    scopes: [...user.scopes],
    type: 'API' as const,
    lastUsedAt: toTimeOrNull(user.lastUsedWallMs),
    isBot: true as const,
  };
}
