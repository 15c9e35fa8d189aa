import type { Settings } from '../config/settings.ts';
import { addContractRoutes } from '../http/api/contract-routes.ts';
import { answerOtherMethods } from '../http/api/other-methods.ts';
import { type Contract, contract } from '../http/contract/contract.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import type { IngestState } from '../ingest/stage.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import { readStudioOffer } from '../http/pages/sign-in-offers.ts';
import { addFederationRoutes } from '../http/routes/federation.ts';
import { addMetricsRoute } from '../http/routes/metrics.ts';
import { answerLostVisitors } from '../http/routes/missing-page.ts';
import { addSetupPageRoute } from '../http/routes/setup-page.ts';
import { addStudioPageRoutes } from '../http/routes/studio-page.ts';
import { answerStatusEarly } from '../http/routes/status.ts';
import { StaticFiles } from '../http/static-files.ts';
import type { MediaHandler } from '../http/media/exchange.ts';
import { WebServer } from '../http/web-server.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';
import type { Store } from '../store/store.ts';
import type { Artwork } from './artwork.ts';
import { buildChatApi } from './chat-api.ts';
import type { ChatPart } from './chat.ts';
import { publicOrigin } from './clients.ts';
import { buildPublicWeb, type PublicWeb } from './public-web.ts';
import { stationSignIn } from './sign-in.ts';
import { smallPages } from './small-pages.ts';
import type { FederationPart } from './federation.ts';
import type { NoticesPart } from './notices.ts';
import type { SchedulePart } from './schedule.ts';
import type { OnAir } from './state.ts';
import type { StoragePart } from './storage.ts';
import { type StationApiNeeds, stationHandlers } from './station-api.ts';
import { buildGate, buildStudio, studioApiHandlers } from './studio.ts';
import type { TimelinePart } from './timeline.ts';
import type { TestPicturePart } from './test-picture.ts';
import type { ViewersPart } from './viewers.ts';
import type { WebhooksPart } from './webhooks.ts';

export interface WebNeeds {
  readonly artwork: Artwork;
  readonly assets: Assets;
  readonly clients: ClientAddresses;
  readonly clock: Clock;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly onAir: OnAir;
  readonly outbound: OutboundFetch;
  readonly settings: Settings;
  readonly store: Store;
  readonly version: string;
  readonly broadcasting: StationApiNeeds['broadcasting'];
  readonly slate: StationApiNeeds['slate'];
  readonly chat: ChatPart;
  readonly testPicture: Pick<TestPicturePart, 'handlers'>;
  readonly storage: StoragePart;
  readonly timeline: Pick<TimelinePart, 'handlers'>;
  readonly schedule: SchedulePart;
  readonly notices: NoticesPart;
  readonly viewers: ViewersPart;
  readonly webhooks: WebhooksPart;
  readonly federation: FederationPart;
  /** Null until the ingest has been built. */
  readonly readIngest: () => IngestState | null;
  /** Folder of files that anybody may have; need not exist. */
  readonly publicFolder: string;
  /** Answers what is below `/hls/`. */
  readonly media: MediaHandler;
}

/** Builds the web server: media and files first, then every row of the contract, then the pages. */
export function buildWeb(needs: WebNeeds): WebServer {
  const { assets, clients, clock, log, onAir, settings, version } = needs;
  const originOf = publicOrigin(settings, clients);
  const statics = new StaticFiles({ source: assets });
  const status = {
    version,
    wallMs: () => clock.wallMs(),
    readState: () => ({ ...onAir.current, isAudioOnly: onAir.isAudioOnly, title: settings.get('stream-title') }),
    readViewerCount: () => needs.viewers.shownCount(),
    readLadderVersion: () => needs.broadcasting.ladderVersion,
    readPlanned: () => needs.schedule.next(),
  };
  const publicWeb = buildPublicWeb({
    ...needs,
    ...status,
    originOf,
    followers: needs.store.followers,
    readFederation: () => needs.federation.offer(),
    readFeatured: () => needs.federation.featured(),
  });
  const studio = buildStudio(needs);
  const otherMethods = answerOtherMethods(contract);
  const lostVisitors = answerLostVisitors(smallPages(needs));
  const handlers = buildHandlers(needs, { status, publicWeb, studio });
  return new WebServer({
    log: log.component('http'),
    media: needs.media,
    early: [
      answerStatusEarly(status),
      needs.chat.sockets.answer,
      (request, response, pathname) => statics.handle(request, response, pathname),
    ],
    routes: [
      (app) =>
        addContractRoutes(app, {
          rows: contract,
          handlers,
          gate: buildGate({ ...needs, studio, isBanned: (address) => needs.chat.bans.has(address) }),
          addressOf: (request) => clients.addressOf(request),
          originOf,
          isSecure: (request) => clients.isSecure(request),
          isProxied: (request) => clients.isProxied(request),
        }),
      (app) =>
        addMetricsRoute(app, {
          isEnabled: () => settings.get('metrics'),
          render: () => needs.viewers.renderMetrics(),
        }),
      publicWeb.routes,
      (app) => addFederationRoutes(app, needs.federation.routes, clients),
      (app) => addSetupPageRoute(app, { assets, readChannelName: () => settings.get('channel-name') }),
      (app) =>
        addStudioPageRoutes(app, {
          assets,
          readFacts: () => ({ channelName: settings.get('channel-name'), accountsOf: readStudioOffer(settings) }),
        }),
    ],
    unmatched: (request, reply) => otherMethods(request, reply) ?? lostVisitors(request, reply),
  });
}

/** A handler for every row of the contract. */
function buildHandlers(
  needs: WebNeeds,
  {
    status,
    publicWeb,
    studio,
  }: {
    readonly status: StationApiNeeds['status'];
    readonly publicWeb: PublicWeb;
    readonly studio: ReturnType<typeof buildStudio>;
  },
): Handlers<Contract> {
  const chatApi = buildChatApi({ ...needs, placeOf: (address) => needs.viewers.geo(address) });
  return {
    ...stationHandlers({ ...needs, status }),
    ...publicWeb.handlers,
    ...needs.artwork.handlers(),
    ...needs.viewers.handlers,
    ...needs.storage.handlers,
    ...needs.timeline.handlers,
    ...needs.webhooks.handlers,
    ...needs.testPicture.handlers,
    ...needs.federation.handlers,
    ...needs.schedule.handlers,
    ...needs.notices.handlers,
    ...studioApiHandlers({ ...needs, studio, forgetUser: chatApi.forgetUser, showOutBot: chatApi.showOutBot }),
    ...chatApi.handlers,
    ...stationSignIn({ ...needs, studio }),
  };
}
