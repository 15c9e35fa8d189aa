import type { Socket } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { httpLimits } from '../limits.ts';
import { AnswerHeads } from './answer-heads.ts';
import { agingMs, LaneConnection, type LaneConnectionNeeds, type LaneLimits } from './lane-connection.ts';

export interface MediaLaneNeeds extends Pick<LaneConnectionNeeds, 'answer' | 'handOver'> {
  readonly clock: Clock;
  readonly limits?: Partial<LaneLimits>;
}

/**
 * Where every plain connection begins: requests for media that leave no doubt are answered straight on the socket, for a fraction of what
 * `node:http` spends on each; all others are its own, with their connection.
 */
export class MediaLane {
  readonly #connectionNeeds: LaneConnectionNeeds;
  readonly #connections = new Set<LaneConnection>();
  readonly #stopAging: () => void;
  #isStopped = false;

  constructor(needs: MediaLaneNeeds) {
    const { answer, clock, handOver } = needs;
    this.#connectionNeeds = {
      heads: new AnswerHeads({ clock }),
      limits: { ...httpLimits, ...needs.limits },
      answer,
      handOver,
      onGone: (connection) => void this.#connections.delete(connection),
    };
    // One look at all of them instead of a timer for each.
    this.#stopAging = clock.every(agingMs, () => {
      for (const connection of this.#connections) connection.age();
    });
  }

  take(socket: Socket): void {
    const connection = new LaneConnection(socket, this.#connectionNeeds);
    this.#connections.add(connection);
    if (this.#isStopped) connection.finish();
  }

  /** Closes connections that idle now, and the others once they are answered. */
  stop(): void {
    this.#isStopped = true;
    this.#stopAging();
    for (const connection of this.#connections) connection.finish();
  }
}
