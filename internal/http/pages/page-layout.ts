/** How a viewer last had the page: drawn so from the first paint on, and so nothing moves when the script comes. */
export interface PageLayout {
  readonly isChatHidden: boolean;
  /** In the page's own units (rem); null for the usual. */
  readonly chatWidth: number | null;
  readonly isTheatre: boolean;
  /** Large type, for eyes that are across the room. */
  readonly isTelevision: boolean;
}

/** What the page's script keeps: words with dots between them. */
export const layoutCookie = 'aerial-layout';
/** Narrowest and widest chat, in rem. The style sheet has a rule for each of them. */
export const chatWidths = { least: 16, most: 36 } as const;

/** Browsers of televisions and of the boxes below them, by what they call themselves. */
const televisions =
  /smart-?tv|smarttv|tizen.+tv|web0s|webos\.tv|netcast|hbbtv|googletv|android tv|bravia|aquos|viera|vidaa|roku|crkey|appletv/i;

/** Those of Amazon, in capitals: `AFTKA`. */
const fireTelevisions = /\bAFT[A-Z][A-Z0-9]{0,4}\b/;

/** Reads what the page's script kept in its cookie, and what shows the page. */
export function readLayout(needs: {
  readonly cookies: string | undefined;
  readonly userAgent: string | undefined;
  /** `?screen=television` of the address: for screens that do not say what they are. */
  readonly screen: unknown;
}): PageLayout {
  const kept = new RegExp(`(?:^|;\\s*)${layoutCookie}=([\\w.-]{1,60})`).exec(needs.cookies ?? '')?.[1] ?? '';
  const words = kept.split('.');
  const name = (needs.userAgent ?? '').slice(0, 512);
  const width = Number(words.find((word) => word.startsWith('width-'))?.slice('width-'.length));
  return {
    isChatHidden: words.includes('hidden'),
    chatWidth: Number.isInteger(width) && width >= chatWidths.least && width <= chatWidths.most ? width : null,
    isTheatre: words.includes('theatre'),
    isTelevision: needs.screen === 'television' || televisions.test(name) || fireTelevisions.test(name),
  };
}

/** A page as nobody has changed it. */
export const plainLayout: PageLayout = { isChatHidden: false, chatWidth: null, isTheatre: false, isTelevision: false };
