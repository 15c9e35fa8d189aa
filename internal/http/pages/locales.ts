import type { Assets } from '../../platform/assets.ts';
import { sayFrom, type WordKey, type WordValues } from '../../platform/words.ts';

/** The language that one answer is written in. */
export interface PageLanguage {
  /** BCP 47. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** What stands at `key`, with its `{places}` filled. */
  readonly say: (key: WordKey, values?: WordValues) => string;
  /** All of it, for the page's script. */
  readonly entries: Readonly<Record<string, unknown>>;
  /** Every language there is, under its own name. */
  readonly all: readonly { readonly locale: string; readonly name: string }[];
}

/** What a browser said about languages, most binding first. */
export interface LanguageWishes {
  /** `?lang=` of the address. */
  readonly asked: unknown;
  /** The header `Cookie`, in which an earlier choice may be. */
  readonly cookies: string | undefined;
  /** The header `Accept-Language` (RFC 9110, 12.5.4). */
  readonly accepted: string | undefined;
}

/** Of the cookie that keeps a choice made in the page's menu. */
export const languageCookie = 'aerial-language';
const FALLBACK = 'en';
const folder = 'static/locales/';
/** More than these nobody reads; a longer header is no browser's. */
const MAX_WISHES = 20;

/** The pages' languages: one file of sentences each, read once. */
export class Locales {
  readonly #languages: ReadonlyMap<string, PageLanguage>;
  readonly #english: PageLanguage;

  constructor(assets: Pick<Assets, 'names' | 'text'>) {
    const files = assets.names(folder).map((name) => ({
      locale: name.slice(folder.length, -'.json'.length),
      entries: JSON.parse(assets.text(name)) as Readonly<Record<string, unknown>>,
    }));
    const all = files.map(({ locale, entries }) => ({ locale, name: String(entries['language.name']) }));
    const languages = files.map((file) => ({ ...file, all, ...speaking(file) }));
    this.#languages = new Map(languages.map((language) => [language.locale.toLowerCase(), language]));
    this.#english = this.#languages.get(FALLBACK) ?? {
      locale: FALLBACK,
      entries: {},
      all,
      ...speaking({ locale: FALLBACK, entries: {} }),
    };
  }

  /** The first wish that can be granted; English where there is none. */
  choose({ asked, cookies, accepted }: LanguageWishes): PageLanguage {
    const kept = new RegExp(`(?:^|;\\s*)${languageCookie}=([\\w-]{1,35})`).exec(cookies ?? '')?.[1];
    const wishes = [
      ...(typeof asked === 'string' ? [asked] : []),
      ...(kept === undefined ? [] : [kept]),
      ...acceptedTags(accepted),
    ];
    for (const wish of wishes) {
      const language = this.#find(wish.toLowerCase());
      if (language !== null) return language;
    }
    return this.#english;
  }

  /** By its whole tag, else by its language alone: `de-AT` is served German, `pt` the Portuguese that there is (RFC 4647, look-up). */
  #find(tag: string): PageLanguage | null {
    const exact = this.#languages.get(tag);
    if (exact !== undefined) return exact;
    const [language = ''] = tag.split('-');
    const near = [...this.#languages].find(([known]) => known.split('-')[0] === language);
    return near?.[1] ?? null;
  }
}

function speaking(file: Pick<PageLanguage, 'locale' | 'entries'>): Pick<PageLanguage, 'direction' | 'say'> {
  const { entries, locale } = file;
  return {
    direction: entries['language.direction'] === 'rtl' ? 'rtl' : 'ltr',
    say: (key, values) => sayFrom(entries, locale, key, values),
  };
}

/** The tags of an `Accept-Language`, best first; what is refused with `q=0` is left out. */
export function acceptedTags(header: string | undefined): string[] {
  const wishes = (header ?? '').split(',', MAX_WISHES).flatMap((wish) => {
    const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    return /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(tag) && weight > 0 ? [{ tag, weight }] : [];
  });
  return wishes.toSorted((one, other) => other.weight - one.weight).map(({ tag }) => tag);
}
