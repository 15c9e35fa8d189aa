import type { FastifyInstance } from 'fastify';

/** What is on air, as far as the public may know. Times in wall-clock milliseconds. */
export interface PublicState {
  readonly phase: 'offline' | 'live' | 'away';
  readonly title: string;
  readonly lastConnectWallMs: number | null;
  readonly lastDisconnectWallMs: number | null;
}

export interface StatusRouteNeeds {
  readonly version: string;
  readonly wallMs: () => number;
  readonly readState: () => PublicState;
}

/**
 * `GET /api/status`: whether the channel is on air. The fields are those that Owncast's clients know, times in RFC 3339;
 * `phase` is ours and tells an encoder that may come back (`away`) from one that is sending (`live`).
 */
export function addStatusRoute(app: FastifyInstance, needs: StatusRouteNeeds): void {
  app.get('/api/status', async (_request, reply) => {
    const state = needs.readState();
    void reply.header('cache-control', 'no-store').header('access-control-allow-origin', '*');
    return {
      serverTime: toTime(needs.wallMs()),
      lastConnectTime: state.lastConnectWallMs === null ? null : toTime(state.lastConnectWallMs),
      lastDisconnectTime: state.lastDisconnectWallMs === null ? null : toTime(state.lastDisconnectWallMs),
      versionNumber: needs.version,
      streamTitle: state.title,
      online: state.phase !== 'offline',
      phase: state.phase,
    };
  });
}

function toTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
