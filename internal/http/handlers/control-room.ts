import type { z } from '../../platform/schema.ts';
import type { controlRoom, controlRoomEndpoints } from '../contract/control-room.ts';
import type { Handlers } from '../contract/endpoint.ts';
import { toTimeOrNull } from '../times.ts';

type ControlRoomAnswer = z.input<typeof controlRoom>;

/** As the API tells it, with the time in wall-clock milliseconds. */
export type ControlRoomFacts = Omit<ControlRoomAnswer, 'startedAt'> & { readonly startedWallMs: number | null };

/** Tells how the broadcast goes. */
export function controlRoomHandlers(needs: {
  readonly readControlRoom: () => ControlRoomFacts;
}): Handlers<typeof controlRoomEndpoints> {
  return {
    readControlRoom: () => {
      const { startedWallMs, ...facts } = needs.readControlRoom();
      return { ...facts, startedAt: toTimeOrNull(startedWallMs) };
    },
  };
}
