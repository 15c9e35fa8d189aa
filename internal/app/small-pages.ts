import type { Settings } from '../config/settings.ts';
import type { Caller } from '../http/contract/endpoint.ts';
import { Locales, type PageLanguage } from '../http/pages/locales.ts';
import type { SetupPageAssets } from '../http/pages/setup-page.ts';
import type { SignInStation } from '../http/pages/sign-in-pages.ts';
import type { Assets } from '../platform/assets.ts';

/** What pages with one card on them have to know: the station, and the language of whoever asks. */
export function smallPages(needs: {
  readonly assets: Pick<Assets, 'names' | 'text'>;
  readonly settings: Pick<Settings, 'get'>;
}): { readonly station: () => SignInStation; readonly languageOf: (headers: Caller['headers']) => PageLanguage } {
  const { assets, settings } = needs;
  // Few ever see such a page: the languages are read when the first does.
  let locales: Locales | null = null;
  return {
    languageOf: (headers) => {
      locales ??= new Locales(assets);
      const { cookie, 'accept-language': accepted } = headers;
      const one = (value: unknown) => (typeof value === 'string' ? value : undefined);
      return locales.choose({ asked: null, cookies: one(cookie), accepted: one(accepted) });
    },
    station: () => ({
      name: settings.get('channel-name'),
      style: (JSON.parse(assets.text('assets/manifest.json')) as SetupPageAssets).setupStyle,
    }),
  };
}
