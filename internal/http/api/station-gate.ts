import type { FastifyRequest } from 'fastify';
import { readBasic, readBearer, readSessionCookie, writeSessionCookie } from '../../auth/credentials.ts';
import { isAskedByScript, isFromAnotherSite } from '../../auth/cross-site.ts';
import { sessionMs } from '../../auth/studio-sessions.ts';
import { hashToken } from '../../auth/token.ts';
import { AerialError } from '../../platform/errors.ts';
import type { Access, Identity, Scope } from '../contract/endpoint.ts';
import type { Gate } from './gate.ts';
import { fromAnotherSite, requireRight, setupNeeded, type StudioAccess } from './studio-access.ts';

/** Somebody whom a token stands for. */
export interface TokenUser {
  readonly id: string;
  readonly kind: string;
  readonly scopes: readonly string[];
  readonly disabledWallMs: number | null;
  readonly lastUsedWallMs: number | null;
}

export interface StationGateNeeds {
  readonly studio: StudioAccess;
  readonly findUser: (tokenHash: string) => TokenUser | null;
  readonly noteUse: (userId: string, wallMs: number) => void;
  readonly isBanned: (address: string) => boolean;
  /** Whether the client came by HTTPS, to us or to a trusted proxy. */
  readonly isSecure: (request: FastifyRequest) => boolean;
  readonly wallMs: () => number;
}

type SetHeader = (name: string, value: string) => void;

/** Longest token that is looked for; Owncast's own are shorter. */
const LONGEST_TOKEN = 256;
/** How often the use of a token is written down. */
const USE_NOTED_MS = 60_000;
const CHALLENGE = 'Basic realm="Aerial", charset="UTF-8"';

/** The one gate of the API: the studio's password or session, tokens with scopes, people of the chat. */
export class StationGate implements Gate {
  readonly #needs: StationGateNeeds;

  constructor(needs: StationGateNeeds) {
    this.#needs = needs;
  }

  async admit(
    access: Exclude<Access, 'anyone'>,
    request: FastifyRequest,
    address: string,
    setHeader: SetHeader,
  ): Promise<Identity> {
    if (access === 'admin') return this.#admitAdmin(request, address, setHeader);
    if (access === 'user') return this.#admitUser(request, address);
    if (access === 'moderator') return this.#admitModerator(request);
    return this.#admitToken(access, request, setHeader);
  }

  async #admitAdmin(request: FastifyRequest, address: string, setHeader: SetHeader): Promise<Identity> {
    const { studio } = this.#needs;
    const { headers } = request;
    if (isFromAnotherSite(headers, studio.publicUrl())) throw fromAnotherSite();
    if (studio.password.version === null) throw setupNeeded();
    const isSecure = this.#needs.isSecure(request);
    const cookie = readSessionCookie(headers.cookie);
    const session = cookie === null ? null : studio.sessions.check(cookie);
    if (cookie !== null && session !== null) {
      if (session.renewed) setHeader('set-cookie', writeSessionCookie(cookie, { maxAgeMs: sessionMs, isSecure }));
      return { kind: 'admin' };
    }
    await this.#requirePassword(headers, address, setHeader);
    // A person who typed the password into the browser's own window is signed in by it; a program that sends it each time is not.
    if (headers['sec-fetch-mode'] === 'navigate') {
      const token = studio.sessions.open({ address, userAgent: headers['user-agent'] ?? '' });
      setHeader('set-cookie', writeSessionCookie(token, { maxAgeMs: sessionMs, isSecure }));
    }
    return { kind: 'admin' };
  }

  async #requirePassword(headers: FastifyRequest['headers'], address: string, setHeader: SetHeader): Promise<void> {
    const { door } = this.#needs.studio;
    const basic = readBasic(headers.authorization);
    try {
      if (basic === null)
        throw new AerialError('UNAUTHORIZED', {
          message: 'This is for the admin.',
          hint: 'Sign in, or send the user `admin` and the password (HTTP Basic).',
        });
      requireRight(basic.user === 'admin' ? await door.try(basic.password, address) : door.noteWrong(address));
    } catch (error) {
      const isRefused = error instanceof AerialError && error.code === 'UNAUTHORIZED';
      if (isRefused && !isAskedByScript(headers)) setHeader('www-authenticate', CHALLENGE);
      throw error;
    }
  }

  #admitToken(scope: Scope, request: FastifyRequest, setHeader: SetHeader): Identity {
    const user = this.#findEnabled(readBearer(request.headers.authorization));
    if (user?.kind !== 'api') {
      setHeader('www-authenticate', 'Bearer realm="Aerial"');
      throw unauthorized('Send a token of the studio (`Authorization: Bearer`) that is still there.');
    }
    if (!user.scopes.includes(scope))
      throw new AerialError('FORBIDDEN', {
        message: 'This token may not do that.',
        hint: `It needs the scope ${scope}: make another in the studio.`,
      });
    this.#noteUse(user);
    return { kind: 'token', userId: user.id, scopes: user.scopes };
  }

  #admitUser(request: FastifyRequest, address: string): Identity {
    const user = this.#findEnabled(readQueryToken(request.query));
    if (user === null || this.#needs.isBanned(address)) throw unauthorized(QUERY_HINT);
    return { kind: 'user', userId: user.id, scopes: user.scopes };
  }

  #admitModerator(request: FastifyRequest): Identity {
    const user = this.#findEnabled(readQueryToken(request.query));
    if (user === null) throw unauthorized(QUERY_HINT);
    if (!user.scopes.includes('MODERATOR'))
      throw new AerialError('FORBIDDEN', {
        message: 'This is for moderators of the chat.',
        hint: 'The admin names moderators in the studio.',
      });
    return { kind: 'user', userId: user.id, scopes: user.scopes };
  }

  #findEnabled(token: string | null): TokenUser | null {
    if (token === null || token === '' || token.length > LONGEST_TOKEN) return null;
    const user = this.#needs.findUser(hashToken(token));
    return user?.disabledWallMs === null ? user : null;
  }

  #noteUse(user: TokenUser): void {
    const wallMs = this.#needs.wallMs();
    if (Math.abs(wallMs - (user.lastUsedWallMs ?? 0)) >= USE_NOTED_MS) this.#needs.noteUse(user.id, wallMs);
  }
}

const QUERY_HINT = 'Send the token of somebody in the chat who may still take part (`?accessToken=`).';

function readQueryToken(query: unknown): string | null {
  if (typeof query !== 'object' || query === null || !('accessToken' in query)) return null;
  return typeof query.accessToken === 'string' ? query.accessToken : null;
}

function unauthorized(hint: string): AerialError {
  return new AerialError('UNAUTHORIZED', { message: 'unauthorized.', hint });
}
