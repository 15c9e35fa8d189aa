import type { FastifyInstance, FastifyRequest } from 'fastify';

import { type ChannelPageAssets, channelPageHeaders, renderChannelPage } from '../pages/channel-page.ts';
import type { PublicState } from './status.ts';

export interface ChannelPageRouteNeeds {
  readonly version: string;
  readonly assets: { text(name: string): string };
  readonly wallMs: () => number;
  readonly readState: () => PublicState;
  readonly readChannel: () => { readonly name: string; readonly summary: string };
}

/** `GET /`: the channel's page, with its state in it, so that the first paint needs no request. */
export function addChannelPageRoute(app: FastifyInstance, needs: ChannelPageRouteNeeds): void {
  app.get('/', async (request, reply) => {
    const state = needs.readState();
    const page = renderChannelPage(
      {
        channel: {
          ...needs.readChannel(),
          logoUrl: '/static/logo.svg',
          posterUrl: '/static/poster.svg',
          socialImageUrl: '/static/og.png',
        },
        stream: {
          phase: state.phase,
          title: state.title,
          startedAt: state.phase === 'offline' ? null : toTime(state.lastConnectWallMs),
          lastLiveAt: toTime(state.lastDisconnectWallMs),
          viewerCount: null,
        },
        serverTime: new Date(needs.wallMs()).toISOString(),
        versionNumber: needs.version,
        publicUrl: originOf(request),
      },
      readPageAssets(needs.assets),
    );
    return reply.headers(channelPageHeaders).send(page);
  });
}

/** A host as the `Host` header may name it: a name or an address, and a port. Anything else is not repeated in a page. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

function originOf(request: FastifyRequest): string | null {
  const host = request.headers[':authority'] ?? request.headers.host;
  if (typeof host !== 'string' || !HOST.test(host)) return null;
  return `${request.protocol}://${host}`;
}

function readPageAssets(assets: { text(name: string): string }): ChannelPageAssets {
  return JSON.parse(assets.text('assets/manifest.json')) as ChannelPageAssets;
}

function toTime(wallMs: number | null): string | null {
  return wallMs === null ? null : new Date(wallMs).toISOString();
}
