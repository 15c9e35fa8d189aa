import type { FastifyInstance } from 'fastify';

/** `GET /metrics`: Prometheus text (exposition format 0.0.4); 404 unless the owner switched it on. */
export function addMetricsRoute(app: FastifyInstance, needs: { isEnabled: () => boolean; render: () => string }): void {
  app.get('/metrics', async (_request, reply) => {
    if (!needs.isEnabled()) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(needs.render());
  });
}
