import type { AerialEvents } from '../app/events.ts';
import type { MediaItem, MediaPacket, MediaSink, TrackConfig } from '../media/packet.ts';
import { TimelineClock } from '../media/timeline-clock.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import { EncoderRun } from './encoder-run.ts';
import { HealthMeter, type IngestHealth } from './health.ts';
import { readMetadata, type StreamMetadata } from './metadata.ts';
import { QuietWatch } from './quiet-watch.ts';
import type { AmfObject } from './rtmp/amf0-reader.ts';
import type { MediaMessage, Refusal } from './rtmp/session.ts';
import { Splicer } from './splicer.ts';

/** A publisher that sends nothing a player can start with for this long is told so. */
const MAX_SILENT_START_MS = 10_000;
/** A quiet encoder of which neither picture nor sound has come for this long is let go after the grace time, whatever else it says. */
const MAX_QUIET_MS = 15_000;

/** Why a broadcast of the test picture ends when nobody ended it. */
export const TEST_PICTURE_LEFT = 'the test picture is over';

/** What is known of a broadcast when it goes on air. */
export interface BroadcastInfo {
  readonly broadcastId: string;
  /** The station's own test picture: nobody is told of it, and nothing is kept of it. */
  readonly isTest: boolean;
  readonly startedWallMs: number;
  /** The wall time of media time t is `epochWallMs + t`. */
  readonly epochWallMs: number;
  readonly remoteAddress: string;
  readonly encoder: string | null;
  /** The encoder's own hints; null is what it did not say. */
  readonly metadata: Pick<StreamMetadata, 'width' | 'height' | 'frameRate' | 'videoKbps' | 'audioKbps'>;
  readonly tracks: TrackConfig;
}

/** Who publishes. */
export interface EncoderIdentity {
  readonly remoteAddress: string;
  readonly encoder: string | null;
}

export type BroadcastState = 'gathering' | 'live' | 'away' | 'ended';

export interface BroadcastNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventPublisher<AerialEvents>;
  readonly broadcastId: string;
  readonly isTest: boolean;
  readonly openSink: (info: BroadcastInfo) => MediaSink;
  readonly graceMs: () => number;
  /** Called once, when the broadcast is over for good. */
  readonly onEnded: () => void;
}

/**
 * One broadcast from its first packet to its last, over any number of encoder connections. It puts their media on one timeline and
 * on one sink, and keeps going through the grace time when the encoder leaves.
 */
export class Broadcast {
  readonly #needs: BroadcastNeeds;
  readonly #timeline = new TimelineClock();
  readonly #splicer = new Splicer({ emit: (item) => this.#emit(item) });
  readonly #health: HealthMeter;
  readonly #warned = new Set<string>();
  #quiet = new QuietWatch();
  #identity: EncoderIdentity;
  #run: EncoderRun | null = null;
  #sink: MediaSink | null = null;
  #epochWallMs: number | null = null;
  #startedWallMs = 0;
  #state: BroadcastState = 'gathering';
  #cancelGrace: (() => void) | null = null;
  #isGraceOver = false;
  #hasSinkFailed = false;
  #announcedTracks: TrackConfig | null = null;

  constructor(needs: BroadcastNeeds, identity: EncoderIdentity) {
    this.#needs = needs;
    this.#identity = identity;
    this.#health = new HealthMeter(needs.clock.monotonicMs());
    this.#startedWallMs = needs.clock.wallMs();
  }

  get state(): BroadcastState {
    return this.#state;
  }

  get broadcastId(): string {
    return this.#needs.broadcastId;
  }

  get isTest(): boolean {
    return this.#needs.isTest;
  }

  get startedWallMs(): number {
    return this.#startedWallMs;
  }

  get identity(): EncoderIdentity {
    return this.#identity;
  }

  /** Whether its encoder is connected, but sends nothing. */
  get isQuiet(): boolean {
    return this.#run?.isQuiet === true;
  }

  health(): IngestHealth {
    return this.#health.figures(this.#needs.clock.monotonicMs());
  }

  /** An encoder begins, or comes back. */
  begin(identity: EncoderIdentity): void {
    this.#identity = identity;
    if (this.#epochWallMs !== null) this.#timeline.resume();
    // Other sizes of the picture have to wait for the main one.
    this.#splicer.interrupt('encoder-returned');
    const nowMs = this.#needs.clock.monotonicMs();
    this.#health.restart(nowMs);
    this.#quiet = new QuietWatch();
    this.#run = new EncoderRun({ timeline: this.#timeline, nowMs });
  }

  onMetadata(metadata: AmfObject): void {
    if (this.#run === null) return;
    this.#run.metadata = readMetadata(metadata);
    const { encoder } = this.#run.metadata;
    if (encoder !== null) this.#identity = { ...this.#identity, encoder };
  }

  /** Takes one message; returns why the publisher has to be turned away, or null. */
  onMedia(message: MediaMessage): Refusal | null {
    const run = this.#run;
    if (run === null) return null;
    const nowMs = this.#needs.clock.monotonicMs();
    this.#health.addBytes(message.body.length, nowMs);
    const wasQuiet = run.isQuiet;
    const step = run.read(message, nowMs);
    // Some encoders go on with empty messages when they have nothing to send.
    if (step.kind === 'packets' || step.kind === 'layer') this.#quiet.heard(nowMs);
    if (wasQuiet && !run.isQuiet) this.#wake(nowMs);
    if (step.kind === 'unsupported') return cannotCarry(step.what);
    if (step.kind === 'malformed') this.#warnOfMalformed(message.track, step.why);
    if (step.kind === 'tracks' && run.isGathered) this.#splicer.setTracks(run.tracks, run.layers);
    if (step.kind === 'layer') this.#splicer.pushLayer(step);
    if (step.kind === 'packets') {
      if (this.#state === 'away' && !run.isAnnounced) this.#announceReturn(run);
      for (const layer of run.takeEarlyLayers()) this.#splicer.pushLayer(layer);
      this.#onPackets(run, step, nowMs);
    }
    return this.#sink === null && this.#hasSinkFailed ? serverFailed : null;
  }

  /** The encoder has gone, in good order or not: what is not on air yet is forgotten, the rest waits for its return. */
  leave(): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    if (this.isTest) return this.end(TEST_PICTURE_LEFT);
    if (this.#sink === null) return this.end('the encoder left before it went on air');
    if (!run.isOnAir) {
      if (this.#isGraceOver) this.end('the encoder did not come back in time');
      return;
    }
    this.#pause('The encoder has gone; waiting for its return.');
  }

  /** Ends the broadcast for good; harmless when it is over. */
  end(reason: string): void {
    if (this.#state === 'ended') return;
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#run = null;
    const wasOnAir = this.#sink !== null;
    if (wasOnAir) this.#emit({ kind: 'end' });
    this.#state = 'ended';
    if (wasOnAir) {
      this.#needs.log.info({ broadcastId: this.broadcastId, reason }, 'The broadcast has ended.');
      const { broadcastId, isTest } = this;
      this.#needs.events.publish('broadcast.ended', { broadcastId, isTest, reason });
    }
    this.#needs.onEnded();
  }

  /** Called now and then: logs new warnings, and returns why the publisher has to be turned away, or null. */
  check(): Refusal | null {
    const run = this.#run;
    if (run === null) return null;
    const nowMs = this.#needs.clock.monotonicMs();
    if (run.isOnAir && !this.isTest && this.#quiet.isQuiet(nowMs)) {
      this.#pause('The encoder is connected but sends nothing, as where its network is gone; waiting for its return.');
      run.fallQuiet();
    }
    if (run.isQuiet) return this.#isGraceOver && nowMs - run.heardMs >= MAX_QUIET_MS ? nothingToGoOnWith : null;
    if (!run.isOnAir && nowMs - run.startedMs > MAX_SILENT_START_MS) return nothingToStartWith;
    const { broadcastId } = this;
    for (const { kind, sentence } of this.#health.look(nowMs)) this.#needs.log.warn({ broadcastId, kind }, sentence);
    return null;
  }

  #pause(sentence: string): void {
    this.#emit({ kind: 'pause' });
    this.#state = 'away';
    const graceMs = this.#needs.graceMs();
    this.#cancelGrace?.();
    this.#cancelGrace = this.#needs.clock.after(graceMs, () => this.#onGraceOver());
    this.#needs.log.info({ broadcastId: this.broadcastId, graceMs }, sentence);
    this.#needs.events.publish('broadcast.paused', { broadcastId: this.broadcastId, graceMs });
  }

  /** The connection that was quiet brings something to go on with. */
  #wake(nowMs: number): void {
    this.#health.restart(nowMs);
    this.#splicer.interrupt('encoder-returned');
  }

  #announceReturn(run: EncoderRun): void {
    run.isAnnounced = true;
    this.#needs.events.publish('broadcast.returning', { broadcastId: this.broadcastId });
  }

  #onPackets(run: EncoderRun, step: { packets: readonly MediaPacket[]; discontinuity: boolean }, nowMs: number): void {
    this.#health.isInterlaced = run.isInterlaced;
    for (const packet of step.packets) {
      this.#epochWallMs ??= this.#needs.clock.wallMs() - (packet.kind === 'video' ? packet.dtsMs : packet.ptsMs);
      if (packet.kind === 'video') this.#health.addVideo(packet, nowMs);
      else this.#health.addAudio(packet, nowMs);
    }
    if (run.isGathered) {
      if (step.discontinuity) this.#splicer.interrupt('timestamp-jump');
      this.#splicer.setTracks(run.tracks, run.layers);
      for (const packet of step.packets) this.#splicer.push(packet);
      return;
    }
    const held = run.hold(step.packets, step.discontinuity, nowMs);
    if (held === null) return;
    this.#splicer.interrupt('encoder-returned');
    this.#splicer.setTracks(run.tracks, run.layers);
    for (const packet of held) this.#splicer.push(packet);
  }

  #emit(item: MediaItem): void {
    if (this.#sink === null && !this.#openSink()) return;
    if (this.#run !== null && !this.#run.isOnAir) this.#goOnAir(this.#run);
    try {
      this.#sink?.push(item);
    } catch (error) {
      if (!this.#hasSinkFailed) {
        this.#needs.log.error(
          { broadcastId: this.broadcastId, error: String(error) },
          'A consumer of the stream failed.',
        );
      }
      this.#hasSinkFailed = true;
    }
    if (item.kind !== 'config') return;
    this.#health.videoCodec = item.tracks.video?.codecString ?? null;
    if (this.#state === 'live') this.#announceTracks(item.tracks);
  }

  #goOnAir(run: EncoderRun): void {
    run.isOnAir = true;
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#isGraceOver = false;
    if (this.#state !== 'away') return;
    this.#state = 'live';
    this.#needs.log.info({ broadcastId: this.broadcastId }, 'The encoder is back.');
    this.#needs.events.publish('broadcast.resumed', { broadcastId: this.broadcastId });
  }

  #announceTracks(tracks: TrackConfig): void {
    if (this.#announcedTracks !== null && this.#announcedTracks !== tracks) {
      this.#needs.events.publish('broadcast.changed', { broadcastId: this.broadcastId, tracks });
    }
    this.#announcedTracks = tracks;
  }

  #openSink(): boolean {
    const run = this.#run;
    const tracks = this.#splicer.sentTracks;
    if (run === null || tracks === null || this.#hasSinkFailed || this.#epochWallMs === null) return false;
    const { broadcastId, isTest, startedWallMs } = this;
    const { remoteAddress, encoder } = this.#identity;
    const { width, height, frameRate, videoKbps, audioKbps } = run.metadata;
    const metadata = { width, height, frameRate, videoKbps, audioKbps };
    try {
      this.#sink = this.#needs.openSink({
        broadcastId,
        isTest,
        startedWallMs,
        epochWallMs: this.#epochWallMs,
        remoteAddress,
        encoder,
        metadata,
        tracks,
      });
    } catch (error) {
      this.#hasSinkFailed = true;
      this.#needs.log.error({ broadcastId, error: String(error) }, 'The broadcast could not be taken on.');
      return false;
    }
    this.#state = 'live';
    this.#needs.log.info({ broadcastId, remoteAddress, encoder }, 'On air.');
    this.#needs.events.publish('broadcast.started', {
      broadcastId,
      isTest,
      startedWallMs,
      remoteAddress,
      encoder,
      tracks,
    });
    return true;
  }

  #onGraceOver(): void {
    this.#cancelGrace = null;
    // An encoder that is just coming back is given the chance to.
    if (this.#run !== null) this.#isGraceOver = true;
    else this.end('the encoder did not come back in time');
  }

  #warnOfMalformed(track: string, why: string): void {
    if (this.#warned.has(track)) return;
    this.#warned.add(track);
    const { broadcastId } = this;
    this.#needs.log.warn({ broadcastId, track, why }, 'A packet of the encoder was malformed and was dropped.');
  }
}

function cannotCarry(what: string): Refusal {
  return {
    kind: 'refused',
    code: 'NetStream.Publish.Rejected',
    sentence: `${what} cannot be carried. Choose H.264, HEVC, AV1 or VP9 video and AAC or Opus audio in the encoder.`,
  };
}

const nothingToStartWith: Refusal = {
  kind: 'refused',
  code: 'NetStream.Publish.Rejected',
  sentence:
    'No key frame and no sound that a player could start with came in 10 s. Use H.264 with a key frame every 2 s.',
};

const nothingToGoOnWith: Refusal = {
  kind: 'refused',
  code: 'NetStream.Publish.Rejected',
  sentence: 'Nothing came that the broadcast could go on with. Start the stream again.',
};

const serverFailed: Refusal = {
  kind: 'refused',
  code: 'NetStream.Publish.Rejected',
  sentence: 'The server could not take the broadcast on. Its log says why.',
};
