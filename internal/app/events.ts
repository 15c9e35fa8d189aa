import type { ChatUser } from '../chat/model.ts';
import type { TrackConfig } from '../media/packet.ts';
import type { PlannedBroadcast } from '../schedule/planned-broadcast.ts';

/** Where one rendition stands. `lost` renditions come back at once if they can; `shed` ones were given up, and are tried again after minutes. */
export interface RenditionState {
  readonly index: number;
  readonly name: string;
  readonly state: 'starting' | 'running' | 'lost' | 'shed';
  /** Why, in one sentence for the admin; null while all is well. */
  readonly reason: string | null;
}

export interface BroadcastStarted {
  readonly broadcastId: string;
  /** The station's own test picture: whoever is told of broadcasts is not told of this one, and nothing is kept of it. */
  readonly isTest: boolean;
  readonly startedWallMs: number;
  readonly remoteAddress: string;
  /** What the encoder calls itself, or null. */
  readonly encoder: string | null;
  readonly tracks: TrackConfig;
}

/** What somebody said in the chat. */
export interface ChatMessageSaid {
  readonly id: string;
  readonly timestampWallMs: number;
  readonly user: ChatUser;
  /** Sanitised HTML. */
  readonly body: string;
  /** As it was typed. */
  readonly rawBody: string;
  /** The connection that it came by; 0 for what came by the API. */
  readonly clientId: number;
  readonly isVisible: boolean;
}

/** A planned broadcast is not far away. */
export interface BroadcastSoon extends PlannedBroadcast {
  readonly minutesBefore: number;
}

/** A planned broadcast comes ten minutes from now, should begin now, or should end now; whether it does is another matter. */
export interface PlannedStage extends PlannedBroadcast {
  /** Of the series that it is of; null for a single one. */
  readonly seriesId: string | null;
  readonly stage: 'soon' | 'begins' | 'ends';
}

/** Every in-process event: its name and the shape of its fact. */
export interface AerialEvents {
  'broadcast.started': BroadcastStarted;
  /** The encoder has gone; the broadcast ends unless it returns within `graceMs`. */
  'broadcast.paused': { readonly broadcastId: string; readonly graceMs: number };
  /** The encoder sends again; it is on air once it has sent what players can start with. */
  'broadcast.returning': { readonly broadcastId: string };
  'broadcast.resumed': { readonly broadcastId: string };
  /** The encoder changed size, codec or tracks in mid-broadcast. */
  'broadcast.changed': { readonly broadcastId: string; readonly tracks: TrackConfig };
  'broadcast.ended': { readonly broadcastId: string; readonly isTest: boolean; readonly reason: string };
  /** A publisher was turned away; `reason` is what its user was told. */
  'ingest.refused': { readonly remoteAddress: string; readonly reason: string };
  /** A picture of the channel was changed, here or by another process. */
  'artwork.changed': { readonly kind: 'logo' | 'favicon' | 'emoji' };
  'chat.message': ChatMessageSaid;
  /** The first connection of somebody, and the going of the last; only while a broadcast is on air for the first. */
  /** `clientId` is the connection that somebody came by, left last, or asked by. */
  'chat.joined': { readonly user: ChatUser; readonly clientId: number };
  'chat.parted': { readonly user: ChatUser; readonly clientId: number };
  'chat.renamed': { readonly user: ChatUser; readonly clientId: number; readonly oldName: string };
  'chat.visibility': { readonly ids: readonly string[]; readonly isVisible: boolean };
  /** Somebody of the fediverse follows the channel from now on; `account` is `user@host`. */
  'fediverse.followed': {
    readonly iri: string;
    readonly name: string;
    readonly account: string;
    readonly image: string | null;
  };
  'schedule.reminder': BroadcastSoon;
  /** Something was planned, changed, cancelled or removed, here or by another process. */
  'schedule.changed': { readonly wallMs: number };
  'schedule.stage': PlannedStage;
  'stream.title.changed': { readonly title: string };
  'transcode.changed': { readonly broadcastId: string; readonly renditions: readonly RenditionState[] };
}
