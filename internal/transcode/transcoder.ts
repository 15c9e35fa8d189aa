import type { RenditionState } from '../app/events.ts';
import {
  type MediaItem,
  type MediaSink,
  sameVideoConfig,
  type VideoConfig,
  type VideoLayer,
  type VideoPacket,
} from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import { encoderNamed, type LadderEncoders } from './encoders/catalogue.ts';
import { x264 } from './encoders/x264.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { firstToGo } from './expendable.ts';
import { type FailureReport, reportEnd, reportGarbage, sheddingSentence } from './failure-words.ts';
import { decideRemedy, type Failure, failureMemoryMs } from './failures.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { believableFrameRate } from './frame-rate.ts';
import { GopCache } from './gop-cache.ts';
import { pixelRate } from './ladder-budget.ts';
import { isLadderOf, nextIndex, replanLadder, reviseLadder } from './ladder-revision.ts';
import { type LadderSetting, type LadderSource, planLadder } from './ladder.ts';
import { isPrompt } from './pace.ts';
import type { PictureWatch } from './picture-watch.ts';
import { type RenditionOutputs, RenditionTrack, type Voice } from './rendition-track.ts';
import { RenditionRetries } from './rendition-retries.ts';
import type { TrialRun } from './rendition-trial.ts';
import { SourceBitrate } from './source-bitrate.ts';
import { cheaperPlan, isOnlyOne, type LadderAround } from './stand-in.ts';
import { TranscodeRun, type TranscodeRunNeeds } from './transcode-run.ts';
import { Watchdog } from './watchdog.ts';

export interface TranscoderNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly ffmpegPath: string;
  /** To begin with. */
  readonly ladder: LadderSetting;
  /** To begin with: where it is a chip's and fails, x264 takes over. */
  readonly encoder: VideoEncoder;
  /** What makes the other codecs beside it, of what is known to work; asked anew for each ladder. */
  readonly encodersBeside: (encoder: VideoEncoder) => LadderEncoders;
  /** Cores of the machine that Aerial may count on. */
  readonly cores: number;
  /** Length of the parts that are cut of the renditions. */
  readonly partMs: number;
  readonly outputs: RenditionOutputs;
  /** Sees the picture, a little of it once a second. */
  readonly watch: Pick<PictureWatch, 'push' | 'interrupt' | 'clear'>;
  /** Told the whole ladder each time something about it has changed. */
  onChange(renditions: readonly RenditionState[]): void;
  /** The encoder failed, and x264 makes the renditions for the rest of the broadcast. */
  onFallback(failed: VideoEncoder, sentence: string): void;
}

/** How long a process may take to give its last frames. */
const finishMs = 2_000;
/** An encoder that has sent nothing for so long is away. */
const freshMs = 2_000;
/** What is tried again has what everything else leaves over. */
const trialNiceness = 19;

/** A cheaper rendition that is made because `original` was too much. */
interface StandIn {
  readonly track: RenditionTrack;
  readonly original: RenditionTrack;
}

/** One life of ffmpeg, and whether what it says is still heard. */
interface Life {
  readonly run: TranscodeRun;
  isHeard: boolean;
  hasEnded: boolean;
  /** Whether the one before it, or one before that, still has frames to give; what this one says meanwhile is kept in `unsaid`. */
  isWaiting: boolean;
  unsaid: (() => void)[];
  successor: Life | null;
}

/**
 * The smaller renditions of one broadcast, made by one supervised ffmpeg. It never pushes back on the bus and never throws:
 * whatever becomes of ffmpeg, renditions are lost and come back, or are shed, and the source rendition knows nothing of it.
 */
export class Transcoder implements MediaSink {
  readonly #needs: TranscoderNeeds;
  readonly #gop = new GopCache();
  #bitrate = new SourceBitrate();
  readonly #restarts: Counter;
  readonly #dropped: Counter;
  readonly #retries: RenditionRetries<RenditionTrack>;
  /** Processes that have not ended yet, wanted or not. */
  readonly #living = new Set<Life>();
  #onAllEnded: (() => void)[] = [];
  #ladder: LadderSetting;
  #encoder: VideoEncoder;
  /** A chip failed: nothing is trusted to one for the rest of the broadcast. */
  #avoidsChips = false;
  #tracks: readonly RenditionTrack[] = [];
  #lastIndex = 0;
  #config: VideoConfig | null = null;
  #current: Life | null = null;
  /** Made for another ladder, it takes over at the next key frame. */
  #standby: Life | null = null;
  /** It was in charge when the encoder went. */
  #leaving: Life | null = null;
  #watchdog: Watchdog | null = null;
  #failures: Failure[] = [];
  #standIn: StandIn | null = null;
  #takenAtMs = -Infinity;
  #cancelRestart: () => void = () => {};
  #isOver = false;

  constructor(needs: TranscoderNeeds) {
    this.#needs = needs;
    this.#ladder = needs.ladder;
    this.#encoder = needs.encoder;
    const { metrics } = needs;
    this.#restarts = metrics.counter('aerial_transcode_restarts_total', 'Times that ffmpeg failed in this broadcast.');
    this.#dropped = metrics.counter(
      'aerial_transcode_dropped_frames_total',
      'Frames that ffmpeg was too slow to take.',
    );
    this.#retries = new RenditionRetries({
      ...needs,
      tracks: () => this.#tracks,
      isCalm: () => this.#isCalm(),
      beside: () => this.#current?.run ?? null,
      begin: (track, onEnd) => this.#bringToTrial(track, onEnd),
      onHolds: (track) => this.#takeBack(track),
      onChange: () => this.#tell(),
    });
    metrics.observe('aerial_transcode_lag_seconds', 'How far the slowest rendition is behind.', () =>
      this.#lagSeconds(),
    );
  }

  push(item: MediaItem): void {
    if (this.#isOver) return;
    if (item.kind === 'config') this.#configure(item.tracks.video, item.layers ?? []);
    else if (item.kind === 'video') this.#take(item);
    else if (item.kind === 'pause') this.#pause();
    else if (item.kind === 'discontinuity') this.#gop.clear();
    else if (item.kind === 'end') this.#finish();
  }

  /**
   * Another ladder from now on. Renditions that stay the same go on without a break: a second ffmpeg takes over from the first at the
   * next key frame. Those that were taken out end at once. Where it comes to the same renditions as before nothing happens: what was given
   * up stays so until its turn comes, and so does what stands in for it.
   */
  changeLadder(ladder: LadderSetting): void {
    this.#ladder = ladder;
    if (this.#isOver || this.#config === null) return;
    const plans = this.#plan(this.#config);
    if (!isLadderOf(this.#tracks, plans)) this.#adopt(plans);
  }

  #adopt(plans: readonly RenditionPlan[]): void {
    const before = this.#tracks;
    const { tracks, lastIndex } = reviseLadder(before, plans, {
      lastIndex: this.#lastIndex,
      outputs: this.#needs.outputs,
    });
    this.#retries.clear();
    this.#standIn = null;
    this.#lastIndex = lastIndex;
    this.#tracks = tracks;
    const names = tracks.map((track) => track.plan.name);
    this.#needs.log.info({ renditions: names, encoder: this.#encoder.name }, 'The ladder was changed on air.');
    this.#needs.outputs.revise(tracks.map((track) => track.plan));
    const isSame = tracks.length === before.length && tracks.every((track) => before.includes(track));
    if (!isSame) this.#makeAnew(tracks.some((track) => before.includes(track)));
    this.#tell();
  }

  /** Ends ffmpeg, within about a second. Once called, nothing more goes to the outputs. Twice is harmless. */
  async stop(): Promise<void> {
    this.#finish();
    if (this.#living.size > 0) await new Promise<void>((resolve) => this.#onAllEnded.push(resolve));
  }

  #finish(): void {
    this.#isOver = true;
    this.#cancelRestart();
    this.#retries.clear();
    this.#watchdog?.stop();
    this.#gop.clear();
    for (const life of this.#living) this.#dismiss(life);
    // None is in charge any more: what they still give at their end is no failure.
    this.#current = null;
    this.#standby = null;
  }

  /** New codec data may mean another size: a new ladder, and a new process for it. An encoder that sends its own ladder needs none. */
  #configure(sent: VideoConfig | null, layers: readonly VideoLayer[]): void {
    const isLayered = layers.length > 0;
    // What the encoder sends itself has the addresses of its own choice.
    this.#lastIndex = Math.max(this.#lastIndex, ...layers.map(({ index }) => index));
    const config = isLayered ? null : sent;
    if (sameVideoConfig(config, this.#config) && (config === null) === (this.#config === null)) return;
    this.#config = config;
    // What was sent before says nothing of what comes now.
    this.#bitrate = new SourceBitrate();
    this.#gop.clear();
    this.#cancelRestart();
    this.#retries.clear();
    this.#failures = [];
    this.#standIn = null;
    this.#dismissAll();
    const { cores, outputs, log } = this.#needs;
    const isFirst = this.#lastIndex === 0;
    const { tracks, lastIndex } = replanLadder(this.#tracks, config === null ? [] : this.#plan(config), {
      lastIndex: this.#lastIndex,
      outputs,
    });
    this.#tracks = tracks;
    this.#lastIndex = lastIndex;
    const plans = tracks.map(({ plan }) => plan);
    log.info({ renditions: plans.map((plan) => plan.name), cores }, 'The ladder was planned.');
    if (isFirst && !isLayered) outputs.declare(plans);
    else if (!isLayered) outputs.revise(plans);
    this.#start();
    this.#tell();
  }

  #plan(config: VideoConfig): RenditionPlan[] {
    const { cores, encodersBeside } = this.#needs;
    const encoders = this.#avoidsChips ? withoutChips(encodersBeside(this.#encoder)) : encodersBeside(this.#encoder);
    const settings = { ladder: this.#ladder, cores, encoders };
    return planLadder(describeSource(config, this.#bitrate), settings);
  }

  /** Brings about an ffmpeg for the tracks there are now. */
  #makeAnew(somethingGoesOn: boolean): void {
    this.#cancelRestart();
    this.#failures = [];
    if (somethingGoesOn && this.#current !== null && this.#config !== null) {
      if (this.#standby !== null) this.#dismiss(this.#standby);
      this.#standby = null;
      this.#standby = this.#bringToLife(this.#config, this.#wantedTracks(), []);
      return;
    }
    this.#dismissAll();
    this.#start();
  }

  #take(packet: VideoPacket): void {
    this.#gop.add(packet);
    this.#bitrate.add(packet);
    this.#takenAtMs = this.#needs.clock.monotonicMs();
    this.#retries.feed(packet);
    if (packet.isKey && this.#standby !== null) this.#replace();
    const run = this.#current?.run;
    if (run === undefined) return;
    if (packet.isKey && run.isWornOut(packet.dtsMs)) return this.#replace();
    const droppedBefore = run.droppedFrames;
    run.feed(packet);
    this.#dropped.add(run.droppedFrames - droppedBefore);
  }

  /**
   * The encoder has gone. ffmpeg holds a frame or more back until the next one comes, so it is told to finish; a fresh one
   * waits, started and ready, for the encoder's return.
   */
  #pause(): void {
    this.#gop.clear();
    this.#retries.interrupt();
    const { outputs, watch } = this.#needs;
    watch.clear();
    const leaving = this.#current;
    if (leaving === null || leaving.run.feedingSinceMs === null) return outputs.settled();
    this.#leaving = leaving;
    this.#replace();
  }

  /** The one in charge gives its last frames, and the standby or a new one takes over. */
  #replace(): void {
    const predecessor = this.#current;
    const standby = this.#standby;
    predecessor?.run.finish(finishMs);
    this.#current = null;
    this.#standby = null;
    if (standby !== null) this.#putInCharge(standby);
    const successor = standby ?? this.#start();
    if (successor === null || predecessor === null) return;
    predecessor.successor = successor;
    successor.isWaiting = true;
  }

  #wantedTracks(): RenditionTrack[] {
    return this.#tracks.filter((track) => !track.isShed);
  }

  #start(): Life | null {
    this.#watchdog?.stop();
    const tracks = this.#wantedTracks();
    if (this.#config === null || tracks.length === 0) return null;
    const life = this.#bringToLife(this.#config, tracks, this.#gop.packets);
    this.#putInCharge(life);
    return life;
  }

  #putInCharge(life: Life): void {
    this.#watchdog?.stop();
    this.#current = life;
    this.#needs.watch.interrupt();
    this.#watchdog = new Watchdog({
      clock: this.#needs.clock,
      watched: life.run,
      onFailure: (report) => this.#fail(report),
    });
  }

  #bringToLife(config: VideoConfig, tracks: readonly RenditionTrack[], backlog: readonly VideoPacket[]): Life {
    const speakers = new Map(tracks.map((track) => [track.plan.index, { track, voice: null as Voice | null }]));
    const run = new TranscodeRun({
      ...this.#runNeeds(config),
      plans: tracks.map((track) => track.plan),
      backlog,
      shownUntilMs: tracks.map((track) => track.shownUntilMs),
      onConfig: (plan, codecData) => {
        const speaker = speakers.get(plan.index);
        if (speaker !== undefined) speaker.voice = speaker.track.begin(codecData);
      },
      onFrame: (plan, packet) => {
        const speaker = speakers.get(plan.index);
        const voice = speaker?.voice ?? null;
        if (speaker === undefined || voice === null) return;
        const say = (): void => {
          if (life.isHeard && speaker.track.show(voice, packet)) this.#tell();
        };
        if (life.isWaiting) life.unsaid.push(say);
        else say();
      },
      onWatched: (chunk) => {
        if (life === this.#current) this.#needs.watch.push(chunk, this.#needs.clock.monotonicMs());
      },
      onGarbled: (why) => {
        if (life === this.#current) this.#fail(reportGarbage(why));
        else if (life === this.#standby) this.#replaceStandby();
      },
      onEnd: (end) => this.#onEnd(life, end),
    });
    const life = newLife(run, true);
    this.#living.add(life);
    const renditions = tracks.map((track) => track.plan.name);
    this.#needs.log.info({ pid: run.pid, renditions, frames: backlog.length }, 'ffmpeg was started.');
    return life;
  }

  #runNeeds(config: VideoConfig): Pick<TranscodeRunNeeds, 'clock' | 'ffmpegPath' | 'cores' | 'partMs' | 'config'> {
    const { clock, ffmpegPath, cores, partMs } = this.#needs;
    return { clock, ffmpegPath, cores, partMs, config };
  }

  /** A process for one rendition of which nothing is heard; null while there is no picture. */
  #bringToTrial({ plan }: RenditionTrack, onEnd: () => void): TrialRun | null {
    if (this.#config === null) return null;
    const run = new TranscodeRun({
      ...this.#runNeeds(this.#config),
      plans: [plan],
      backlog: [],
      shownUntilMs: [-Infinity],
      niceness: trialNiceness,
      onConfig: () => {},
      onFrame: () => {},
      onWatched: () => {},
      onGarbled: () => run.kill(),
      onEnd: (end) => {
        this.#onEnd(life, end);
        onEnd();
      },
    });
    const life = newLife(run, false);
    this.#living.add(life);
    return run;
  }

  /** Whether it is a time to ask more of this machine: pictures come, and what is made of them has been in time for a while. */
  #isCalm(): boolean {
    const nowMs = this.#needs.clock.monotonicMs();
    const run = this.#current?.run ?? null;
    const isWhole = run === null ? this.#wantedTracks().length === 0 : run.feedingSinceMs !== null && isPrompt(run);
    const hasFailed = this.#failures.some(({ atMs }) => nowMs - atMs < failureMemoryMs);
    return isWhole && !hasFailed && nowMs - this.#takenAtMs < freshMs;
  }

  /** A rendition that was given up holds again: it comes at an address of its own once it has a segment, and the others go on as they are. */
  #takeBack(track: RenditionTrack): void {
    this.#lastIndex = nextIndex(this.#lastIndex, this.#takenIndexes());
    track.takeBack(this.#lastIndex);
    this.#needs.log.info({ rendition: track.plan.name }, 'A rendition that was given up is made again.');
    this.#needs.outputs.revise(this.#tracks.map(({ plan }) => plan));
    this.#makeAnew(this.#wantedTracks().length > 1);
    this.#tell();
  }

  #takenIndexes(): Set<number> {
    return new Set(this.#tracks.map(({ plan }) => plan.index));
  }

  #onEnd(life: Life, end: ProcessEnd): void {
    this.#living.delete(life);
    life.hasEnded = true;
    if (!life.isWaiting) this.#passOn(life);
    if (life === this.#current && !this.#isOver) this.#fail(reportEnd(end, this.#needs.ffmpegPath));
    else if (life === this.#standby && !this.#isOver) this.#replaceStandby();
    if (this.#living.size > 0) return;
    for (const tell of this.#onAllEnded.splice(0)) tell();
  }

  /** All renditions are lost at once; the rule says when ffmpeg is tried again, and with how many of them. */
  #fail(report: FailureReport): void {
    const { clock, log } = this.#needs;
    this.#dismissAll();
    this.#retries.blame();
    this.#restarts.add();
    const isChipAtWork = this.#wantedTracks().some(({ plan }) => encoderNamed(plan.encoder).isHardware);
    const isBroken = report.kind === 'died' || report.kind === 'hung';
    if (this.#encoder.isHardware && isChipAtWork && isBroken) return this.#fallBack(report);
    for (const track of this.#tracks) track.lose(report.sentence);
    const atMs = clock.monotonicMs();
    this.#failures = [
      ...this.#failures.filter((failure) => atMs - failure.atMs < failureMemoryMs),
      { kind: report.kind, atMs },
    ];
    const running = this.#wantedTracks();
    const expendable = firstToGo(running);
    const remedy = decideRemedy(this.#failures, { running: running.length, expendable: expendable.length });
    const candidates = expendable.length > 0 ? expendable : running;
    const shed = remedy.shed ? candidates.toSorted((a, b) => pixelRate(b.plan) - pixelRate(a.plan))[0] : undefined;
    if (shed !== undefined) this.#giveUp(shed, report);
    // With less to do there is nothing to wait for.
    const delayMs = shed !== undefined && report.kind === 'slow' ? 0 : remedy.delayMs;
    log.warn(
      { kind: report.kind, lastWords: report.lastWords, shed: shed?.plan.name ?? null, delayMs },
      report.sentence,
    );
    if (delayMs === 0) this.#start();
    else this.#cancelRestart = clock.after(delayMs, () => this.#start());
    this.#tell();
  }

  /** Where nothing would be left that every browser shows, something cheaper is made in its place. */
  #giveUp(track: RenditionTrack, report: FailureReport): void {
    this.#failures = [];
    const original = this.#standIn?.track === track ? this.#standIn.original : track;
    const kept = this.#tracks.filter((one) => one === original || one !== track);
    const around = this.#around(track, kept);
    const isNeeded = around !== null && isOnlyOne(track.plan, around);
    const cheaper = isNeeded ? cheaperPlan(track.plan, around) : null;
    const playsEverywhere = this.#config?.codec === 'avc';
    const say = (pauseMs: number): string => sheddingSentence(report, { pauseMs, standIn: cheaper, playsEverywhere });
    const isUrgent = isNeeded && cheaper === null;
    if (original !== track && original.isShed) this.#retries.giveUp(original, { say, isUrgent });
    if (original === track || cheaper === null) this.#retries.giveUp(track, { say, isUrgent });
    if (cheaper === null) return;
    this.#lastIndex = nextIndex(this.#lastIndex, this.#takenIndexes());
    const { outputs } = this.#needs;
    const standIn = new RenditionTrack({ plan: { ...cheaper, index: this.#lastIndex }, outputs });
    // Each picture is made of the one before: the largest comes first, and of the same size the fastest.
    this.#tracks = [...kept, standIn].toSorted(
      ({ plan: a }, { plan: b }) => b.width * b.height - a.width * a.height || b.frameRate - a.frameRate,
    );
    this.#standIn = { track: standIn, original };
    outputs.revise(this.#tracks.map(({ plan }) => plan));
  }

  /** The ladder beside a rendition, as far as it goes on without it. */
  #around(track: RenditionTrack, kept: readonly RenditionTrack[]): LadderAround | null {
    if (this.#config === null) return null;
    const others = kept.filter((one) => !one.isShed && one !== track).map(({ plan }) => plan);
    const names = kept.map(({ plan }) => plan.name);
    return { source: describeSource(this.#config, this.#bitrate), others, names };
  }

  /** The renditions are made anew, at other addresses: what x264 writes does not continue what the chip wrote. */
  #fallBack(report: FailureReport): void {
    const failed = this.#encoder;
    this.#encoder = x264;
    this.#avoidsChips = true;
    const { log, onFallback } = this.#needs;
    log.warn(
      { encoder: failed.name, kind: report.kind, lastWords: report.lastWords },
      `The video encoder ${failed.name} failed on air; for the rest of this broadcast ${x264.name} makes the smaller renditions. ${report.sentence}`,
    );
    onFallback(failed, report.sentence);
    this.changeLadder(this.#ladder);
  }

  #dismissAll(): void {
    this.#watchdog?.stop();
    for (const life of [this.#current, this.#standby]) if (life !== null) this.#dismiss(life);
    this.#current = null;
    this.#standby = null;
  }

  /** A standby that is of no use: what failed with it shows at once, where failures are dealt with. */
  #replaceStandby(): void {
    if (this.#standby !== null) this.#dismiss(this.#standby);
    this.#standby = null;
    this.#replace();
  }

  /** All that one had to give has been given: the next may speak, and where that has ended meanwhile, the one after it. */
  #passOn(ended: Life): void {
    if (this.#isOver) return;
    const { successor } = ended;
    ended.successor = null;
    if (successor !== null) {
      successor.isWaiting = false;
      for (const say of successor.unsaid.splice(0)) say();
    }
    if (ended === this.#leaving) this.#needs.outputs.settled();
    if (successor?.hasEnded === true) this.#passOn(successor);
  }

  /** Ends a process that nobody listens to any more. */
  #dismiss(life: Life): void {
    life.isHeard = false;
    life.unsaid = [];
    life.run.kill();
  }

  #tell(): void {
    this.#needs.onChange(this.#tracks.map((track) => track.describe()));
  }

  #lagSeconds(): number {
    const run = this.#current?.run;
    const lagMs = run === undefined ? 0 : run.newestInputMs - run.newestOutputMs;
    return Number.isFinite(lagMs) ? lagMs / 1000 : 0;
  }
}

function newLife(run: TranscodeRun, isHeard: boolean): Life {
  return { run, isHeard, hasEnded: false, isWaiting: false, unsaid: [], successor: null };
}

function withoutChips({ h264, hevc, av1 }: LadderEncoders): LadderEncoders {
  return {
    h264,
    ...(hevc?.isHardware === false && { hevc }),
    ...(av1?.isHardware === false && { av1 }),
  };
}

function describeSource(config: VideoConfig, bitrate: SourceBitrate): LadderSource {
  const { width, height } = config;
  const frameRate = believableFrameRate(config.frameRate);
  return { width, height, frameRate, bitrateKbps: bitrate.kbps, playsEverywhere: config.codec === 'avc' };
}
