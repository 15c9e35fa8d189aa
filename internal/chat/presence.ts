import type { Clock } from '../platform/clock.ts';
import type { Connection } from './connection.ts';
import type { ChatUser } from './model.ts';
import { Paces } from './paces.ts';

/** How long somebody whose last connection ended counts as present: long enough to reload a page. */
const PART_DELAY_MS = 10_000;

interface Present {
  user: ChatUser;
  readonly connections: Set<Connection>;
  readonly paces: Paces;
  cancelPart: (() => void) | null;
}

export interface PresenceNeeds {
  readonly clock: Pick<Clock, 'after'>;
  /** Told when somebody's last connection, of that number, ended and none came since. */
  readonly onParted: (user: ChatUser, clientId: number) => void;
}

/** Who is there, over however many connections. */
export class Presence {
  readonly #needs: PresenceNeeds;
  readonly #present = new Map<string, Present>();

  constructor(needs: PresenceNeeds) {
    this.#needs = needs;
  }

  /** True when the user was not there before, nor a moment ago. */
  enter(connection: Connection): boolean {
    const { user } = connection;
    const known = this.#present.get(user.id);
    const present = known ?? { user, connections: new Set(), paces: connection.paces, cancelPart: null };
    this.#present.set(user.id, present);
    present.cancelPart?.();
    present.cancelPart = null;
    present.connections.add(connection);
    return known === undefined;
  }

  leave(connection: Connection): void {
    const present = this.#present.get(connection.user.id);
    if (present?.connections.delete(connection) !== true || present.connections.size > 0) return;
    present.cancelPart = this.#needs.clock.after(PART_DELAY_MS, () => {
      this.#present.delete(present.user.id);
      this.#needs.onParted(present.user, connection.id);
    });
  }

  /** How fast somebody may send; who is not there, nor was a moment ago, begins anew. */
  pacesOf(userId: string): Paces {
    return this.#present.get(userId)?.paces ?? new Paces();
  }

  connectionsOf(userId: string): readonly Connection[] {
    return [...(this.#present.get(userId)?.connections ?? [])];
  }

  /** From now on shows the user so. */
  refresh(user: ChatUser): void {
    const present = this.#present.get(user.id);
    if (present === undefined) return;
    present.user = user;
    for (const connection of present.connections) connection.user = user;
  }

  stop(): void {
    for (const { cancelPart } of this.#present.values()) cancelPart?.();
    this.#present.clear();
  }
}
