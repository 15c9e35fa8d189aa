import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { BroadcastRepository } from '../store/broadcast-repository.ts';
import type { AerialEvents } from './events.ts';
import type { Stopper } from './lifecycle.ts';

const SEEN_EVERY_MS = 10_000;

/** Keeps the database's record of each broadcast, so that a crash costs at most ten seconds of it. A disk that fails costs the record, not the broadcast. */
export function keepBroadcastRecords(needs: {
  events: EventSource<AerialEvents>;
  broadcasts: BroadcastRepository;
  clock: Clock;
  log: Logger;
}): Stopper {
  const { events, broadcasts, clock, log } = needs;
  let onAirId: string | null = null;
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      log.warn({ error: String(error) }, 'The record of this broadcast could not be written.');
    }
  };
  const endings = [
    events.on('broadcast.started', ({ broadcastId, isTest, startedWallMs, remoteAddress, encoder, tracks }) => {
      if (isTest) return;
      onAirId = broadcastId;
      attempt(() =>
        broadcasts.start({
          id: broadcastId,
          startedWallMs,
          remoteAddress,
          encoder,
          widthPixels: tracks.video?.width ?? null,
          heightPixels: tracks.video?.height ?? null,
          frameRate: tracks.video?.frameRate ?? null,
          videoCodec: tracks.video?.codecString ?? null,
          audioCodec: tracks.audio?.codecString ?? null,
        }),
      );
    }),
    events.on('broadcast.ended', ({ broadcastId, isTest, reason }) => {
      if (isTest) return;
      onAirId = null;
      attempt(() => broadcasts.end(broadcastId, clock.wallMs(), reason));
    }),
    clock.every(SEEN_EVERY_MS, () => {
      if (onAirId !== null) attempt(() => broadcasts.seen(onAirId as string, clock.wallMs()));
    }),
  ];
  return () => {
    for (const end of endings) end();
  };
}
