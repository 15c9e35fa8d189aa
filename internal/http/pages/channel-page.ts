import { html, jsonScript, type Html } from './html.ts';

/** URL paths of what the build made, such as `/assets/viewer.1A2B3C.js`. */
export interface ChannelPageAssets {
  readonly viewerScript: string;
  readonly viewerStyle: string;
  /** The chunk with hls.js, loaded apart. */
  readonly playerScript: string;
  /** What the two scripts share. */
  readonly sharedScripts: readonly string[];
}

/** All that the channel's page shows at first paint. Times are ISO 8601. */
export interface ChannelPageState {
  readonly channel: {
    readonly name: string;
    readonly summary: string;
    readonly logoUrl: string;
    readonly posterUrl: string;
    /** 1200 x 630, for link previews. */
    readonly socialImageUrl: string;
  };
  readonly stream: {
    readonly phase: 'offline' | 'live' | 'away';
    readonly title: string;
    readonly startedAt: string | null;
    readonly lastLiveAt: string | null;
    readonly viewerCount: number | null;
  };
  readonly serverTime: string;
  readonly versionNumber: string;
  /** Such as `https://example.org`, without a slash at its end; null leaves out what needs an absolute address. */
  readonly publicUrl: string | null;
}

/** Path of the multivariant playlist; also the page's link for other players. */
const playlistPath = '/hls/stream.m3u8';

/** Headers of the page. Nothing inline runs, nothing foreign loads; media come through blobs that the player makes. */
export const channelPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
};

function absolute(publicUrl: string, url: string): string {
  return url.startsWith('/') ? publicUrl + url : url;
}

function socialTags(state: ChannelPageState): Html {
  const { channel, stream, publicUrl } = state;
  const title = stream.phase !== 'offline' && stream.title ? `${stream.title} · ${channel.name}` : channel.name;
  const image = publicUrl === null ? null : absolute(publicUrl, channel.socialImageUrl);
  return html`<meta property="og:type" content="website" />
    <meta property="og:site_name" content="${channel.name}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${channel.summary}" />
    ${
      publicUrl &&
      html`<link rel="canonical" href="${publicUrl}/" /> <meta property="og:url" content="${publicUrl}/" />`
    }
    ${
      image &&
      html`<meta property="og:image" content="${image}" />
        <meta property="og:image:width" content="1200" />
        <meta property="og:image:height" content="630" />
        <meta name="twitter:image" content="${image}" />`
    }
    <meta name="twitter:card" content="${image ? 'summary_large_image' : 'summary'}" />
    <meta name="twitter:title" content="${title}" />
    <meta name="twitter:description" content="${channel.summary}" />`;
}

function head(state: ChannelPageState, assets: ChannelPageAssets): Html {
  const { channel, stream } = state;
  const live = stream.phase !== 'offline';
  const subject = live && stream.title ? `${stream.title} · ${channel.name}` : channel.name;
  return html`<meta charset="utf-8" />
    <title>${stream.phase === 'live' ? `● ${subject}` : subject}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="description" content="${channel.summary}" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f9fafc" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0b0d12" />
    <link rel="stylesheet" href="${assets.viewerStyle}" />
    <script type="module" src="${assets.viewerScript}"></script>
    ${assets.sharedScripts.map((path) => html`<link rel="modulepreload" href="${path}" />`)}
    ${live && html`<link rel="modulepreload" href="${assets.playerScript}" />`}
    ${live && html`<link rel="preload" href="${playlistPath}" as="fetch" crossorigin="anonymous" />`}
    <link rel="icon" href="/static/icons/icon.svg" type="image/svg+xml" />
    <link rel="apple-touch-icon" href="/static/icons/apple-touch-icon.png" />
    <link rel="manifest" href="/static/manifest.webmanifest" />
    <link rel="alternate" type="application/vnd.apple.mpegurl" href="${playlistPath}" title="${channel.name}" />
    ${socialTags(state)}`;
}

const phaseWords = { offline: 'Off air', live: 'Live', away: 'Waiting' } as const;
const phasePills = { offline: 'pill', live: 'pill pill-live', away: 'pill pill-away' } as const;

/** What stands in the picture until the script takes over, and for good where there is none. */
function stage({ channel, stream }: ChannelPageState): Html {
  const offline = html`<div class="words">
    <div class="off-air">
      <span class="pill">Off air</span>
      <p class="off-air-title" dir="auto">${channel.name}</p>
      ${channel.summary && html`<p class="off-air-summary" dir="auto">${channel.summary}</p>`}
      <p class="off-air-words">Leave this page open: the picture starts by itself.</p>
    </div>
  </div>`;
  return html`<div class="stage">
    <img class="poster" src="${channel.posterUrl}" alt="" width="1280" height="720" fetchpriority="high" />
    <section
      id="player"
      class="player"
      tabindex="-1"
      aria-label="Picture"
      data-state="${stream.phase === 'live' ? 'connecting' : stream.phase}"
    >
      ${stream.phase === 'offline' && offline}
      <noscript
        ><div class="notice">
          <div class="notice-card">
            <p class="notice-title">The player needs JavaScript</p>
            <p class="notice-words">Without it, another player can show the stream, for example VLC.</p>
            <a class="action" href="${playlistPath}">Open the stream</a>
          </div>
        </div></noscript
      >
    </section>
  </div>`;
}

/** The channel's page, whole: it paints with one style sheet, and names, poster and stream address need no script. Pure. */
export function renderChannelPage(state: ChannelPageState, assets: ChannelPageAssets): string {
  const { channel, stream } = state;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        ${head(state, assets)}
      </head>
      <body>
        <a class="skip" href="#player">Skip to the picture</a>
        <header class="bar">
          <a class="brand" href="/"
            ><img src="${channel.logoUrl}" alt="" width="32" height="32" /><span dir="auto">${channel.name}</span></a
          >
          <div id="on-air" class="on-air">
            <span class="${phasePills[stream.phase]}">${phaseWords[stream.phase]}</span>
          </div>
        </header>
        <main class="channel">
          ${stage(state)}
          <div id="headline" class="headline">
            <div class="headline-words">
              <h1 dir="auto">${stream.title || channel.name}</h1>
              <p class="facts">${stream.phase === 'offline' ? '' : phaseWords[stream.phase]}</p>
            </div>
          </div>
          <section class="about" aria-labelledby="about-title">
            <div class="about-words">
              <h2 id="about-title">About</h2>
              <p dir="auto">${channel.summary || channel.name}</p>
            </div>
            <p class="elsewhere"><a href="${playlistPath}">Watch in another player</a></p>
          </section>
        </main>
        <footer class="foot">Aerial ${state.versionNumber}</footer>
        ${jsonScript('state', { channel, stream, serverTime: state.serverTime, versionNumber: state.versionNumber })}
      </body>
    </html> `;
  return page.text;
}
