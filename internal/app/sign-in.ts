import { randomBytes } from 'node:crypto';
import type { ProvedIdentity, Visitor } from '../auth/identity.ts';
import { IndieAuthClient } from '../auth/indieauth-client.ts';
import type { Asks } from '../auth/indieauth-discovery.ts';
import { IndieAuthProvider } from '../auth/indieauth-provider.ts';
import { OpenIdClient, type OpenIdProvider } from '../auth/openid-client.ts';
import { settleIdentity, type SignedIn } from '../auth/sign-in.ts';
import type { Settings } from '../config/settings.ts';
import type { authEndpoints } from '../http/contract/auth.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import { authHandlers, type OpenIdVisitor } from '../http/handlers/auth.ts';
import { html } from '../http/pages/html.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { LogRoot } from '../platform/log.ts';
import type { Store } from '../store/store.ts';
import type { ChatPart } from './chat.ts';
import { buildOutbound } from './outbound.ts';
import { smallPages } from './small-pages.ts';

export interface SignInPartNeeds {
  readonly assets: Pick<Assets, 'names' | 'text'>;
  readonly chat: SignInChat;
  readonly clock: Clock;
  readonly log: Pick<LogRoot, 'component'>;
  /** Asks the provider that the admin chose. */
  readonly outbound: Asks;
  /** Asks addresses that anybody gave. */
  readonly visitorOutbound: Asks;
  readonly settings: Pick<Settings, 'get'>;
  readonly store: Pick<Store, 'users' | 'accessTokens' | 'identities'>;
  readonly studio: { readonly sessions: { open(visitor: { address: string; userAgent: string }): string } };
}

/** The chat, as far as it is told who proved who they are. */
export interface SignInChat {
  /** Somebody is authenticated from now on: shows them so, and tells them. */
  noteAuthenticated(userId: string): void;
  /** Somebody turned out to be somebody else: tells everybody, and lets their connections come back under the other name. */
  noteRecognised(before: { id: string; displayName: string }, now: { id: string; displayName: string }): void;
}

/** Settles who proved an identity on a whole station. */
export function stationSettle(
  needs: Pick<SignInPartNeeds, 'clock' | 'store'> & { readonly chat: ToldChat; readonly store: Store },
): (visitor: Visitor, identity: ProvedIdentity) => SignedIn {
  const chat = signInChat(needs.chat, needs.store.users);
  return (visitor, identity) => settle({ ...needs, chat }, visitor, identity);
}

/** Handlers of proving who one is, on a whole station. */
export function stationSignIn(
  needs: Omit<SignInPartNeeds, 'chat' | 'settings' | 'visitorOutbound'> & {
    readonly chat: ToldChat;
    readonly settings: Settings;
    readonly version: string;
  },
): Handlers<typeof authEndpoints> {
  return buildSignIn({
    ...needs,
    visitorOutbound: buildOutbound(needs, 'indieauth-private'),
    chat: signInChat(needs.chat, needs.store.users),
  });
}

type ToldChat = Pick<ChatPart, 'maker' | 'posting' | 'room' | 'refreshUser'>;

/** Tells the chat of who signs in. */
function signInChat(chat: ToldChat, users: Pick<Store['users'], 'get'>): SignInChat {
  return {
    noteAuthenticated: (userId) => {
      chat.refreshUser(userId);
      const user = users.get(userId);
      if (user !== null) chat.room.tellUser(userId, chat.maker.connected(user));
    },
    noteRecognised: (before, now) => {
      const { text: body } = html`<strong>${before.displayName}</strong> is now authenticated as
        <strong>${now.displayName}</strong>`;
      chat.posting.announce({ kind: 'CHAT_ACTION', body: body.replaceAll(/\s+/g, ' ') });
      chat.room.reconnectUser(before.id);
    },
  };
}

/** Handlers of proving who one is: people of the chat here, and the owner elsewhere. */
export function buildSignIn(needs: SignInPartNeeds): Handlers<typeof authEndpoints> {
  const { assets, clock, settings, store, studio } = needs;
  const common = {
    publicUrl: () => settings.get('public-url'),
    randomBytes,
    monotonicMs: () => clock.monotonicMs(),
  };
  // Neighbours seldom have certificates; whoever lets requests reach them means them, too.
  const mayUseHttp = () => settings.get('indieauth-private');
  const log = needs.log.component('sign-in');
  return authHandlers({
    indieAuth: new IndieAuthClient<Visitor>({ ...common, outbound: needs.visitorOutbound, mayUseHttp }),
    provider: new IndieAuthProvider({ ...common, mayUseHttp }),
    openId: new OpenIdClient<OpenIdVisitor>({
      ...common,
      outbound: needs.outbound,
      log,
      provider: () => readProvider(settings),
    }),
    isPerson: (userId) => store.users.get(userId)?.kind === 'standard',
    settle: (visitor, identity) => settle(needs, visitor, identity),
    studio: {
      isOpen: () => settings.get('openid-studio').length > 0,
      enter: (names, visitor) => {
        const mayEnter = isListed(settings.get('openid-studio'), names);
        log.info({ address: visitor.address, mayEnter }, 'Somebody came to the studio by OpenID Connect.');
        return mayEnter ? studio.sessions.open(visitor) : null;
      },
    },
    ...smallPages({ assets, settings }),
  });
}

/** The provider whose accounts are taken; null while it was not set. */
function readProvider(settings: Pick<Settings, 'get'>): OpenIdProvider | null {
  const issuer = settings.get('openid-issuer');
  const clientId = settings.get('openid-client-id');
  if (issuer === null || clientId === '') return null;
  return { issuer, clientId, clientSecret: settings.get('openid-client-secret') };
}

/** Gives a proved identity to whoever proved it, and tells the chat. */
function settle(
  { chat, clock, store }: Pick<SignInPartNeeds, 'chat' | 'clock' | 'store'>,
  visitor: Visitor,
  identity: ProvedIdentity,
): SignedIn {
  const signedIn = settleIdentity(
    {
      people: { get: (id) => store.users.get(id), findByToken: (hash) => store.accessTokens.findUser(hash) },
      identities: store.identities,
      tokens: store.accessTokens,
      wallMs: () => clock.wallMs(),
    },
    visitor,
    identity,
  );
  if (signedIn.kind === 'new') chat.noteAuthenticated(signedIn.user.id);
  if (signedIn.kind === 'known') chat.noteRecognised(signedIn.before, signedIn.user);
  return signedIn;
}

/** Subjects are taken to the letter, e-mail addresses whatever their case. */
function isListed(listed: readonly string[], names: readonly string[]): boolean {
  return listed.some((entry) => names.includes(entry.includes('@') ? entry.toLowerCase() : entry));
}
