import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { Clock } from '../platform/clock.ts';
import { addressGroup, plainAddress } from '../platform/address.ts';
import type { Guest } from './connection-table.ts';
import type { IngestLimits } from './limits.ts';
import type { AmfObject } from './rtmp/amf0-reader.ts';
import {
  RtmpSession,
  type MediaMessage,
  type PublishDecision,
  type PublishRequest,
  type Refusal,
  type SessionEnd,
} from './rtmp/session.ts';

/** Why a connection ended, as a label for counting and a sentence for the log. */
export interface Ending {
  readonly label: 'fault' | 'refused' | 'timeout' | 'evicted' | 'dropped' | 'left';
  readonly why: string;
}

/** What a connection tells its owner. */
export interface ConnectionOwner {
  onPublish(connection: RtmpConnection, request: PublishRequest): PublishDecision;
  onMedia(connection: RtmpConnection, message: MediaMessage): Refusal | null;
  onMetadata(connection: RtmpConnection, metadata: AmfObject): void;
  onUnpublish(connection: RtmpConnection): void;
  onBytes(bytes: number): void;
  onRefused(connection: RtmpConnection, refusal: Refusal): void;
  /** Something in this house threw while it read from the peer. */
  onFailure(connection: RtmpConnection, error: unknown): void;
  /** Once, as soon as the end is decided; nothing of the peer is passed on after it. */
  onEnded(connection: RtmpConnection, ending: Ending): void;
  /** Once, when the socket is closed. */
  onClosed(connection: RtmpConnection): void;
}

/** One encoder's socket with its RTMP session, its deadlines and its one way out. */
export class RtmpConnection implements Guest {
  readonly remoteAddress: string;
  readonly group: string;
  readonly #socket: Socket | TLSSocket;
  readonly #limits: IngestLimits;
  readonly #clock: Clock;
  readonly #owner: ConnectionOwner;
  readonly #session: RtmpSession;
  readonly #openedMs: number;
  #stageSinceMs: number;
  #lastStage: RtmpSession['stage'] = 'handshake';
  #heardMs: number;
  #hasEnded = false;
  #lingerUntilMs: number | null = null;

  constructor(needs: {
    socket: Socket | TLSSocket;
    remoteAddress: string;
    limits: IngestLimits;
    clock: Clock;
    owner: ConnectionOwner;
  }) {
    this.#socket = needs.socket;
    this.#limits = needs.limits;
    this.#clock = needs.clock;
    this.#owner = needs.owner;
    this.remoteAddress = plainAddress(needs.remoteAddress);
    this.group = addressGroup(needs.remoteAddress);
    this.#openedMs = needs.clock.monotonicMs();
    this.#stageSinceMs = this.#openedMs;
    this.#heardMs = this.#openedMs;
    this.#session = new RtmpSession({
      limits: needs.limits,
      monotonicMs: () => needs.clock.monotonicMs(),
      send: (bytes) => this.#send(bytes),
      handler: {
        onPublish: (request) => this.#owner.onPublish(this, request),
        onUnpublish: () => this.#owner.onUnpublish(this),
        onMedia: (message) => this.#owner.onMedia(this, message),
        onMetadata: (metadata) => this.#owner.onMetadata(this, metadata),
      },
    });
    this.#listen();
  }

  get isPublishing(): boolean {
    return !this.#hasEnded && this.#session.stage === 'publishing';
  }

  /** Turns the peer away in words, and gives it a moment to read them. */
  refuse(refusal: Refusal): void {
    if (this.#hasEnded) return;
    this.#session.refuse(refusal);
    this.#linger(refusal);
  }

  /** Ends the connection without a word. */
  drop(why: string): void {
    this.#finish({ label: 'dropped', why });
    this.#socket.destroy();
  }

  evict(): void {
    this.#finish({ label: 'evicted', why: 'there were too many connections' });
    this.#socket.destroy();
  }

  /** Holds the deadlines; called several times a second. */
  sweep(nowMs: number): void {
    if (this.#lingerUntilMs !== null) {
      if (nowMs >= this.#lingerUntilMs) this.#socket.destroy();
      return;
    }
    const overdue = this.#overdue(nowMs);
    if (overdue === null) return;
    this.#finish({ label: 'timeout', why: overdue });
    this.#socket.destroy();
  }

  #overdue(nowMs: number): string | null {
    const { handshakeMs, publishMs, idleMs } = this.#limits;
    switch (this.#session.stage) {
      case 'handshake':
        return nowMs - this.#openedMs >= handshakeMs ? 'no handshake in time' : null;
      case 'connected':
        return nowMs - this.#stageSinceMs >= publishMs ? 'nothing was published in time' : null;
      case 'publishing':
        return nowMs - this.#heardMs >= idleMs ? 'the encoder fell silent' : null;
    }
  }

  #listen(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (data: Buffer) => this.#onData(data));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.#finish({ label: 'left', why: 'the peer closed the connection' });
      this.#owner.onClosed(this);
    });
  }

  #onData(data: Buffer): void {
    // What a refused peer still sends is read and forgotten: unread bytes would turn our last words into a reset.
    if (this.#hasEnded) return;
    this.#heardMs = this.#clock.monotonicMs();
    this.#owner.onBytes(data.length);
    const end = this.#receive(data);
    if (this.#session.stage !== this.#lastStage) {
      this.#lastStage = this.#session.stage;
      this.#stageSinceMs = this.#heardMs;
    }
    if (end === null) return;
    if (end.kind === 'refused') return this.#linger(end);
    this.#finish({ label: 'fault', why: end.why });
    this.#socket.destroy();
  }

  /** The last net under parsers of what strangers send: a mistake of ours costs one connection, never the process. */
  #receive(data: Buffer): SessionEnd | null {
    try {
      return this.#session.receive(data);
    } catch (error) {
      this.#owner.onFailure(this, error);
      return { kind: 'fault', why: 'the server failed to read it' };
    }
  }

  #linger(refusal: Refusal): void {
    if (this.#hasEnded) return;
    this.#lingerUntilMs = this.#clock.monotonicMs() + this.#limits.lingerMs;
    this.#owner.onRefused(this, refusal);
    this.#finish({ label: 'refused', why: refusal.sentence });
    this.#socket.end();
  }

  #send(bytes: Buffer): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > this.#limits.unreadAnswerBytes) {
      this.#finish({ label: 'fault', why: 'the peer does not read' });
      this.#socket.destroy();
      return;
    }
    this.#socket.write(bytes);
  }

  #finish(ending: Ending): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#owner.onEnded(this, ending);
  }
}
