import { availableParallelism } from 'node:os';

import {
  type LadderRung,
  type LadderSetting,
  ladderRung,
  type RungCodec,
  rungCodecNames,
  writeLadder,
} from '../config/ladder-setting.ts';
import { type LadderBefore, ladderToVariants, partMsToLatencyLevel } from '../config/owncast-variants.ts';
import type { Settings } from '../config/settings.ts';
import type { OutputVariant } from '../config/shapes.ts';
import type { LiveChannel, RenditionStatus } from '../hls/live-channel.ts';
import type { BroadcastInfo } from '../ingest/broadcast.ts';
import type { LadderTrialResult } from '../http/handlers/video.ts';
import type { MediaItem, MediaSink, VideoConfig } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { AudioBridge } from '../transcode/audio-bridge.ts';
import { DroppedFrames } from '../transcode/dropped-frames.ts';
import type { EncoderReport } from '../transcode/encoder-trial.ts';
import { doubtMs, EncoderTrials } from '../transcode/encoder-trials.ts';
import { encoderNamed } from '../transcode/encoders/catalogue.ts';
import type { VideoEncoder } from '../transcode/encoders/video-encoder.ts';
import { x264 } from '../transcode/encoders/x264.ts';
import { LadderTrials } from '../transcode/ladder-trial.ts';
import { believableFrameRate } from '../transcode/frame-rate.ts';
import { planLadder, tooLargeFor } from '../transcode/ladder.ts';
import { type ObsOverride, obsOverride } from '../transcode/obs-override.ts';
import { SoundTwins } from '../transcode/sound-twins.ts';
import { SpeedMeter } from '../transcode/speed-meter.ts';
import { Transcoder } from '../transcode/transcoder.ts';
import type { AerialEvents, RenditionState } from './events.ts';
import { BroadcastHealth, type NamedRendition, type RenditionFigures } from './broadcast-health.ts';
import { FanOut } from './fan-out.ts';
import { onlyCodec } from './only-codec.ts';
import type { Slate } from './slate.ts';

export interface BroadcastingNeeds {
  readonly channel: LiveChannel;
  readonly clock: Clock;
  readonly events: EventPublisher<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly settings: Settings;
  readonly slate: Pick<Slate, 'open'>;
  /** False when nothing is on air. */
  readonly endBroadcast: (reason: string) => boolean;
}

/** Looks for what makes a codec whose trial is late every time are at most so far apart. */
const mostBetweenLooksMs = 16 * doubtMs;

/** What stands for the source where nothing is on air. */
const usualSource = { width: 1920, height: 1080, frameRate: 30, bitrateKbps: null } as const;

/** What was decided for the broadcast on air. */
interface Running {
  readonly transcoder: Transcoder;
  readonly partMs: number;
  ladder: LadderSetting;
  plans: readonly RenditionPlan[];
  states: readonly RenditionState[];
}

/** From the encoder's packets to the renditions: builds what a broadcast needs, and changes its ladder while it is on air. */
export class Broadcasting {
  readonly #needs: BroadcastingNeeds;
  /** What runs an ffmpeg. */
  readonly #transcoders = new Set<{ stop(): Promise<void> }>();
  #running: Running | null = null;
  #cancelExtras: () => void = () => {};
  readonly encoders: EncoderTrials;
  readonly #trials: LadderTrials;
  readonly #speeds = new SpeedMeter();
  readonly #dropped = new DroppedFrames();
  /** Codecs of the pictures that the encoder sends. */
  #sentCodecs: readonly VideoConfig['codec'][] = [];

  readonly health: BroadcastHealth;

  constructor(needs: BroadcastingNeeds) {
    this.#needs = needs;
    const { clock, metrics, settings } = needs;
    const log = needs.log.component('transcode');
    const renditionAt = (place: number): NamedRendition | null => this.#renditionAt(place);
    this.health = new BroadcastHealth({ clock, log, metrics, renditionAt, onlyCodec: () => this.#onlyCodec() });
    this.#trials = new LadderTrials({ clock, ffmpegPath: () => settings.get('ffmpeg') });
    this.encoders = new EncoderTrials({ clock, log, ffmpegPath: settings.get('ffmpeg') });
  }

  /** Heeds changed settings from now on; the returned function ends that, and every ffmpeg. */
  start(): () => Promise<void> {
    const { settings } = this.#needs;
    const stops = (['ladder', 'ladder-applies'] as const).map((name) =>
      settings.onChange(name, () => this.#heedLadder()),
    );
    const stopTrials = this.encoders.start();
    const stopHealth = this.health.start();
    return async () => {
      stopHealth();
      this.#cancelExtras();
      for (const stop of stops) stop();
      await stopTrials();
      await Promise.all([...this.#transcoders].map((transcoder) => transcoder.stop()));
    };
  }

  /** Where a broadcast's packets go. */
  open(info: Pick<BroadcastInfo, 'broadcastId' | 'epochWallMs'>): MediaSink {
    const { channel, clock, log, metrics, settings } = this.#needs;
    const parts = { clock, metrics, ffmpegPath: settings.get('ffmpeg'), log: log.component('transcode') };
    const partMs = settings.get('part-ms');
    const source = channel.beginBroadcast(info);
    const ladder = settings.get('ladder');
    const slate = this.#needs.slate.open(info);
    const twins = this.#newTwins(slate);
    const { encoder, failing } = this.#chooseEncoder();
    const transcoder = new Transcoder({
      ...parts,
      ladder: rungsOf(ladder),
      partMs,
      cores: this.#cores(),
      encoder,
      encodersBeside: (encoder) => this.encoders.forLadder(encoder),
      watch: this.health.picture,
      onFallback: (failed, sentence) => {
        this.encoders.distrust(failed.name, `It failed on air. ${sentence}`);
        this.health.noteFallback(failed.name, sentence);
      },
      outputs: {
        declare: (plans) => twins.declare(this.#note(plans)),
        revise: (plans) => twins.revise(this.#note(plans)),
        config: (index, config) => twins.config(index, config),
        video: (index, packet) => {
          this.#speeds.add(index, packet.ptsMs, clock.monotonicMs());
          const plan = this.plans.find((one) => one.index === index);
          if (plan !== undefined) this.#dropped.add(index, packet.ptsMs, plan.frameRate);
          twins.video(index, packet);
        },
        lost: (index) => twins.lost(index),
        settled: () => slate.letRenditionsFollow(),
      },
      onChange: (renditions) => this.#noteStates(info, renditions),
    });
    this.#running = { transcoder, partMs, ladder, plans: [], states: [] };
    this.#addExtras(transcoder);
    this.#speeds.clear();
    this.#dropped.clear();
    this.#sentCodecs = [];
    this.health.clear();
    if (failing !== null) this.health.noteStandIn(failing.name, failing.reason ?? '');
    const fanOut = new FanOut({
      log: log.component('app'),
      consumers: [
        // Ahead of the picture: it steps in after the last of it, and down before the first.
        { name: 'slate', sink: slate },
        { name: 'source rendition', sink: source },
        { name: 'twins of the renditions', sink: twins },
        { name: 'transcoder', sink: transcoder },
        { name: 'speed of the source', sink: { push: (item) => this.#noteSource(item) } },
        { name: 'end of broadcast', sink: { push: (item) => this.#onItem(item, [transcoder, bridge]) } },
      ],
    });
    const bridge = new AudioBridge({ ...parts, next: fanOut, onOutage: (sentence) => this.health.noteSound(sentence) });
    this.#transcoders.add(transcoder).add(bridge);
    return bridge;
  }

  /** What the transcoder makes goes through these to the channel. */
  #newTwins(slate: Pick<ReturnType<Slate['open']>, 'setPlans'>): SoundTwins {
    const { channel } = this.#needs;
    return new SoundTwins({
      outputs: {
        declare: (plans) => {
          channel.declareRenditions(plans);
          slate.setPlans(plans);
        },
        revise: (plans) => {
          channel.reviseRenditions(plans);
          slate.setPlans(plans);
        },
        config: (index, config) => channel.rendition(index).config(config),
        video: (index, packet) => channel.rendition(index).video(packet),
        lost: (index) => channel.rendition(index).lost(),
      },
    });
  }

  /** Extra renditions wait until it is known what makes them: that takes some seconds, once after the server's start. */
  #addExtras(transcoder: Transcoder): void {
    this.#cancelExtras();
    const ladder = this.#running?.transcoder === transcoder ? this.#running.ladder : 'off';
    const missing = () => extraCodecs(ladder).filter((codec) => this.encoders.forLadder(x264)[codec] === undefined);
    const told = new Set<RungCodec>();
    /** What the ladder on air lacks. */
    let lacking = missing();
    let pauseMs = doubtMs;
    const look = async (): Promise<void> => {
      await this.encoders.refresh();
      if (this.#running?.transcoder !== transcoder || this.#running.ladder !== ladder) return;
      const before = lacking;
      lacking = missing();
      if (before.some((codec) => !lacking.includes(codec))) transcoder.changeLadder(rungsOf(ladder));
      for (const codec of lacking.filter((one) => !told.has(one))) this.#tellLacking(codec);
      for (const codec of lacking) told.add(codec);
      if (!lacking.some((codec) => this.encoders.isInDoubt(codec))) return;
      this.#cancelExtras = this.#needs.clock.after(pauseMs, () => void look());
      pauseMs = Math.min(2 * pauseMs, mostBetweenLooksMs);
    };
    if (lacking.length > 0) void look();
  }

  #tellLacking(codec: RungCodec): void {
    const log = this.#needs.log.component('transcode');
    log.warn({ codec }, `No encoder of ${rungCodecNames[codec]} works here, so its renditions are left out.`);
  }

  /** The ladder that is set; what stands for the automatic one is what is on air, or would be. */
  configuredLadder(): LadderBefore {
    return { ladder: this.#needs.settings.get('ladder'), automatic: this.#automaticRungs() };
  }

  /** The same as clients of Owncast read it. */
  configuredVariants(): OutputVariant[] {
    const { ladder, automatic } = this.configuredLadder();
    return ladderToVariants(ladder, automatic);
  }

  /** The qualities and the latency level of the broadcast on air; null when nothing is. */
  currentBroadcast(): { outputSettings: OutputVariant[]; latencyLevel: { level: number } } | null {
    const running = this.#running;
    if (running === null) return null;
    const sourceName = typeof running.ladder === 'string' ? null : running.ladder.sourceName;
    return {
      outputSettings: ladderToVariants({ sourceName, rungs: running.plans.map(rungOfPlan) }),
      latencyLevel: { level: partMsToLatencyLevel(running.partMs) },
    };
  }

  /** What is made of the broadcast on air, best first; nothing when nothing is. */
  get plans(): readonly RenditionPlan[] {
    return this.#running?.plans ?? [];
  }

  get served(): readonly RenditionStatus[] {
    return this.#needs.channel.status().renditions;
  }

  /** How a rendition keeps up, 0 the source. */
  figuresOf(index: number): RenditionFigures {
    return { ...this.#speeds.of(index, this.#needs.clock.monotonicMs()), droppedFrames: this.#dropped.of(index) };
  }

  #renditionAt(place: number): NamedRendition | null {
    if (this.#running === null) return null;
    const plan = this.plans[place - 1];
    if (place === 0) return { name: 'Source', ...this.figuresOf(0) };
    return plan === undefined ? null : { name: plan.name, ...this.figuresOf(plan.index) };
  }

  /** Tries a ladder with this machine's ffmpeg, of a source like `video`, or the usual one. */
  async tryLadder(
    ladder: LadderSetting,
    wished: { readonly encoder: string | null; readonly video: VideoConfig | null },
  ): Promise<LadderTrialResult> {
    const { video } = wished;
    if (extraCodecs(ladder).length > 0) await this.encoders.refresh();
    const frameRate = Math.round(frameRateOf(video));
    const source = { ...(video === null ? usualSource : { width: video.width, height: video.height }), frameRate };
    const cores = this.#cores();
    const plans = planLadder(
      { ...source, bitrateKbps: null, playsEverywhere: playsEverywhere(video) },
      {
        ladder: rungsOf(ladder),
        cores,
        encoders: this.encoders.forLadder(
          wished.encoder === null ? this.#chooseEncoder().encoder : encoderNamed(wished.encoder),
        ),
      },
    );
    const { width, height } = source;
    const size = { width, height, frameRate };
    const tooLarge = tooLargeFor(size, rungsOf(ladder));
    if (plans.length === 0) return { kind: 'tried', source: size, speed: null, renditions: [], tooLarge };
    const outcome = await this.#trials.try({ source: size, plans, cores });
    if (outcome.kind !== 'tried') return outcome;
    const renditions = plans.map((plan, position) => ({
      name: plan.name,
      codec: encoderNamed(plan.encoder).codec,
      width: plan.width,
      height: plan.height,
      frameRate: plan.frameRate,
      videoBitrateKbps: plan.videoBitrateKbps,
      speed: outcome.alone[position] ?? null,
    }));
    return { kind: 'tried', source: size, speed: outcome.speed, renditions, tooLarge };
  }

  #onlyCodec(): string | null {
    const running = this.#running;
    return running === null ? null : onlyCodec({ sent: this.#sentCodecs, ...running });
  }

  #noteSource(item: MediaItem): void {
    if (item.kind === 'config') {
      const layers = item.layers ?? [];
      const sent = [item.tracks.video, ...layers.map(({ config }) => config)];
      this.#sentCodecs = sent.flatMap((config) => (config === null ? [] : [config.codec]));
      // The encoder's own sizes take the place of what was made here; the channel has them of the encoder.
      if (layers.length > 0) this.#note([]);
    }
    if (item.kind !== 'video') return;
    this.#speeds.add(0, item.ptsMs, this.#needs.clock.monotonicMs());
    this.#dropped.addSource(item.ptsMs);
  }

  /** What OBS is to encode so that nothing has to be encoded here, of a source like this, or of the usual one. */
  obsOverride(video: VideoConfig | null): ObsOverride {
    const { width, height } = video ?? usualSource;
    const source = {
      width,
      height,
      frameRate: frameRateOf(video),
      bitrateKbps: video === null ? null : this.#sentKbps(),
      playsEverywhere: playsEverywhere(video),
    };
    return obsOverride(source, rungsOf(this.#needs.settings.get('ladder')));
  }

  /** Bit rate of the picture that the encoder sends; null while it is not known. */
  #sentKbps(): number | null {
    const bitsPerSecondOf = (rendition: string): number =>
      this.served.find(({ key }) => key === rendition)?.bitsPerSecond ?? 0;
    const kbps = (bitsPerSecondOf('0') - bitsPerSecondOf('audio')) / 1000;
    return kbps > 0 ? kbps : null;
  }

  /** Goes up with every change of the qualities on air, over all broadcasts. */
  get ladderVersion(): number {
    return this.#needs.channel.ladderVersion;
  }

  /** Ends the broadcast on air, for everybody; false when nothing is. An encoder that comes back by itself begins another. */
  disconnect(): boolean {
    return this.#needs.endBroadcast('ended by the administrator');
  }

  /**
   * The one that is set, unless it is known not to work, which `failing` then is; a chip's that has not been tried, or not in time, shows on air
   * whether it does.
   */
  #chooseEncoder(): { readonly encoder: VideoEncoder; readonly failing: EncoderReport | null } {
    const wanted = encoderNamed(this.#needs.settings.get('video-encoder'));
    const report = this.encoders.report(wanted.name);
    if (wanted === x264 || report === null || report.works || report.isLate) return { encoder: wanted, failing: null };
    return { encoder: x264, failing: report };
  }

  #heedLadder(): void {
    const { settings } = this.#needs;
    const running = this.#running;
    const ladder = settings.get('ladder');
    if (running === null || settings.get('ladder-applies') !== 'at once') return;
    if (writeLadder(ladder) === writeLadder(running.ladder)) return;
    running.ladder = ladder;
    running.transcoder.changeLadder(rungsOf(ladder));
    this.#addExtras(running.transcoder);
  }

  #automaticRungs(): LadderRung[] {
    const running = this.#running;
    const plans =
      running?.ladder === 'auto' ? running.plans : planLadder(usualSource, { ladder: 'auto', cores: this.#cores() });
    // What stands in for one of them comes and goes, and nobody asked for it.
    return plans.filter(({ isStandIn = false }) => !isStandIn).map(rungOfPlan);
  }

  #cores(): number {
    const cores = this.#needs.settings.get('cores');
    return cores === 'auto' ? availableParallelism() : cores;
  }

  #note(plans: readonly RenditionPlan[]): readonly RenditionPlan[] {
    for (const before of this.plans) {
      const isSame = (plan: RenditionPlan): boolean => plan.index === before.index && plan.name === before.name;
      if (!plans.some(isSame)) this.#dropped.forget(before.index);
    }
    if (this.#running !== null) this.#running.plans = plans;
    return plans;
  }

  #noteStates({ broadcastId }: Pick<BroadcastInfo, 'broadcastId'>, renditions: readonly RenditionState[]): void {
    if (this.#running !== null) this.#running.states = renditions;
    this.#needs.events.publish('transcode.changed', { broadcastId, renditions });
  }

  #onItem(item: MediaItem, parts: readonly { stop(): Promise<void> }[]): void {
    if (item.kind !== 'end') return;
    if (this.#running !== null && parts.includes(this.#running.transcoder)) {
      this.#running = null;
      this.health.clear();
    }
    for (const part of parts) void part.stop().finally(() => this.#transcoders.delete(part));
  }
}

/** Of the picture that is sent, or of the usual one. */
function frameRateOf(video: VideoConfig | null): number {
  return believableFrameRate(video?.frameRate ?? null) ?? usualSource.frameRate;
}

function playsEverywhere(video: VideoConfig | null): boolean {
  return video === null || video.codec === 'avc';
}

function rungsOf(ladder: LadderSetting): 'auto' | 'off' | readonly LadderRung[] {
  return typeof ladder === 'string' ? ladder : ladder.rungs;
}

/** The codecs besides H.264 that are asked for. */
function extraCodecs(ladder: LadderSetting): Exclude<RungCodec, 'h264'>[] {
  const wanted = typeof ladder === 'string' ? [] : ladder.rungs.map(({ codec }) => codec);
  return [...new Set(wanted)].filter((codec) => codec !== 'h264');
}

function rungOfPlan(plan: RenditionPlan): LadderRung {
  const { name, effort, frameRate } = plan;
  const heightPixels = Math.min(plan.width, plan.height);
  return ladderRung({
    codec: encoderNamed(plan.encoder).codec,
    heightPixels,
    bitrateKbps: plan.videoBitrateKbps,
    name,
    effort,
    frameRate: Math.round(frameRate),
  });
}
