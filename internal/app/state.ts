import type { TrackConfig } from '../media/packet.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { AerialEvents, RenditionState } from './events.ts';

/** `away`: the encoder has gone and the grace time runs. */
export type Phase = 'offline' | 'live' | 'away';

/** What is on air now, as one immutable value. */
export interface OnAirState {
  readonly phase: Phase;
  readonly broadcastId: string | null;
  /** Whether it is the station's own test picture. */
  readonly isTest: boolean;
  readonly tracks: TrackConfig | null;
  readonly renditions: readonly RenditionState[];
  /** When an encoder last connected and left, in wall-clock milliseconds; null when none ever did. */
  readonly lastConnectWallMs: number | null;
  readonly lastDisconnectWallMs: number | null;
}

/** Keeps the one copy of what is on air; it is written here alone, from events. */
export class OnAir {
  #state: OnAirState;
  /** A test picture leaves no trace. */
  #connectedBefore: number | null = null;

  constructor(needs: {
    events: EventSource<AerialEvents>;
    wallMs: () => number;
    lastConnectWallMs: number | null;
    lastDisconnectWallMs: number | null;
  }) {
    this.#state = {
      phase: 'offline',
      broadcastId: null,
      isTest: false,
      tracks: null,
      renditions: [],
      lastConnectWallMs: needs.lastConnectWallMs,
      lastDisconnectWallMs: needs.lastDisconnectWallMs,
    };
    const { events, wallMs } = needs;
    events.on('broadcast.started', ({ broadcastId, isTest, startedWallMs, tracks }) => {
      this.#connectedBefore = this.#state.lastConnectWallMs;
      this.#set({
        phase: 'live',
        broadcastId,
        isTest,
        tracks,
        renditions: [],
        lastConnectWallMs: startedWallMs,
      });
    });
    events.on('broadcast.changed', ({ tracks }) => this.#set({ tracks }));
    events.on('broadcast.paused', () => this.#set({ phase: 'away' }));
    events.on('broadcast.resumed', () => this.#set({ phase: 'live' }));
    events.on('broadcast.ended', ({ isTest }) =>
      this.#set({
        phase: 'offline',
        broadcastId: null,
        isTest: false,
        tracks: null,
        renditions: [],
        ...(isTest ? { lastConnectWallMs: this.#connectedBefore } : { lastDisconnectWallMs: wallMs() }),
      }),
    );
    events.on('transcode.changed', ({ renditions }) => this.#set({ renditions }));
  }

  get current(): OnAirState {
    return this.#state;
  }

  /** Whether a broadcast without a picture is on. */
  get isAudioOnly(): boolean {
    return this.#state.tracks !== null && this.#state.tracks.video === null;
  }

  #set(change: Partial<OnAirState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
