import type { FanOutTarget } from './fan-out.ts';
import type { ChatUser, ClientInfo } from './model.ts';
import type { Paces } from './paces.ts';
import { textFrame } from './protocol/frame.ts';
import type { OutboundEvent } from './protocol/outbound.ts';

/** The socket of a client, as far as the chat uses it. */
export interface Wire {
  /** Sends the bytes of a whole frame after those before, without waiting. */
  write(frame: Buffer): void;
  /** Bytes that the system has not taken yet. */
  readonly queuedBytes: number;
  ping(): void;
  /** Says goodbye, and hangs up soon whether that was heard or not. */
  close(code: number, reason: string): void;
  /** Hangs up at once. */
  terminate(): void;
}

/** Why the server ends a connection (RFC 6455, 7.4.1). */
export const closeCodes = { goingAway: 1001, policy: 1008, tryAgainLater: 1013 } as const;

/** What a client may leave unread; a message is a few hundred bytes. */
const MAX_QUEUED_BYTES = 262_144;

export interface ConnectionNeeds {
  readonly id: number;
  readonly user: ChatUser;
  readonly wire: Wire;
  /** Those of the user: all connections of one person share them. */
  readonly paces: Paces;
  readonly address: string;
  readonly userAgent: string;
  readonly connectedWallMs: number;
  readonly lastForeignFrame: number;
  /** Told once, of a client that does not read. */
  readonly onSlow: (connection: Connection) => void;
}

/** One client's connection to the chat. */
export class Connection implements ClientInfo, FanOutTarget {
  readonly id: number;
  readonly address: string;
  readonly userAgent: string;
  readonly connectedWallMs: number;
  readonly lastForeignFrame: number;
  readonly paces: Paces;
  /** As last known. */
  user: ChatUser;
  messageCount = 0;
  readonly #wire: Wire;
  readonly #onSlow: (connection: Connection) => void;
  #isClosing = false;
  #isDismissed = false;
  #isAwaitingPong = false;

  constructor(needs: ConnectionNeeds) {
    this.id = needs.id;
    this.user = needs.user;
    this.address = needs.address;
    this.userAgent = needs.userAgent;
    this.connectedWallMs = needs.connectedWallMs;
    this.lastForeignFrame = needs.lastForeignFrame;
    this.paces = needs.paces;
    this.#wire = needs.wire;
    this.#onSlow = needs.onSlow;
  }

  /** Whether the client is still listened to. */
  get isOpen(): boolean {
    return !this.#isClosing && !this.#isDismissed;
  }

  deliver(frame: Buffer): void {
    if (this.#isClosing) return;
    if (this.#wire.queuedBytes > MAX_QUEUED_BYTES) this.#onSlow(this);
    else this.#wire.write(frame);
  }

  tell(event: OutboundEvent): void {
    this.deliver(textFrame(JSON.stringify(event)));
  }

  /** Tells the client why it has to go, and listens to it no more; it is still to be closed. */
  dismiss(farewell: OutboundEvent): void {
    this.tell(farewell);
    this.#isDismissed = true;
  }

  /** Counts one frame of whatever kind; false when there were too many of the user's. */
  takeFrame(nowMs: number): boolean {
    this.#isAwaitingPong = false;
    return this.paces.frames.take(nowMs) === 'fine';
  }

  ping(): void {
    if (this.#isClosing) return;
    this.#isAwaitingPong = true;
    this.#wire.ping();
  }

  /** Whether nothing at all came since the last ping. */
  get isSilent(): boolean {
    return this.#isAwaitingPong;
  }

  close(code: number, reason: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#wire.close(code, reason);
  }

  terminate(): void {
    this.#isClosing = true;
    this.#wire.terminate();
  }
}
