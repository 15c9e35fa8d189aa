import type { TrackConfig } from '../media/packet.ts';

/** Where one rendition stands. `shed` renditions were given up for the rest of the broadcast; `lost` ones come back. */
export interface RenditionState {
  readonly index: number;
  readonly name: string;
  readonly state: 'starting' | 'running' | 'lost' | 'shed';
  /** Why, in one sentence for the admin; null while all is well. */
  readonly reason: string | null;
}

export interface BroadcastStarted {
  readonly broadcastId: string;
  readonly startedWallMs: number;
  readonly remoteAddress: string;
  /** What the encoder calls itself, or null. */
  readonly encoder: string | null;
  readonly tracks: TrackConfig;
}

/** Every in-process event: its name and the shape of its fact. */
export interface AerialEvents {
  'broadcast.started': BroadcastStarted;
  /** The encoder has gone; the broadcast ends unless it returns within `graceMs`. */
  'broadcast.paused': { readonly broadcastId: string; readonly graceMs: number };
  'broadcast.resumed': { readonly broadcastId: string };
  /** The encoder changed size, codec or tracks in mid-broadcast. */
  'broadcast.changed': { readonly broadcastId: string; readonly tracks: TrackConfig };
  'broadcast.ended': { readonly broadcastId: string; readonly reason: string };
  /** A publisher was turned away; `reason` is what its user was told. */
  'ingest.refused': { readonly remoteAddress: string; readonly reason: string };
  'transcode.changed': { readonly broadcastId: string; readonly renditions: readonly RenditionState[] };
}
