import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptsGzip } from '../../platform/http-negotiation.ts';
import { renderCardPage } from '../pages/card-page.ts';
import {
  type ChannelPageAssets,
  type ChannelPageState,
  playlistPath,
  renderChannelPage,
  renderEmbedPage,
} from '../pages/channel-page.ts';
import { type ChannelView, guestsOf } from '../pages/channel-view.ts';
import { chatPaths, renderChatPage } from '../pages/chat-page.ts';
import type { ChatOnPage } from '../pages/chat-place.ts';
import { embedPath } from '../pages/oembed.ts';
import type { Locales } from '../pages/locales.ts';
import type { Following } from '../pages/more.ts';
import { readLayout } from '../pages/page-layout.ts';
import { noGuests, pageHeaders } from '../pages/page-policy.ts';
import { visitorOf } from '../pages/visitor.ts';
import { toTime, toTimeOrNull } from '../times.ts';
import type { PublicState } from '../handlers/status.ts';

export interface ChannelPageRouteNeeds {
  readonly version: string;
  readonly assets: { text(name: string): string };
  readonly locales: Pick<Locales, 'choose'>;
  readonly readFollowing: () => Following;
  readonly originOf: (request: FastifyRequest) => string | null;
  readonly wallMs: () => number;
  readonly readState: () => PublicState;
  /** Null while it is hidden or nothing is on air. */
  readonly readViewerCount: () => number | null;
  /** Goes up with every change of the qualities on air. */
  readonly readLadderVersion: () => number;
  /** The origin, besides this one, that players are sent to; null for none. */
  readonly readMediaOrigin: () => string | null;
  readonly readView: (origin: string | null) => ChannelView;
  /** What is on by plan, or the next that will be; null for nothing. */
  readonly readPlannedOnPage: () => ChannelPageState['planned'];
  /** What browsers have to know to be told of broadcasts; null while they are not. */
  readonly readPushKey: () => string | null;
  /** Null where there is no chat. */
  readonly readChat: () => ChatOnPage | null;
  readonly readPictures: (isLive: boolean) => Pick<ChannelPageState, 'posterUrl' | 'cardImage'>;
}

/** Cards are made anew so often at most. */
const CARD_CACHE_SECONDS = 10;

/** `GET /`: the channel's page, with its state in it, so that the first paint needs no request; `/embed/video`, its player alone, and its chat alone. */
export function addChannelPageRoutes(app: FastifyInstance, needs: ChannelPageRouteNeeds): void {
  app.get('/', (request, reply) => {
    const visitor = visitorOf(request.headers['user-agent'] ?? '');
    if (visitor === 'player') {
      return reply
        .code(307)
        .headers({ location: playlistPath, 'cache-control': 'no-cache', vary: 'user-agent' })
        .send();
    }
    const state = readPageState(needs, request);
    if (visitor === 'card-maker') {
      reply.headers({ ...pageHeaders(noGuests), 'cache-control': `public, max-age=${CARD_CACHE_SECONDS}` });
      return sendZipped(request, reply, renderCardPage(state));
    }
    const elsewhere = { socketHost: state.chat?.socketHost ?? null, mediaOrigin: needs.readMediaOrigin() };
    reply.headers(pageHeaders({ ...guestsOf(state.view), ...elsewhere }));
    return sendZipped(request, reply, renderChannelPage(state, readPageAssets(needs.assets)));
  });
  app.get(embedPath, (request, reply) => {
    const state = readPageState(needs, request);
    const guests = { ...noGuests, html: [state.view.offlineHtml], hasStyles: state.view.stylesUrl !== null };
    reply.headers(pageHeaders({ ...guests, mayBeFramed: true, mediaOrigin: needs.readMediaOrigin() }));
    return sendZipped(request, reply, renderEmbedPage(state, readPageAssets(needs.assets)));
  });
  addChatPageRoutes(app, needs);
}

/** `/embed/chat/readonly` and `/embed/chat/readwrite`: the chat alone, for frames of other pages, for windows and over pictures. */
function addChatPageRoutes(app: FastifyInstance, needs: ChannelPageRouteNeeds): void {
  app.get('/embed/chat', (_request, reply) => reply.redirect(chatPaths.read, 307));
  for (const [mode, path] of Object.entries(chatPaths)) {
    app.get(path, (request, reply) => {
      const state = readPageState(needs, request);
      const guests = { ...noGuests, hasStyles: state.view.stylesUrl !== null, mayBeFramed: true };
      reply.headers(pageHeaders({ ...guests, socketHost: state.chat?.socketHost ?? null }));
      const { overlay } = request.query as { readonly overlay?: unknown };
      const place = { mayWrite: mode === 'write', isOverlay: overlay === '1' || overlay === 'true' };
      return sendZipped(request, reply, renderChatPage(state, readPageAssets(needs.assets), place));
    });
  }
}

const zip = promisify(gzip);

/** Compresses on another thread: the owner's content may be long, and the media path waits for nobody. */
async function sendZipped(request: FastifyRequest, reply: FastifyReply, page: string): Promise<FastifyReply> {
  reply.header('vary', 'accept-encoding, accept-language, cookie, user-agent');
  if (!acceptsGzip(request.headers['accept-encoding'])) return reply.send(page);
  const zipped = await zip(page);
  return reply.header('content-encoding', 'gzip').send(zipped);
}

function readPageState(needs: ChannelPageRouteNeeds, request: FastifyRequest): ChannelPageState {
  const state = needs.readState();
  const origin = needs.originOf(request);
  const view = needs.readView(origin);
  const isLive = state.phase !== 'offline';
  const { headers } = request;
  const { lang, screen } = request.query as Readonly<Record<string, unknown>>;
  return {
    view,
    language: needs.locales.choose({ asked: lang, cookies: headers.cookie, accepted: headers['accept-language'] }),
    layout: readLayout({ cookies: headers.cookie, userAgent: headers['user-agent'], screen }),
    following: needs.readFollowing(),
    planned: needs.readPlannedOnPage(),
    pushKey: needs.readPushKey(),
    chat: needs.readChat(),
    ...needs.readPictures(isLive && !view.isForAdults),
    stream: {
      phase: state.phase,
      title: state.title,
      isAudioOnly: state.isAudioOnly,
      startedAt: isLive ? toTimeOrNull(state.lastConnectWallMs) : null,
      lastLiveAt: toTimeOrNull(state.lastDisconnectWallMs),
      viewerCount: isLive ? needs.readViewerCount() : null,
      ladderVersion: needs.readLadderVersion(),
    },
    serverTime: toTime(needs.wallMs()),
    versionNumber: needs.version,
    origin,
  };
}

function readPageAssets(assets: { text(name: string): string }): ChannelPageAssets {
  return JSON.parse(assets.text('assets/manifest.json')) as ChannelPageAssets;
}
