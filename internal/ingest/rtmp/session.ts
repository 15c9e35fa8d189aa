import type { AmfObject } from './amf0-reader.ts';
import { splitAggregate } from './aggregate.ts';
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts';
import {
  encodeConnectResult,
  encodeError,
  encodeResult,
  encodeStatus,
  parseCommand,
  parseMetadata,
  readConnect,
  type Command,
  type RefusalCode,
} from './commands.ts';
import { Handshake } from './handshake.ts';
import {
  encodeCommand,
  encodeControl,
  encodeUserControl,
  messageType,
  sendChunkBytes,
  userControlEvent,
} from './messages.ts';
import type { IngestLimits } from '../limits.ts';

/** Our window (5.4.4): how much a peer may send before it expects us to have acknowledged. */
const WINDOW_BYTES = 2_500_000;
/** A peer that asks for an acknowledgement more often than this gets it this often. */
const MIN_WINDOW_BYTES = 64 * 1024;
const PUBLISH_STREAM_ID = 1;
/** What a publisher sends as often as its pictures: some encoders send data with each, such as timecodes and captions. */
const streamTypes: ReadonlySet<number> = new Set([
  messageType.audio,
  messageType.video,
  messageType.aggregate,
  messageType.dataAmf0,
  messageType.dataAmf3,
]);
/** Control traffic is measured over this time. */
const COMMAND_BURST_SECONDS = 10;

export interface PublishRequest {
  /** The app of `connect`, as sent. */
  readonly app: string;
  /** The name given to `publish`: the stream key, as a rule. */
  readonly name: string;
  readonly flashVersion: string | null;
}

/** Turned away: `sentence` is for the encoder's user. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly sentence: string;
}

export type PublishDecision = { readonly kind: 'accepted' } | Refusal;

export interface MediaMessage {
  readonly track: 'audio' | 'video';
  /** Raw 32-bit stamp in milliseconds. */
  readonly timestampMs: number;
  /** FLV tag body; the receiver's own. */
  readonly body: Buffer;
}

/** What a session tells its owner. The session decides nothing about keys, codecs or time. */
export interface SessionHandler {
  /** Asked before Publish.Start is answered. */
  onPublish(request: PublishRequest): PublishDecision;
  /** The encoder stopped in good order. */
  onUnpublish(): void;
  onMedia(message: MediaMessage): Refusal | null;
  onMetadata(metadata: AmfObject): void;
}

/** Why a session is over: it broke the rules, or it was turned away and has been told so. */
export type SessionEnd = { readonly kind: 'fault'; readonly why: string } | Refusal;

export type SessionStage = 'handshake' | 'connected' | 'publishing';

/** One RTMP connection as a state machine: bytes in, bytes and facts out; no socket and no timer of its own. */
export class RtmpSession {
  readonly #limits: IngestLimits;
  readonly #handler: SessionHandler;
  readonly #send: (bytes: Buffer) => void;
  readonly #monotonicMs: () => number;
  readonly #reader: ChunkReader;
  #handshake: Handshake | null = new Handshake();
  #stage: SessionStage = 'handshake';
  #end: SessionEnd | null = null;
  #app = '';
  #flashVersion: string | null = null;
  #receivedBytes = 0;
  #acknowledgedBytes = 0;
  #windowBytes = WINDOW_BYTES;
  #commandBudget: number;
  #budgetedMs: number;

  constructor(needs: {
    limits: IngestLimits;
    handler: SessionHandler;
    send: (bytes: Buffer) => void;
    monotonicMs: () => number;
  }) {
    this.#limits = needs.limits;
    this.#handler = needs.handler;
    this.#send = needs.send;
    this.#monotonicMs = needs.monotonicMs;
    this.#commandBudget = needs.limits.commandsPerSecond * COMMAND_BURST_SECONDS;
    this.#budgetedMs = needs.monotonicMs();
    this.#reader = new ChunkReader({
      limits: needs.limits,
      maxMessageBytes: needs.limits.messageBytesBeforePublish,
      onMessage: (message) => this.#onMessage(message),
    });
  }

  get stage(): SessionStage {
    return this.#stage;
  }

  /** Reads what arrived; returns why the session is over, or null. After its end nothing more is read. */
  receive(data: Buffer): SessionEnd | null {
    if (this.#end !== null) return this.#end;
    this.#receivedBytes += data.length;
    const fault = this.#handshake === null ? this.#reader.push(data) : this.#shakeHands(this.#handshake, data);
    if (fault !== null) this.#end ??= { kind: 'fault', why: fault };
    if (this.#end === null) this.#acknowledge();
    return this.#end;
  }

  /** Turns the publisher away in words. */
  refuse(refusal: Refusal): void {
    if (this.#end !== null) return;
    this.#end = refusal;
    if (this.#stage !== 'handshake') this.#sendStatus('error', refusal.code, refusal.sentence);
  }

  #shakeHands(handshake: Handshake, data: Buffer): string | null {
    const step = handshake.push(data);
    if (step.kind === 'fault') return step.why;
    if (step.answer !== null) this.#send(step.answer);
    if (step.kind === 'more') return null;
    this.#handshake = null;
    this.#stage = 'connected';
    return this.#reader.push(step.rest);
  }

  #acknowledge(): void {
    if (this.#stage === 'handshake' || this.#receivedBytes - this.#acknowledgedBytes < this.#windowBytes / 2) return;
    this.#acknowledgedBytes = this.#receivedBytes;
    // The sequence number is 32 bits wide and wraps (5.4.3).
    this.#send(encodeControl(messageType.acknowledgement, this.#receivedBytes % 0x1_0000_0000));
  }

  #onMessage(message: RtmpMessage): string | null {
    const isMedia = message.typeId === messageType.audio || message.typeId === messageType.video;
    if (isMedia && this.#stage === 'publishing') return this.#onMedia(message);
    const isOfStream = this.#stage === 'publishing' && streamTypes.has(message.typeId);
    if (!isOfStream && !this.#spendBudget()) return 'more control messages than any encoder sends';
    switch (message.typeId) {
      case messageType.commandAmf0:
      case messageType.commandAmf3:
        return this.#onCommandMessage(message);
      case messageType.dataAmf0:
      case messageType.dataAmf3:
        return this.#onData(message);
      case messageType.aggregate:
        return this.#stage === 'publishing' ? this.#onAggregate(message) : null;
      default:
        return this.#onControl(message);
    }
  }

  #spendBudget(): boolean {
    const nowMs = this.#monotonicMs();
    const { commandsPerSecond } = this.#limits;
    const refill = ((nowMs - this.#budgetedMs) / 1000) * commandsPerSecond;
    this.#commandBudget = Math.min(commandsPerSecond * COMMAND_BURST_SECONDS, this.#commandBudget + refill) - 1;
    this.#budgetedMs = nowMs;
    return this.#commandBudget >= 0;
  }

  #onControl(message: RtmpMessage): string | null {
    const { payload } = message;
    if (payload.length < 4)
      return message.typeId <= messageType.setPeerBandwidth ? 'a control message that is cut off' : null;
    const value = payload.readUInt32BE(0);
    if (message.typeId === messageType.setChunkSize) return this.#reader.setChunkBytes(value);
    if (message.typeId === messageType.abort) this.#reader.abort(value);
    if (message.typeId === messageType.windowAcknowledgementSize) this.#windowBytes = Math.max(MIN_WINDOW_BYTES, value);
    if (message.typeId === messageType.userControl && payload.readUInt16BE(0) === userControlEvent.pingRequest) {
      this.#send(encodeUserControl(userControlEvent.pingResponse, Buffer.from(payload.subarray(2, 6))));
    }
    return null;
  }

  #onAggregate(message: RtmpMessage): string | null {
    const parts = splitAggregate(message, this.#limits.aggregateTags);
    if (parts === null) return 'a malformed aggregate message';
    for (const part of parts) {
      const isMedia = part.typeId === messageType.audio || part.typeId === messageType.video;
      const fault = isMedia ? this.#onMedia(part) : null;
      if (fault !== null) return fault;
    }
    return null;
  }

  #onMedia(message: RtmpMessage): string | null {
    const refusal = this.#handler.onMedia({
      track: message.typeId === messageType.audio ? 'audio' : 'video',
      timestampMs: message.timestampMs,
      body: message.payload,
    });
    if (refusal !== null) this.refuse(refusal);
    return this.#end === null ? null : 'refused';
  }

  #onData(message: RtmpMessage): string | null {
    if (this.#stage !== 'publishing') return null;
    const metadata = parseMetadata(message.typeId, message.payload, this.#limits.amf);
    if (metadata !== null) this.#handler.onMetadata(metadata);
    return null;
  }

  #onCommandMessage(message: RtmpMessage): string | null {
    const command = parseCommand(message.typeId, message.payload, this.#limits.amf);
    if (typeof command === 'string') return command;
    this.#onCommand(command);
    return this.#end === null ? null : 'refused';
  }

  #onCommand(command: Command): void {
    switch (command.name) {
      case 'connect':
        return this.#onConnect(command);
      case 'createStream':
        return this.#answer(encodeResult(command.transactionId, PUBLISH_STREAM_ID));
      case 'publish':
        return this.#onPublish(command);
      case 'FCUnpublish':
      case 'deleteStream':
      case 'closeStream':
        return this.#onUnpublish();
      case 'releaseStream':
      case 'FCPublish':
      case '_checkbw':
        return this.#answer(encodeResult(command.transactionId, undefined));
      case 'getStreamLength':
        return this.#answer(encodeResult(command.transactionId, 0));
      case 'play':
      case 'play2':
        return this.refuse({
          kind: 'refused',
          code: 'NetStream.Play.Failed',
          sentence: 'This server does not play over RTMP. Open its web page to watch.',
        });
      default:
        // An answer of ours (transaction 0 wants none) must never be answered, or two servers would chat for ever.
        if (command.transactionId > 0 && !command.name.startsWith('_')) {
          this.#answer(encodeError(command.transactionId, 'This server does not know that command.'));
        }
    }
  }

  #onConnect(command: Command): void {
    const request = readConnect(command);
    this.#app = request.app;
    this.#flashVersion = request.flashVersion;
    const DYNAMIC_LIMIT = 2;
    this.#send(
      Buffer.concat([
        encodeControl(messageType.windowAcknowledgementSize, WINDOW_BYTES),
        encodeControl(messageType.setPeerBandwidth, WINDOW_BYTES, DYNAMIC_LIMIT),
        encodeControl(messageType.setChunkSize, sendChunkBytes),
        encodeCommand(0, encodeConnectResult(command.transactionId, request)),
      ]),
    );
  }

  #onPublish(command: Command): void {
    if (this.#stage === 'publishing') {
      return this.refuse({
        kind: 'refused',
        code: 'NetStream.Publish.BadName',
        sentence: 'This connection publishes already.',
      });
    }
    const [, name] = command.arguments;
    const decision = this.#handler.onPublish({
      app: this.#app,
      name: typeof name === 'string' ? name : '',
      flashVersion: this.#flashVersion,
    });
    if (decision.kind === 'refused') return this.refuse(decision);
    this.#stage = 'publishing';
    this.#reader.maxMessageBytes = this.#limits.messageBytesAfterPublish;
    const streamId = Buffer.alloc(4);
    streamId.writeUInt32BE(PUBLISH_STREAM_ID);
    this.#send(encodeUserControl(userControlEvent.streamBegin, streamId));
    this.#sendStatus('status', 'NetStream.Publish.Start', 'You are on the air.');
  }

  #onUnpublish(): void {
    if (this.#stage !== 'publishing') return;
    this.#stage = 'connected';
    this.#reader.maxMessageBytes = this.#limits.messageBytesBeforePublish;
    this.#handler.onUnpublish();
    this.#sendStatus('status', 'NetStream.Unpublish.Success', 'The stream has been stopped.');
  }

  #answer(payload: Buffer): void {
    this.#send(encodeCommand(0, payload));
  }

  #sendStatus(level: 'status' | 'error', code: string, description: string): void {
    this.#send(encodeCommand(PUBLISH_STREAM_ID, encodeStatus(level, code, description)));
  }
}
