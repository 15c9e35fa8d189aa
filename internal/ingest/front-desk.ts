import type { AerialEvents } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import { GuessThrottle } from '../platform/guess-throttle.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { ConnectionOwner, Ending, RtmpConnection } from './connection.ts';
import { FloodGuard } from './flood-guard.ts';
import { IngestMetrics } from './ingest-metrics.ts';
import type { IngestLimits } from './limits.ts';
import { cleanName } from './metadata.ts';
import type { AmfObject } from './rtmp/amf0-reader.ts';
import type { MediaMessage, PublishDecision, PublishRequest, Refusal } from './rtmp/session.ts';
import type { Publisher, Stage } from './stage.ts';
import { appName, findStreamKey, streamKeyCandidates, type StreamKey } from './stream-key.ts';

/** Receives every connection: checks its key, shows it to the stage, and keeps count of who was turned away and why. */
export class FrontDesk implements ConnectionOwner {
  readonly #clock: Clock;
  readonly #events: EventPublisher<AerialEvents>;
  readonly #streamKeys: { list(): readonly StreamKey[] };
  readonly #stage: Stage;
  readonly #onClosed: (connection: RtmpConnection) => void;
  readonly #throttle: GuessThrottle;
  readonly #floodGuard: FloodGuard;
  readonly #publishers = new Map<RtmpConnection, Publisher>();
  readonly #metrics: IngestMetrics;

  constructor(needs: {
    clock: Clock;
    log: Logger;
    metrics: MetricsRegistry;
    events: EventPublisher<AerialEvents>;
    streamKeys: { list(): readonly StreamKey[] };
    limits: IngestLimits;
    stage: Stage;
    onClosed: (connection: RtmpConnection) => void;
  }) {
    this.#clock = needs.clock;
    this.#events = needs.events;
    this.#streamKeys = needs.streamKeys;
    this.#stage = needs.stage;
    this.#onClosed = needs.onClosed;
    this.#throttle = new GuessThrottle({
      ...needs.limits,
      wrongGuessesAtOnce: needs.limits.wrongKeysAtOnce,
      refillMs: needs.limits.wrongKeyRefillMs,
    });
    this.#floodGuard = new FloodGuard({ log: needs.log, monotonicMs: () => needs.clock.monotonicMs() });
    this.#metrics = new IngestMetrics(needs.metrics);
  }

  onPublish(connection: RtmpConnection, request: PublishRequest): PublishDecision {
    const key = this.#findKey(connection, request);
    if ('kind' in key) return key;
    const publisher: Publisher = {
      keyId: key.id,
      isTest: key.isTest === true,
      remoteAddress: connection.remoteAddress,
      encoder: cleanName(request.flashVersion),
      drop: (why) => connection.drop(why),
      refuse: (refusal) => connection.refuse(refusal),
    };
    const decision = this.#stage.admit(publisher);
    if (decision.kind === 'accepted') {
      this.#publishers.set(connection, publisher);
      const { remoteAddress, encoder } = publisher;
      this.#floodGuard.log('info', 'publish', { remoteAddress, encoder, keyId: key.id }, 'An encoder publishes.');
    }
    return decision;
  }

  onMedia(connection: RtmpConnection, message: MediaMessage): Refusal | null {
    this.#metrics.packets[message.track].add();
    const publisher = this.#publishers.get(connection);
    return publisher === undefined ? null : this.#stage.onMedia(publisher, message);
  }

  onMetadata(connection: RtmpConnection, metadata: AmfObject): void {
    const publisher = this.#publishers.get(connection);
    if (publisher !== undefined) this.#stage.onMetadata(publisher, metadata);
  }

  onUnpublish(connection: RtmpConnection): void {
    const publisher = this.#publishers.get(connection);
    if (publisher === undefined) return;
    this.#publishers.delete(connection);
    this.#stage.leave(publisher);
  }

  onBytes(bytes: number): void {
    this.#metrics.bytes.add(bytes);
  }

  onRefused(connection: RtmpConnection, refusal: Refusal): void {
    this.#metrics.refusals[refusal.code].add();
    const { remoteAddress } = connection;
    const fields = { remoteAddress, code: refusal.code, reason: refusal.sentence };
    // The event is bounded with the line: whoever listens may store it or send it on.
    if (this.#floodGuard.log('warn', 'refused', fields, 'A publisher was turned away.')) {
      this.#events.publish('ingest.refused', { remoteAddress, reason: refusal.sentence });
    }
  }

  onFailure(connection: RtmpConnection, error: unknown): void {
    const { remoteAddress } = connection;
    const fields = { remoteAddress, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    this.#floodGuard.log('error', 'failure', fields, 'Reading from an RTMP peer failed; its connection was ended.');
  }

  onEnded(connection: RtmpConnection, ending: Ending): void {
    this.#metrics.endings[ending.label].add();
    const { remoteAddress } = connection;
    const isPublisher = this.#publishers.has(connection);
    this.onUnpublish(connection);
    if (ending.label === 'refused') return;
    const level = isPublisher && ending.label !== 'left' ? 'warn' : isPublisher ? 'info' : 'debug';
    const kind = `${isPublisher ? 'publisher' : 'stranger'} ${ending.label}`;
    this.#floodGuard.log(level, kind, { remoteAddress, why: ending.why }, 'An RTMP connection ended.');
  }

  onClosed(connection: RtmpConnection): void {
    this.#onClosed(connection);
  }

  #findKey(connection: RtmpConnection, request: PublishRequest): StreamKey | Refusal {
    const { remoteAddress } = connection;
    const nowMs = this.#clock.monotonicMs();
    const candidates = streamKeyCandidates(request.app, request.name);
    if (candidates === null) {
      return refusal(
        'NetStream.Publish.BadName',
        `The server address has to end in /${appName}, as in rtmp://HOST/${appName}.`,
      );
    }
    const waitMs = this.#throttle.waitMs(remoteAddress, nowMs);
    if (waitMs > 0) {
      const waitSeconds = Math.ceil(waitMs / 1000);
      return refusal(
        'NetStream.Publish.Denied',
        `Too many wrong stream keys from your address. Try again in ${waitSeconds} s.`,
      );
    }
    const key = findStreamKey(this.#streamKeys.list(), candidates);
    if (key !== null) {
      this.#throttle.noteRight(remoteAddress, nowMs);
      return key;
    }
    this.#throttle.noteWrong(remoteAddress, nowMs);
    return refusal('NetStream.Publish.BadName', 'The stream key is not right. Copy it again from the server.');
  }
}

function refusal(code: Refusal['code'], sentence: string): Refusal {
  return { kind: 'refused', code, sentence };
}
