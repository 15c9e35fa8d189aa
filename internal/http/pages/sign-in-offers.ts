import type { Settings } from '../../config/settings.ts';

/** How people of the chat can prove who they are. */
export interface SignInOffers {
  /** By an address of the web that is theirs (IndieAuth). */
  readonly byAddress: boolean;
  /** By a code that is sent to an account of the fediverse. */
  readonly byFediverse: boolean;
  /** What the provider is called whose accounts are taken (OpenID Connect); null for none. */
  readonly account: string | null;
}

/** What the provider is called whose accounts may enter the studio; null where none may. */
export function readStudioOffer(settings: Pick<Settings, 'get'>): string | null {
  return settings.get('openid-studio').length === 0 ? null : readSignInOffers(settings).account;
}

/** Without an address of the station's own nobody could come back to it. */
export function readSignInOffers(settings: Pick<Settings, 'get'>): SignInOffers {
  if (settings.get('public-url') === null) return { byAddress: false, byFediverse: false, account: null };
  const hasProvider = settings.get('openid-issuer') !== null && settings.get('openid-client-id') !== '';
  return {
    byAddress: true,
    byFediverse: settings.get('federation'),
    account: hasProvider ? settings.get('openid-name') : null,
  };
}
