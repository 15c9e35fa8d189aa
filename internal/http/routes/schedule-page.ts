import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ChannelPageAssets } from '../pages/channel-page.ts';
import type { Locales } from '../pages/locales.ts';
import type { ChannelView } from '../pages/channel-view.ts';
import { noGuests, pageHeaders } from '../pages/page-policy.ts';
import type { ShownBroadcast } from '../../schedule/planned-broadcast.ts';
import { renderSchedulePage, schedulePath } from '../pages/schedule-page.ts';

export interface SchedulePageNeeds {
  readonly version: string;
  readonly assets: { text(name: string): string };
  readonly originOf: (request: FastifyRequest) => string | null;
  readonly locales: Locales;
  readonly readView: (origin: string | null) => ChannelView;
  /** What comes, in order of time, what is cancelled as well; null where people do not see it. */
  readonly readComing: () => readonly ShownBroadcast[] | null;
}

/** More on one page nobody reads; the calendar has them. */
const MAX_SHOWN = 50;

/** `GET /schedule`: what is planned. */
export function addSchedulePageRoute(app: FastifyInstance, needs: SchedulePageNeeds): void {
  app.get(schedulePath, (request, reply) => {
    const planned = needs.readComing();
    if (planned === null) return reply.callNotFound();
    const origin = needs.originOf(request);
    const view = needs.readView(origin);
    const assets = JSON.parse(needs.assets.text('assets/manifest.json')) as ChannelPageAssets;
    const { lang } = request.query as Readonly<Record<string, unknown>>;
    const { headers: sent } = request;
    const wishes = { asked: lang, cookies: sent.cookie, accepted: sent['accept-language'] };
    const language = needs.locales.choose(wishes);
    const state = { view, language, planned: planned.slice(0, MAX_SHOWN), origin, versionNumber: needs.version };
    const headers = pageHeaders({ ...noGuests, hasStyles: view.stylesUrl !== null });
    return reply.headers({ ...headers, vary: 'accept-language, cookie' }).send(renderSchedulePage(state, assets));
  });
}
