import type { WordKey } from '../../platform/words.ts';
import { about, actionBar } from './about.ts';
import type { ChannelView } from './channel-view.ts';
import { chatPlace, chatToggle, type ChatOnPage } from './chat-place.ts';
import { type CardFacts, cardTags, robotsTag, subjectOf } from './head.ts';
import { html, Html, jsonScript } from './html.ts';
import type { PageLanguage } from './locales.ts';
import { type Following, more } from './more.ts';
import type { PageLayout } from './page-layout.ts';
import { schedulePath, whenWords } from './schedule-page.ts';

/** URL paths of what the build made, such as `/assets/viewer.1A2B3C.js`. */
export interface ChannelPageAssets {
  readonly viewerScript: string;
  readonly viewerStyle: string;
  /** The chunk with hls.js, loaded apart. */
  readonly playerScript: string;
  /** What the two scripts share. */
  readonly sharedScripts: readonly string[];
  /** Of the pages that are the chat alone. */
  readonly chatScript: string;
  /** Of the page of what is planned. */
  readonly scheduleScript: string;
}

/** All that the channel's pages show at first paint. Times are ISO 8601, pictures paths of this server. */
export interface ChannelPageState {
  readonly view: ChannelView;
  readonly language: PageLanguage;
  readonly layout: PageLayout;
  readonly following: Following;
  readonly stream: {
    readonly phase: 'offline' | 'live' | 'away';
    readonly title: string;
    /** There is no picture: the logo stands in its place. */
    readonly isAudioOnly: boolean;
    readonly startedAt: string | null;
    readonly lastLiveAt: string | null;
    readonly viewerCount: number | null;
    readonly ladderVersion: number;
  };
  /** What is on by plan, or the next that will be; null for nothing. */
  readonly planned: {
    readonly name: string;
    readonly startWallMs: number;
    readonly durationMinutes: number;
    readonly timeZone: string;
    readonly isChatOpen: boolean;
  } | null;
  /** What browsers have to know to be told of broadcasts; null while they are not. */
  readonly pushKey: string | null;
  /** Null where there is no chat. */
  readonly chat: ChatOnPage | null;
  /** Stands in the picture's place until there is one. */
  readonly posterUrl: string;
  /** For cards and link previews. */
  readonly cardImage: {
    readonly path: string;
    readonly size: { readonly width: number; readonly height: number } | null;
  };
  readonly serverTime: string;
  readonly versionNumber: string;
  /** Such as `https://example.org`, without a slash at its end; null leaves out what needs an absolute address. */
  readonly origin: string | null;
}

/** Path of the multivariant playlist; also the page's link for other players. */
export const playlistPath = '/hls/stream.m3u8';

/** Title in the browser's tab; the script keeps it so. */
function tabTitle({ view, stream: { phase, title } }: ChannelPageState): string {
  const subject = subjectOf({ view, isLive: phase !== 'offline', title });
  return phase === 'live' ? `● ${subject}` : subject;
}

function commonHead(state: ChannelPageState, assets: ChannelPageAssets): Html {
  const { view, stream } = state;
  // A stream that waits for the viewer's word is not fetched ahead of it.
  const isAwaited = stream.phase !== 'offline' && view.autoplay !== 'off' && !view.isForAdults;
  return html`<meta charset="utf-8" />
    <title>${tabTitle(state)}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <link rel="stylesheet" href="${assets.viewerStyle}" />
    ${view.stylesUrl !== null && html`<link rel="stylesheet" href="${view.stylesUrl}" />`}
    <script type="module" src="${assets.viewerScript}"></script>
    ${assets.sharedScripts.map((path) => html`<link rel="modulepreload" href="${path}" />`)}
    ${isAwaited && html`<link rel="modulepreload" href="${assets.playerScript}" />`}
    ${isAwaited && html`<link rel="preload" href="${playlistPath}" as="fetch" crossorigin="anonymous" />`}`;
}

/** Id of what stands last in the page. */
const WORDS_ID = 'words';

/** What cards of the page say. */
export function cardFactsOf({ view, stream, origin, cardImage, following }: ChannelPageState): CardFacts {
  const { account, actorUrl } = following;
  return {
    view,
    isLive: stream.phase !== 'offline',
    title: stream.title,
    origin,
    fediverse: account === null || actorUrl === null ? null : { account, actorUrl },
    image: cardImage,
  };
}

function head(state: ChannelPageState, assets: ChannelPageAssets): Html {
  const { view } = state;
  // Half a page is not painted (HTML, blocking attribute of a link "expect"), so that nothing moves as the rest comes.
  return html`${commonHead(state, assets)}
    <link rel="expect" href="#${WORDS_ID}" blocking="render" />
    <meta name="description" content="${view.summary || view.name}" />
    ${robotsTag(view.mayBeIndexed)}
    ${
      view.stylesUrl === null &&
      html`<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f9fafc" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0b0d12" />`
    }
    <link rel="icon" href="/favicon.ico" />
    <link rel="apple-touch-icon" href="/static/icons/apple-touch-icon.png" />
    <link rel="manifest" href="/manifest.webmanifest" />
    <link rel="alternate" type="application/vnd.apple.mpegurl" href="${playlistPath}" title="${view.name}" />
    ${cardTags(cardFactsOf(state))} ${view.scriptUrl !== null && html`<script defer src="${view.scriptUrl}"></script>`}`;
}

const phaseWords: Readonly<Record<ChannelPageState['stream']['phase'], WordKey>> = {
  offline: 'page.offAir',
  live: 'page.live',
  away: 'page.waiting',
};
const phasePills = { offline: 'pill', live: 'pill pill-live', away: 'pill pill-away' } as const;

/** Languages, shape and size of the page, for style sheets. */
function rootAttributes({ language, layout }: ChannelPageState): Html {
  return html`lang="${language.locale}"
  dir="${language.direction}"${layout.isTheatre && new Html(' data-theatre')}${
    layout.chatWidth !== null && html` data-chat-width="${layout.chatWidth}"`
  }${layout.isTelevision && new Html(' data-screen="television"')}`;
}

function offAir({ view, planned, following, language: { locale, say } }: ChannelPageState, isEmbedded: boolean): Html {
  const { name, summary, offlineHtml, autoplay } = view;
  // In somebody else's page the name is the way to this one.
  const title = isEmbedded ? html`<a href="/" target="_blank">${name}</a>` : name;
  return html`<div class="words">
    <div class="off-air">
      <span class="pill">${say('page.offAir')}</span>
      <p class="off-air-title" dir="auto">${title}</p>
      ${
        offlineHtml === ''
          ? summary && html`<p class="off-air-summary" dir="auto">${summary}</p>`
          : html`<div class="off-air-message" dir="auto">${new Html(offlineHtml)}</div>`
      }
      ${planned !== null && nextBroadcast(planned, locale)}
      <p class="off-air-words">${say(autoplay === 'off' ? 'page.saysWhenLive' : 'page.startsItself')}</p>
      ${following.account !== null && html`<div class="off-air-actions"></div>`}
    </div>
  </div>`;
}

/** What stands where the picture would, as the script draws it. */
function cover({ view: { logoUrl } }: ChannelPageState): Html {
  return html`<div class="words">
    <div class="listening"><img class="cover" src="${logoUrl}" alt="" /></div>
  </div>`;
}

/** When there is something to see again; the script tells it in the reader's own time. */
function nextBroadcast(planned: NonNullable<ChannelPageState['planned']>, locale: string): Html {
  return html`<p class="next-broadcast">
    <a href="${schedulePath}"><b dir="auto">${planned.name}</b></a>
    <time datetime="${new Date(planned.startWallMs).toISOString()}">${whenWords(planned, locale)}</time>
  </p>`;
}

/** What stands in the picture until the script takes over, and for good where there is none. */
function stage(state: ChannelPageState, isEmbedded: boolean): Html {
  const {
    stream,
    posterUrl,
    language: { say },
  } = state;
  return html`<div class="stage">
    <img class="poster" src="${posterUrl}" alt="" width="1280" height="720" fetchpriority="high" />
    <section
      id="player"
      class="player"
      tabindex="-1"
      aria-label="${say('page.picture')}"
      data-state="${stream.phase === 'live' ? 'connecting' : stream.phase}"
    >
      ${stream.phase === 'offline' && offAir(state, isEmbedded)} ${stream.isAudioOnly && cover(state)}
      <noscript
        ><div class="notice">
          <div class="notice-card">
            <p class="notice-title">${say('page.needsJavaScript')}</p>
            <p class="notice-words">${say('page.needsJavaScriptHelp')}</p>
            <a class="action" href="${playlistPath}" target="_blank">${say('page.openStream')}</a>
          </div>
        </div></noscript
      >
    </section>
  </div>`;
}

/** In the shape of `/api/status`. */
function describePlanned(planned: NonNullable<ChannelPageState['planned']>): object {
  const { name, startWallMs, durationMinutes, isChatOpen } = planned;
  const startTime = new Date(startWallMs).toISOString();
  return { name, startTime, durationMinutes, chatOpen: isChatOpen };
}

/** What the page's script begins with. */
export function stateScript(state: ChannelPageState, isEmbedded: boolean): Html {
  const { view, stream, chat, planned, pushKey, following, serverTime, versionNumber, language } = state;
  const { name, summary, logoUrl, offlineHtml, autoplay, isForAdults, showsCountdown } = view;
  const facts = jsonScript('state', {
    channel: { name, summary, logoUrl, offlineHtml, autoplay, isForAdults, showsCountdown },
    isEmbedded,
    stream,
    planned: planned === null ? null : describePlanned(planned),
    pushKey,
    chat,
    following,
    serverTime,
    versionNumber,
  });
  return html`${facts}${jsonScript(WORDS_ID, { locale: language.locale, entries: language.entries })}`;
}

/** The channel's page, whole: it paints with one style sheet, and names, poster and stream address need no script. Pure. */
export function renderChannelPage(state: ChannelPageState, assets: ChannelPageAssets): string {
  const { view, stream, language, layout } = state;
  const { say } = language;
  const chat = state.chat !== null && html` data-chat="${layout.isChatHidden ? 'hidden' : 'shown'}"`;
  const page = html`<!doctype html>
    <html ${rootAttributes(state)}>
      <head>
        ${head(state, assets)}
      </head>
      <body${chat}>
        <a class="skip" href="#player">${say('page.skip')}</a>
        <header class="bar">
          <a class="brand" href="/"
            ><img src="${view.logoUrl}" alt="" width="32" height="32" /><span dir="auto">${view.name}</span></a
          >
          <div class="bar-end">
            <div id="on-air" class="on-air">
              <span class="${phasePills[stream.phase]}">${say(phaseWords[stream.phase])}</span>
            </div>
            ${state.pushKey !== null && tellMePlace(language)}
            ${state.chat !== null && chatToggle(language, layout)}
          </div>
        </header>
        <main class="channel">
          ${stage(state, false)}
          <div id="headline" class="headline">
            <div class="headline-words">
              <h1 dir="auto">${stream.title || view.name}</h1>
              <p class="facts">${stream.phase === 'offline' ? '' : say(phaseWords[stream.phase])}</p>
            </div>
            ${headlineActions(state)}
          </div>
          ${actionBar(view, language)} ${state.chat !== null && chatPlace(language, layout)}
          ${about(view, language, playlistPath)} ${more(view, state.following, language)}
        </main>
        <footer class="foot"><span>Aerial ${state.versionNumber}</span>${languageMenu(language)}</footer>
        ${stateScript(state, false)}
      </body>
    </html> `;
  return page.text;
}

/** The room of the button by which one is told of the next broadcast. */
function tellMePlace({ say }: PageLanguage): Html {
  return html`<div id="tell-me" class="tell-me">
    <span class="tell-me-button" data-waits aria-hidden="true"><svg></svg><span>${say('notify.off')}</span></span>
  </div>`;
}

/** The room of the buttons that the script puts there, so that the title breaks where it will. */
function headlineActions({ following, language: { say } }: ChannelPageState): Html {
  return html`<div class="headline-actions" data-waits aria-hidden="true">
    ${following.account !== null && html`<span class="action follow"><svg></svg>${say('follow.button')}</span>`}
    <span class="action share"><svg></svg><span class="share-word">${say('page.copyLink')}</span></span>
  </div>`;
}

/** Every language, each by its own name; a link of its own, so that it needs no script. */
function languageMenu({ locale, say, all }: PageLanguage): Html {
  const current = all.find((one) => one.locale === locale);
  return html`<details id="languages" class="languages">
    <summary><span class="unseen">${say('language.menu')}: </span>${current?.name}</summary>
    <ul aria-label="${say('language.menu')}">
      ${all.map(
        (one) =>
          html`<li>
            <a
              href="/?lang=${one.locale}"
              hreflang="${one.locale}"
              lang="${one.locale}"
              ${one === current && new Html('aria-current="true"')}
              >${one.name}</a
            >
          </li>`,
      )}
    </ul>
  </details>`;
}

/** The player alone, filling its frame: for the pages of others. */
export function renderEmbedPage(state: ChannelPageState, assets: ChannelPageAssets): string {
  const page = html`<!doctype html>
    <html ${rootAttributes(state)}>
      <head>
        ${commonHead(state, assets)}
        <meta name="robots" content="noindex" />
        ${state.origin !== null && html`<link rel="canonical" href="${state.origin}/" />`}
      </head>
      <body class="embed">
        ${stage(state, true)} ${stateScript(state, true)}
      </body>
    </html> `;
  return page.text;
}
