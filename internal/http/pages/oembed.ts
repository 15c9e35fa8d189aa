import { html } from './html.ts';

/** What somebody asks for who wants to embed the channel (oembed.com, version 1.0). */
export interface EmbedQuestion {
  readonly url: string;
  readonly format?: string | undefined;
  readonly maxwidth?: string | undefined;
  readonly maxheight?: string | undefined;
  /** Such as `https://tv.example.org`: what this server is known as; null when it cannot know. */
  readonly origin: string | null;
  readonly channel: { readonly name: string; readonly title: string; readonly isLive: boolean };
}

export type EmbedAnswer =
  | { readonly kind: 'reply'; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: 'unknown-format' }
  /** The address is none of this channel's. */
  | { readonly kind: 'stranger' };

export const embedPath = '/embed/video';
/** Of the player as others show it, in pixels, unless they have less room. */
export const embedSize = { width: 560, height: 315 } as const;
const LEAST_WIDTH = 160;
const CACHE_SECONDS = 60;

/** The player as a piece of HTML for other pages. */
export function embedFrame(
  origin: string,
  size: { readonly width: number; readonly height: number },
  title: string,
): string {
  const attributes = {
    src: `${origin}${embedPath}`,
    ...size,
    title,
    frameborder: 0,
    allow: 'autoplay; fullscreen; picture-in-picture',
  };
  const written = Object.entries(attributes).map(([name, value]) => html`${name}="${value}"`.text);
  return `<iframe ${written.join(' ')} allowfullscreen></iframe>`;
}

/** Answers such a question. Pure. */
export function describeEmbed(question: EmbedQuestion): EmbedAnswer {
  const { origin, channel, format = 'json' } = question;
  if (format !== 'json' && format !== 'xml') return { kind: 'unknown-format' };
  if (origin === null || !isOurs(question.url, origin)) return { kind: 'stranger' };
  const size = fit(question.maxwidth, question.maxheight);
  const title = channel.isLive && channel.title !== '' ? `${channel.title} · ${channel.name}` : channel.name;
  const fields = {
    version: '1.0',
    type: 'video',
    title,
    author_name: channel.name,
    author_url: `${origin}/`,
    provider_name: channel.name,
    provider_url: `${origin}/`,
    cache_age: CACHE_SECONDS,
    html: embedFrame(origin, size, title),
    ...size,
  };
  const headers = { 'cache-control': `public, max-age=${CACHE_SECONDS}`, 'access-control-allow-origin': '*' };
  if (format === 'json') {
    return {
      kind: 'reply',
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(fields),
    };
  }
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${html`${value}`.text}</${name}>`);
  return {
    kind: 'reply',
    headers: { ...headers, 'content-type': 'text/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${elements.join('')}</oembed>\n`,
  };
}

/** The channel's page and its player are what can be embedded; a proxy may have hidden from us that the world sees HTTPS. */
function isOurs(url: string, origin: string): boolean {
  const asked = URL.parse(url);
  const ours = URL.parse(origin);
  if (asked === null || ours === null || asked.host !== ours.host) return false;
  return ['http:', 'https:'].includes(asked.protocol) && ['/', embedPath, `${embedPath}/`].includes(asked.pathname);
}

/** The usual size, or the largest of its shape that fits. */
function fit(maxWidth: string | undefined, maxHeight: string | undefined): { width: number; height: number } {
  const { width, height } = embedSize;
  const share = Math.min(1, Number(maxWidth ?? width) / width, Number(maxHeight ?? height) / height);
  const fitted = Math.max(LEAST_WIDTH, Math.floor(width * share));
  return { width: fitted, height: Math.round((fitted * height) / width) };
}
