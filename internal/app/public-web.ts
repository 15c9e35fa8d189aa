import type { Settings } from '../config/settings.ts';
import type { channelEndpoints } from '../http/contract/channel.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import type { pageFileEndpoints } from '../http/contract/page-files.ts';
import { channelHandlers, type ChannelNeeds, type Offers } from '../http/handlers/channel.ts';
import { customStyles, digestOf, pageFileHandlers } from '../http/handlers/page-files.ts';
import type { ChannelPageState } from '../http/pages/channel-page.ts';
import { type ChannelView, readChannelView } from '../http/pages/channel-view.ts';
import { readChatOnPage } from '../http/pages/chat-place.ts';
import { readSignInOffers } from '../http/pages/sign-in-offers.ts';
import { Locales } from '../http/pages/locales.ts';
import type { Following } from '../http/pages/more.ts';
import { PageMarkup } from '../http/pages/page-markup.ts';
import type { ShownBroadcast } from '../schedule/planned-broadcast.ts';
import { addSchedulePageRoute } from '../http/routes/schedule-page.ts';
import { addServiceWorkerRoute } from '../http/routes/service-worker.ts';
import { addChannelPageRoutes, type ChannelPageRouteNeeds } from '../http/routes/channel-page.ts';
import { addPublicFilesRoute } from '../http/routes/public-files.ts';
import type { Routes } from '../http/web-server.ts';
import type { Assets } from '../platform/assets.ts';
import type { OnAir } from './state.ts';
import { listVariants } from './variants.ts';

export interface PublicWebNeeds
  extends
    Pick<ChannelNeeds, 'version' | 'readState' | 'viewers' | 'followers' | 'readFeatured'>,
    Pick<ChannelPageRouteNeeds, 'originOf' | 'wallMs' | 'readViewerCount' | 'readLadderVersion'> {
  readonly assets: Pick<Assets, 'names' | 'text'>;
  readonly settings: Settings;
  readonly onAir: OnAir;
  readonly artwork: ChannelPictures;
  readonly readFederation: () => (NonNullable<Offers['federation']> & { readonly actorUrl: string }) | null;
  readonly storage: { servingOrigin(): string | null };
  readonly notices: { pushKey(): string | null };
  readonly schedule: {
    next(): ChannelPageState['planned'];
    coming(days: number): readonly ShownBroadcast[];
  };
  /** Folder of files that anybody may have; need not exist. */
  readonly publicFolder: string;
}

/** The channel's pictures, as far as its page needs them. */
interface ChannelPictures {
  readonly gallery: { logo(): unknown; logoUniqueness(): string };
  readonly hasThumbnail: boolean;
}

/** How far ahead the page of what is planned looks. */
const SHOWN_DAYS = 92;

export interface PublicWeb {
  readonly handlers: Handlers<typeof channelEndpoints & typeof pageFileEndpoints>;
  readonly routes: Routes;
}

/** Builds what anybody can ask: the channel's configuration, its page and the files around it. */
export function buildPublicWeb(needs: PublicWebNeeds): PublicWeb {
  const { settings, onAir, artwork } = needs;
  const markup = new PageMarkup();
  const renderMarkdown = (text: string) => markup.render(text);
  const readOffers = (): Offers => ({
    federation: needs.readFederation(),
    isChatOpen: settings.get('chat'),
    pushKey: needs.notices.pushKey(),
    signIn: readSignInOffers(settings),
  });
  return {
    handlers: {
      ...channelHandlers({
        ...needs,
        readOffers,
        listVariants: () => listVariants(onAir.current, settings),
        renderMarkdown,
      }),
      ...pageFileHandlers({ renderMarkdown, settings }),
    },
    routes: (app) => {
      addPublicFilesRoute(app, { folder: needs.publicFolder });
      const readView = (origin: string | null): ChannelView =>
        readChannelView({
          settings,
          renderMarkdown,
          digestOf,
          customStyles: customStyles(settings),
          logoUrl: `/logo?uc=${artwork.gallery.logoUniqueness()}`,
          origin,
        });
      addServiceWorkerRoute(app, needs);
      const locales = new Locales(needs.assets);
      addSchedulePageRoute(app, {
        ...needs,
        locales,
        readView,
        readComing: () => (settings.get('schedule') ? needs.schedule.coming(SHOWN_DAYS) : null),
      });
      addChannelPageRoutes(app, {
        ...needs,
        readMediaOrigin: () => needs.storage.servingOrigin(),
        readView,
        readPushKey: () => needs.notices.pushKey(),
        readPlannedOnPage: () => needs.schedule.next(),
        locales,
        readFollowing: () => readFollowing(needs),
        readChat: () => (settings.get('chat') ? readChatOnPage(settings) : null),
        readPictures: (isShown) => choosePictures(artwork, isShown),
      });
    },
  };
}

/** A frame of what is on air where it may be shown, else the logo, else what travels with Aerial. */
function choosePictures(artwork: ChannelPictures, isShown: boolean): Pick<ChannelPageState, 'posterUrl' | 'cardImage'> {
  const hasFrame = isShown && artwork.hasThumbnail;
  const posterUrl = hasFrame ? '/thumbnail.jpg' : '/static/poster.svg';
  if (hasFrame) return { posterUrl, cardImage: { path: '/thumbnail.jpg', size: null } };
  if (artwork.gallery.logo() === null)
    return { posterUrl, cardImage: { path: '/static/og.png', size: { width: 1200, height: 630 } } };
  return { posterUrl, cardImage: { path: `/logo/external?uc=${artwork.gallery.logoUniqueness()}`, size: null } };
}

function readFollowing({ followers, readFederation, settings }: PublicWebNeeds): Following {
  const { account = null, actorUrl = null } = readFederation() ?? {};
  return {
    account,
    actorUrl,
    followerCount: followers.list('approved', { offset: 0, limit: 1 }).total,
    isShown: !settings.get('federation-hide-followers'),
  };
}
