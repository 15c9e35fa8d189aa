import type { TrackConfig } from '../media/packet.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { AerialEvents, RenditionState } from './events.ts';

/** `away`: the encoder has gone and the grace time runs. */
export type Phase = 'offline' | 'live' | 'away';

/** What is on air now, as one immutable value. */
export interface OnAirState {
  readonly phase: Phase;
  readonly broadcastId: string | null;
  readonly tracks: TrackConfig | null;
  readonly renditions: readonly RenditionState[];
  /** When the encoder last connected and left, in wall-clock milliseconds; null when it never did. */
  readonly lastConnectWallMs: number | null;
  readonly lastDisconnectWallMs: number | null;
}

/** Keeps the one copy of what is on air; it is written here alone, from events. */
export class OnAir {
  #state: OnAirState;

  constructor(needs: {
    events: EventSource<AerialEvents>;
    wallMs: () => number;
    lastConnectWallMs: number | null;
    lastDisconnectWallMs: number | null;
  }) {
    this.#state = {
      phase: 'offline',
      broadcastId: null,
      tracks: null,
      renditions: [],
      lastConnectWallMs: needs.lastConnectWallMs,
      lastDisconnectWallMs: needs.lastDisconnectWallMs,
    };
    const { events, wallMs } = needs;
    events.on('broadcast.started', ({ broadcastId, startedWallMs, tracks }) =>
      this.#set({ phase: 'live', broadcastId, tracks, renditions: [], lastConnectWallMs: startedWallMs }),
    );
    events.on('broadcast.changed', ({ tracks }) => this.#set({ tracks }));
    events.on('broadcast.paused', () => this.#set({ phase: 'away' }));
    events.on('broadcast.resumed', () => this.#set({ phase: 'live' }));
    events.on('broadcast.ended', () =>
      this.#set({ phase: 'offline', broadcastId: null, tracks: null, renditions: [], lastDisconnectWallMs: wallMs() }),
    );
    events.on('transcode.changed', ({ renditions }) => this.#set({ renditions }));
  }

  get current(): OnAirState {
    return this.#state;
  }

  #set(change: Partial<OnAirState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
