import type { Settings } from '../../config/settings.ts';
import type { ExternalAction } from '../../config/shapes.ts';
import type { PageGuests } from './page-policy.ts';
import { isDarkColor } from './appearance.ts';
import { safeLink, safePicture } from './safe-link.ts';
import { platformIcon, platformLabel } from './social-platforms.ts';

/** A link to where else the channel is found. `href` is null where the owner wrote something that is no link. */
export interface SocialLinkView {
  readonly label: string;
  readonly text: string;
  readonly href: string | null;
  readonly icon: string;
}

/** A button below the picture. */
export interface ActionView {
  readonly title: string;
  readonly description: string;
  readonly href: string;
  /** Address of a picture, or null. */
  readonly icon: string | null;
  /** `#rgb` or `#rrggbb`, with the colour that is read on it; null for the usual look. */
  readonly color: { readonly surface: string; readonly ink: string } | null;
  readonly opens: 'dialog' | 'tab';
}

/** What the owner put on the page: everything in it is safe to write there. Addresses are paths of this server, or of the web. */
export interface ChannelView {
  readonly name: string;
  readonly summary: string;
  readonly logoUrl: string;
  readonly tags: readonly string[];
  readonly links: readonly SocialLinkView[];
  readonly actions: readonly ActionView[];
  readonly contentHtml: string;
  readonly offlineHtml: string;
  readonly isForAdults: boolean;
  readonly autoplay: 'off' | 'always' | 'sound-only';
  readonly mayBeIndexed: boolean;
  /** Whether the page says how long it is until the next planned broadcast. */
  readonly showsCountdown: boolean;
  /** Null while there are none. */
  readonly stylesUrl: string | null;
  readonly scriptUrl: string | null;
}

export interface ChannelViewNeeds {
  readonly settings: Pick<Settings, 'get'>;
  readonly renderMarkdown: (text: string) => string;
  /** Changes with the text, so that a changed file has another address. */
  readonly digestOf: (text: string) => string;
  /** The owner's colours and styles together. */
  readonly customStyles: string;
  readonly logoUrl: string;
  /** Such as `https://tv.example.org`; null when it is not known. */
  readonly origin: string | null;
}

/** Reads what the settings put on the page. */
export function readChannelView(needs: ChannelViewNeeds): ChannelView {
  const { settings, renderMarkdown, digestOf, customStyles } = needs;
  const script = settings.get('custom-javascript');
  return {
    name: settings.get('channel-name'),
    summary: settings.get('channel-summary'),
    logoUrl: needs.logoUrl,
    tags: settings.get('tags'),
    links: settings.get('social-links').map(({ platform, url, icon }) => ({
      label: platformLabel(platform),
      text: url,
      href: safeLink(url),
      icon: safePicture(icon ?? '') ?? platformIcon(platform),
    })),
    actions: settings.get('external-actions').map((action, index) => viewAction(action, index, needs.origin)),
    contentHtml: renderMarkdown(settings.get('page-content')),
    offlineHtml: renderMarkdown(settings.get('offline-message')),
    isForAdults: settings.get('nsfw'),
    autoplay: settings.get('autoplay'),
    mayBeIndexed: settings.get('search-indexing'),
    showsCountdown: settings.get('schedule-countdown'),
    stylesUrl: customStyles.trim() === '' ? null : `/customstyles.css?v=${digestOf(customStyles)}`,
    scriptUrl: script.trim() === '' ? null : `/customjavascript?v=${digestOf(script)}`,
  };
}

/** What the view needs to be allowed to load. */
export function guestsOf(view: ChannelView): PageGuests {
  const isElsewhere = (address: string | null) => address !== null && !address.startsWith('/');
  const pictures = [...view.links.map(({ icon }) => icon), ...view.actions.map(({ icon }) => icon)];
  return {
    html: [view.contentHtml, view.offlineHtml],
    hasFrames: view.actions.some(({ opens }) => opens === 'dialog'),
    hasDecorations: pictures.some(isElsewhere) || view.actions.some(({ color }) => color !== null),
    hasStyles: view.stylesUrl !== null,
    hasScript: view.scriptUrl !== null,
    mayBeFramed: false,
    socketHost: null,
    mediaOrigin: null,
  };
}

function viewAction(action: ExternalAction, index: number, origin: string | null): ActionView {
  const isHtml = action.html !== '';
  return {
    title: action.title,
    description: action.description,
    href: isHtml ? `/external-actions/${index}` : withInstance(action.url, origin),
    icon: safePicture(action.icon),
    color: viewColor(action.color),
    opens: !isHtml && action.openExternally ? 'tab' : 'dialog',
  };
}

/** Tells the other side where it was opened, as Owncast does. */
export function withInstance(address: string, origin: string | null): string {
  const url = URL.parse(address);
  if (url === null || origin === null) return address;
  url.searchParams.set('instance', `${origin}/`);
  return url.href;
}

function viewColor(color: string): ActionView['color'] {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1];
  if (digits === undefined) return null;
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  return { surface: `#${long}`, ink: isDarkColor(`#${long}`) === true ? '#ffffff' : '#000000' };
}
