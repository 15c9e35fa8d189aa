import { createHash } from 'node:crypto';
import type { ClientPlayback } from './playback.ts';

/** A viewer counts for so long after a playlist, a ping or a report. */
const WATCHES_MS = 15_000;

/** Longest user agent that is kept; the rest is cut off, so that a client cannot fill the memory with it. */
const MAX_USER_AGENT = 512;

/** What the audience may hold at a time; whoever comes on top of that watches without being counted. */
export interface AudienceLimits {
  /** Viewers and sessions in all. */
  readonly max: number;
  /** Of these, behind one address. */
  readonly maxPerAddress: number;
}

/** Tens of thousands, at about half a kilobyte each; one address can be a school, or a proxy that nobody told us of. */
export const audienceLimits: AudienceLimits = { max: 50_000, maxPerAddress: 5_000 };

/** One player: a session that names itself, or whatever shares an address and a user agent and does not. */
export interface WatchSession {
  /** The name that the player gave itself; null for the one that gave none. */
  readonly sessionId: string | null;
  readonly firstSeenWallMs: number;
  lastSeenMs: number;
  /** What it last reported; null while it has reported nothing. */
  playback: ClientPlayback | null;
}

/** Everybody with the same address and user agent. */
export interface Viewer {
  readonly address: string;
  readonly userAgent: string;
  readonly firstSeenWallMs: number;
  readonly unnamed: WatchSession;
  /** Sessions by their names; null until one has a name. */
  named: Map<string, WatchSession> | null;
}

/** Somebody asked for something that only viewers ask for. */
export interface Sighting {
  readonly address: string;
  readonly userAgent: string;
  readonly sessionId: string | null;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** All viewers behind one address, by user agent. */
interface Neighbours {
  readonly viewers: Map<string, Viewer>;
  held: number;
}

/**
 * Who watches. An address and a user agent count as one viewer, or as many as there are sessions that name themselves behind
 * them: so a page that pings and loads counts once, and a classroom counts each pupil. Addresses are in memory only.
 */
export class Audience {
  readonly #limits: AudienceLimits;
  readonly #byAddress = new Map<string, Neighbours>();
  /** Where `forget` goes on. */
  #cursor: MapIterator<[string, Neighbours]> | null = null;
  #held = 0;
  #count = 0;

  constructor(needs: { limits?: AudienceLimits } = {}) {
    this.#limits = needs.limits ?? audienceLimits;
  }

  /** Viewers, as of the last `forget`. */
  get count(): number {
    return this.#count;
  }

  /** Notes that somebody watches; null when there is no room for another. Called at each playlist, so it looks up and little else. */
  see(sighting: Sighting): WatchSession | null {
    const { nowMs } = sighting;
    const viewer = this.#viewer(sighting);
    if (viewer === null) return null;
    const session = sighting.sessionId === null ? viewer.unnamed : this.#named(viewer, sighting.sessionId, sighting);
    viewer.unnamed.lastSeenMs = nowMs;
    if (session !== null) session.lastSeenMs = nowMs;
    return session;
  }

  /**
   * Forgets who has not been seen for 15 s. Looks at no more than `most` addresses, and goes on from there the next time, so that
   * a large audience never keeps the media waiting.
   */
  forget(nowMs: number, most = Number.POSITIVE_INFINITY): void {
    let left = Math.min(most, this.#byAddress.size);
    for (; left > 0; left -= 1) {
      this.#cursor ??= this.#byAddress.entries();
      const { value, done } = this.#cursor.next();
      if (done === true) {
        this.#cursor = null;
        // The end costs a step: who comes first has not been looked at.
        left += 1;
        continue;
      }
      const [address, neighbours] = value;
      this.#forgetAmong(neighbours, nowMs - WATCHES_MS);
      if (neighbours.viewers.size === 0) this.#byAddress.delete(address);
    }
  }

  /** Forgets everybody. */
  clear(): void {
    this.#byAddress.clear();
    this.#cursor = null;
    this.#held = 0;
    this.#count = 0;
  }

  *viewers(): Generator<Viewer> {
    for (const { viewers } of this.#byAddress.values()) yield* viewers.values();
  }

  #viewer({ address, userAgent: agent, nowMs, wallMs }: Sighting): Viewer | null {
    const userAgent = agent.length > MAX_USER_AGENT ? agent.slice(0, MAX_USER_AGENT) : agent;
    let neighbours = this.#byAddress.get(address);
    const known = neighbours?.viewers.get(userAgent);
    if (known !== undefined) return known;
    if (!this.#hasRoom(neighbours)) return null;
    if (neighbours === undefined) {
      neighbours = { viewers: new Map(), held: 0 };
      this.#byAddress.set(address, neighbours);
    }
    const viewer: Viewer = {
      address,
      // A copy: what was cut off would be held with the slice.
      userAgent: userAgent === agent ? agent : Buffer.from(userAgent).toString(),
      firstSeenWallMs: wallMs,
      unnamed: { sessionId: null, firstSeenWallMs: wallMs, lastSeenMs: nowMs, playback: null },
      named: null,
    };
    neighbours.viewers.set(viewer.userAgent, viewer);
    this.#hold(neighbours, 1);
    this.#count += 1;
    return viewer;
  }

  #named(viewer: Viewer, sessionId: string, { nowMs, wallMs }: Sighting): WatchSession | null {
    const known = viewer.named?.get(sessionId);
    if (known !== undefined) return known;
    const neighbours = this.#byAddress.get(viewer.address);
    if (neighbours === undefined || !this.#hasRoom(neighbours)) return null;
    const session: WatchSession = { sessionId, firstSeenWallMs: wallMs, lastSeenMs: nowMs, playback: null };
    viewer.named ??= new Map();
    viewer.named.set(sessionId, session);
    this.#hold(neighbours, 1);
    // The first to name itself is the one that was counted already.
    if (viewer.named.size > 1) this.#count += 1;
    return session;
  }

  #forgetAmong(neighbours: Neighbours, goneBeforeMs: number): void {
    for (const [userAgent, viewer] of neighbours.viewers) {
      if (viewer.named !== null) this.#forgetNamed(viewer.named, neighbours, goneBeforeMs);
      if (viewer.unnamed.lastSeenMs >= goneBeforeMs) continue;
      neighbours.viewers.delete(userAgent);
      this.#hold(neighbours, -1);
      // Its sessions were seen no later than it was, and are gone.
      this.#count -= 1;
    }
  }

  #forgetNamed(named: Map<string, WatchSession>, neighbours: Neighbours, goneBeforeMs: number): void {
    for (const [sessionId, session] of named) {
      if (session.lastSeenMs >= goneBeforeMs) continue;
      named.delete(sessionId);
      this.#hold(neighbours, -1);
      if (named.size > 0) this.#count -= 1;
    }
  }

  #hasRoom(neighbours: Neighbours | undefined): boolean {
    return this.#held < this.#limits.max && (neighbours?.held ?? 0) < this.#limits.maxPerAddress;
  }

  #hold(neighbours: Neighbours, change: 1 | -1): void {
    neighbours.held += change;
    this.#held += change;
  }
}

/** The players of a viewer: its sessions, or itself where none has a name. */
export function sessionsOf(viewer: Viewer): readonly WatchSession[] {
  return viewer.named === null || viewer.named.size === 0 ? [viewer.unnamed] : [...viewer.named.values()];
}

/** What Owncast's clients know a viewer by. It names nobody and protects nothing. */
export function viewerId({ address, userAgent }: Pick<Viewer, 'address' | 'userAgent'>): string {
  return createHash('md5')
    .update(address + userAgent)
    .digest('hex');
}
