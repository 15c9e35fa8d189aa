import { Broadcast, type BroadcastNeeds, type EncoderIdentity } from './broadcast.ts';
import type { IngestHealth } from './health.ts';
import type { AmfObject } from './rtmp/amf0-reader.ts';
import type { MediaMessage, PublishDecision, Refusal } from './rtmp/session.ts';

/**
 * After an administrator ended a broadcast its key is turned away until nobody has tried it for this long. OBS goes on trying by itself, at
 * growing intervals, whatever it is told once it has been on air.
 */
const HOLD_OFF_MS = 60_000;

/** A connection that may go on air. */
export interface Publisher extends EncoderIdentity {
  readonly keyId: string;
  /** The station's own test picture. */
  readonly isTest: boolean;
  /** Ends the connection; it must not call back. */
  drop(why: string): void;
  /** Turns the publisher away in words. */
  refuse(refusal: Refusal): void;
}

/** What the ingest is doing, for the state of the house and the admin. */
export interface IngestState {
  readonly state: 'idle' | 'gathering' | 'live' | 'away';
  readonly broadcastId: string | null;
  readonly startedWallMs: number | null;
  readonly remoteAddress: string | null;
  readonly encoder: string | null;
  readonly keyId: string | null;
  /** Whether it is the station's own test picture. */
  readonly isTest: boolean;
  readonly health: IngestHealth | null;
}

const idleState: IngestState = {
  state: 'idle',
  broadcastId: null,
  startedWallMs: null,
  remoteAddress: null,
  encoder: null,
  keyId: null,
  isTest: false,
  health: null,
};

type StageNeeds = Omit<BroadcastNeeds, 'broadcastId' | 'isTest' | 'onEnded'> & {
  readonly newBroadcastId: () => string;
};

/**
 * The one place on air. While somebody publishes, another key is refused and the same key takes over at once; while the
 * encoder is away, any key carries the same broadcast on. The test picture is nobody's: it ends when an encoder comes, which begins a
 * broadcast of its own, and is refused where there is one.
 */
export class Stage {
  readonly #needs: StageNeeds;
  readonly #heldOffUntilMs = new Map<string, number>();
  #publisher: Publisher | null = null;
  #keyId: string | null = null;
  #broadcast: Broadcast | null = null;

  constructor(needs: StageNeeds) {
    this.#needs = needs;
  }

  /** Lets a publisher with a good key on air, or says why not. */
  admit(publisher: Publisher): PublishDecision {
    if (this.#isHeldOff(publisher.keyId)) return endedByAdmin;
    if (publisher.isTest && this.#broadcast !== null) return somebodyElse;
    if (this.#broadcast?.isTest === true) this.endNow('an encoder took the place of the test picture', false);
    const other = this.#publisher;
    const isQuiet = this.#broadcast?.isQuiet === true;
    if (other !== null && other.keyId !== publisher.keyId && !isQuiet) return somebodyElse;
    if (other !== null) {
      other.drop(isQuiet ? 'it was quiet when another came' : 'the same key published from somewhere else');
      this.leave(other);
    }
    const broadcast = this.#broadcast ?? this.#open(publisher);
    this.#publisher = publisher;
    this.#keyId = publisher.keyId;
    broadcast.begin({ remoteAddress: publisher.remoteAddress, encoder: publisher.encoder });
    return { kind: 'accepted' };
  }

  onMedia(publisher: Publisher, message: MediaMessage): Refusal | null {
    return this.#publisher === publisher && this.#broadcast !== null ? this.#broadcast.onMedia(message) : null;
  }

  onMetadata(publisher: Publisher, metadata: AmfObject): void {
    if (this.#publisher === publisher) this.#broadcast?.onMetadata(metadata);
  }

  /** The publisher stopped, in good order or not; harmless for anybody else. */
  leave(publisher: Publisher): void {
    if (this.#publisher !== publisher) return;
    this.#publisher = null;
    this.#broadcast?.leave();
  }

  /** Ends what is on air; false when nothing is. `holdsOff` keeps the encoder from coming back by itself. */
  endNow(reason: string, holdsOff: boolean): boolean {
    const broadcast = this.#broadcast;
    if (broadcast === null) return false;
    const publisher = this.#publisher;
    this.#publisher = null;
    if (holdsOff && this.#keyId !== null) {
      this.#heldOffUntilMs.set(this.#keyId, this.#needs.clock.monotonicMs() + HOLD_OFF_MS);
    }
    broadcast.end(reason);
    publisher?.drop(reason);
    return true;
  }

  /** Called now and then by the server. */
  check(): void {
    const refusal = this.#broadcast?.check() ?? null;
    if (refusal !== null) this.#publisher?.refuse(refusal);
  }

  state(): IngestState {
    const broadcast = this.#broadcast;
    if (broadcast === null || broadcast.state === 'ended') return idleState;
    return {
      state: broadcast.state,
      broadcastId: broadcast.broadcastId,
      startedWallMs: broadcast.startedWallMs,
      remoteAddress: broadcast.identity.remoteAddress,
      encoder: broadcast.identity.encoder,
      keyId: this.#keyId,
      isTest: broadcast.isTest,
      health: broadcast.state === 'away' ? null : broadcast.health(),
    };
  }

  #open(identity: Publisher): Broadcast {
    const broadcast = new Broadcast(
      {
        ...this.#needs,
        broadcastId: this.#needs.newBroadcastId(),
        isTest: identity.isTest,
        onEnded: () => {
          if (this.#broadcast === broadcast) this.#broadcast = null;
        },
      },
      { remoteAddress: identity.remoteAddress, encoder: identity.encoder },
    );
    this.#broadcast = broadcast;
    return broadcast;
  }

  #isHeldOff(keyId: string): boolean {
    const untilMs = this.#heldOffUntilMs.get(keyId);
    if (untilMs === undefined) return false;
    const nowMs = this.#needs.clock.monotonicMs();
    if (nowMs < untilMs) this.#heldOffUntilMs.set(keyId, nowMs + HOLD_OFF_MS);
    else this.#heldOffUntilMs.delete(keyId);
    return nowMs < untilMs;
  }
}

const somebodyElse: Refusal = {
  kind: 'refused',
  code: 'NetStream.Publish.Denied',
  sentence: 'Somebody else is on air with another stream key. Try again when they have finished.',
};

const endedByAdmin: Refusal = {
  kind: 'refused',
  code: 'NetStream.Publish.Rejected',
  sentence: `An administrator ended this broadcast. Stop the encoder, and start it again after ${HOLD_OFF_MS / 1000} s.`,
};
