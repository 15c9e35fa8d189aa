import type { FastifyInstance } from 'fastify';
import { renderSetupPage, type SetupPageAssets, setupPageHeaders } from '../pages/setup-page.ts';

export interface SetupPageRouteNeeds {
  readonly assets: { text(name: string): string };
  readonly readChannelName: () => string;
}

/** `GET /setup`: the page behind the one-time link. The same for everybody, whether or not a link holds. */
export function addSetupPageRoute(app: FastifyInstance, needs: SetupPageRouteNeeds): void {
  app.get('/setup', (_request, reply) => {
    const assets = JSON.parse(needs.assets.text('assets/manifest.json')) as SetupPageAssets;
    return reply.headers(setupPageHeaders).send(renderSetupPage(needs.readChannelName(), assets));
  });
}
