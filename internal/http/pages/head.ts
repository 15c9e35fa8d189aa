import type { ChannelView } from './channel-view.ts';
import { html, type Html } from './html.ts';
import { embedPath, embedSize } from './oembed.ts';

/** What cards and titles say of what is on air. */
export interface CardFacts {
  readonly view: Pick<ChannelView, 'name' | 'summary' | 'isForAdults'>;
  readonly isLive: boolean;
  readonly title: string;
  /** Such as `https://example.org`, without a slash at its end; null leaves out what needs an absolute address. */
  readonly origin: string | null;
  /** The channel's account on the fediverse, such as `live@tv.example`, and the address of its document; null while nobody can follow. */
  readonly fediverse: { readonly account: string; readonly actorUrl: string } | null;
  /** Path of the picture for cards, and its size in pixels where that is known. */
  readonly image: { readonly path: string; readonly size: { readonly width: number; readonly height: number } | null };
}

/** Title of the stream and name of the channel, or the name alone. */
export function subjectOf({ view, isLive, title }: Pick<CardFacts, 'view' | 'isLive' | 'title'>): string {
  return isLive && title !== '' ? `${title} · ${view.name}` : view.name;
}

/** Open Graph, Twitter's card, whose account it is on the fediverse, where oEmbed is answered, and where the owner proves elsewhere whose channel this is (IndieAuth). */
export function cardTags(facts: CardFacts): Html {
  const { view, fediverse, origin } = facts;
  const subject = subjectOf(facts);
  const description = view.summary || view.name;
  return html`<meta property="og:type" content="${facts.isLive ? 'video.other' : 'website'}" />
    <meta property="og:site_name" content="${view.name}" />
    <meta property="og:title" content="${subject}" />
    <meta property="og:description" content="${description}" />
    ${fediverse !== null && fediverseTags(fediverse)}
    ${origin === null ? html`<meta name="twitter:card" content="summary" />` : absoluteTags(facts, origin, subject)}
    <meta name="twitter:title" content="${subject}" />
    <meta name="twitter:description" content="${description}" />
    ${view.isForAdults && html`<meta name="rating" content="adult" />`}`;
}

/** Who looks the page's address up finds the account, and Mastodon names the channel under links to it. */
function fediverseTags({ account, actorUrl }: NonNullable<CardFacts['fediverse']>): Html {
  return html`<link rel="alternate" type="application/activity+json" href="${actorUrl}" />
    <meta name="fediverse:creator" content="@${account}" />`;
}

function absoluteTags({ image: { path, size } }: CardFacts, origin: string, subject: string): Html {
  const page = `${origin}/`;
  const player = origin + embedPath;
  const oembed = `${origin}/api/oembed?url=${encodeURIComponent(page)}`;
  return html`<link rel="canonical" href="${page}" />
    <link rel="alternate" type="application/json+oembed" href="${oembed}&amp;format=json" title="${subject}" />
    <link rel="alternate" type="text/xml+oembed" href="${oembed}&amp;format=xml" title="${subject}" />
    <link rel="indieauth-metadata" href="${origin}/.well-known/oauth-authorization-server" />
    <link rel="authorization_endpoint" href="${origin}/api/auth/provider/indieauth" />
    <meta property="og:url" content="${page}" />
    <meta property="og:image" content="${origin}${path}" />
    ${
      size !== null &&
      html`<meta property="og:image:width" content="${size.width}" />
        <meta property="og:image:height" content="${size.height}" />`
    }
    <meta property="og:video" content="${player}" />
    ${origin.startsWith('https:') && html`<meta property="og:video:secure_url" content="${player}" />`}
    <meta property="og:video:type" content="text/html" />
    <meta property="og:video:width" content="${embedSize.width}" />
    <meta property="og:video:height" content="${embedSize.height}" />
    <meta name="twitter:card" content="player" />
    <meta name="twitter:image" content="${origin}${path}" />
    <meta name="twitter:player" content="${player}" />
    <meta name="twitter:player:width" content="${embedSize.width}" />
    <meta name="twitter:player:height" content="${embedSize.height}" />`;
}

/** The head of a page that is drawn by its script, with one stylesheet. */
export function drawnPageHead(
  title: string,
  { style, script }: { readonly style: string; readonly script: string },
): Html {
  return html`<meta charset="utf-8" />
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <link rel="stylesheet" href="${style}" />
    <script type="module" src="${script}"></script>
    <link rel="icon" href="/static/icons/icon.svg" type="image/svg+xml" />`;
}

/** Keeps search engines away, where the owner wants that. */
export function robotsTag(mayBeIndexed: boolean): Html | false {
  return !mayBeIndexed && html`<meta name="robots" content="noindex, nofollow" />`;
}
