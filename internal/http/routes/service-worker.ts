import type { FastifyInstance } from 'fastify';

/** Where Owncast has its own, too: at the root, so that it is for all pages. */
const workerPath = '/serviceWorker.js';

/** `GET /serviceWorker.js`: what shows notices while no page is open. It may load the pictures of notices, which Chromium has it fetch, and ask for nothing. */
export function addServiceWorkerRoute(app: FastifyInstance, needs: { assets: { text(name: string): string } }): void {
  app.get(workerPath, (_request, reply) => {
    const { workerScript } = JSON.parse(needs.assets.text('assets/manifest.json')) as { workerScript: string };
    return reply
      .headers({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': "default-src 'none'; img-src 'self'",
        'x-content-type-options': 'nosniff',
      })
      .send(needs.assets.text(workerScript.slice(1)));
  });
}
