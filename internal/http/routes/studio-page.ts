import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renderStudioPage, type StudioFacts, type StudioPageAssets, studioPageHeaders } from '../pages/studio-page.ts';

export interface StudioPageRouteNeeds {
  readonly assets: { text(name: string): string };
  readonly readFacts: () => StudioFacts;
}

/** `GET /admin` and all below it: one page, whose script shows what the address names. */
export function addStudioPageRoutes(app: FastifyInstance, needs: StudioPageRouteNeeds): void {
  const answer = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const assets = JSON.parse(needs.assets.text('assets/manifest.json')) as StudioPageAssets;
    return reply.headers(studioPageHeaders).send(renderStudioPage(needs.readFacts(), assets));
  };
  app.get('/admin', answer);
  app.get('/admin/*', answer);
}
