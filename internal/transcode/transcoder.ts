import type { RenditionState } from '../app/events.ts';
import {
  type MediaItem,
  type MediaSink,
  sameVideoConfig,
  type VideoConfig,
  type VideoPacket,
} from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import { type FailureReport, reportEnd, reportGarbage, sheddingSentence } from './failure-words.ts';
import { decideRemedy, type Failure, failureMemoryMs } from './failures.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { believableFrameRate } from './frame-rate.ts';
import { GopCache } from './gop-cache.ts';
import { pixelRate } from './ladder-budget.ts';
import { type LadderSetting, type LadderSource, planLadder } from './ladder.ts';
import { type RenditionOutputs, RenditionTrack, type Voice } from './rendition-track.ts';
import { SourceBitrate } from './source-bitrate.ts';
import { TranscodeRun } from './transcode-run.ts';
import { Watchdog } from './watchdog.ts';

export interface TranscoderNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly ffmpegPath: string;
  readonly ladder: LadderSetting;
  /** Cores of the machine that Aerial may count on. */
  readonly cores: number;
  readonly outputs: RenditionOutputs;
  /** Told the whole ladder each time something about it has changed. */
  onChange(renditions: readonly RenditionState[]): void;
}

/** How long a process may take to give its last frames. */
const finishMs = 2_000;

/** One life of ffmpeg, and whether what it says is still heard. */
interface Life {
  readonly run: TranscodeRun;
  isHeard: boolean;
}

/**
 * The smaller renditions of one broadcast, made by one supervised ffmpeg. It never pushes back on the bus and never throws:
 * whatever becomes of ffmpeg, renditions are lost and come back, or are shed, and the source rendition knows nothing of it.
 */
export class Transcoder implements MediaSink {
  readonly #needs: TranscoderNeeds;
  readonly #gop = new GopCache();
  readonly #bitrate = new SourceBitrate();
  readonly #restarts: Counter;
  readonly #dropped: Counter;
  /** Processes that have not ended yet, wanted or not. */
  readonly #living = new Set<Life>();
  #onAllEnded: (() => void)[] = [];
  #tracks: readonly RenditionTrack[] = [];
  #config: VideoConfig | null = null;
  #current: Life | null = null;
  #watchdog: Watchdog | null = null;
  #failures: Failure[] = [];
  #cancelRestart: () => void = () => {};
  #isOver = false;

  constructor(needs: TranscoderNeeds) {
    this.#needs = needs;
    const { metrics } = needs;
    this.#restarts = metrics.counter('aerial_transcode_restarts_total', 'Times that ffmpeg failed in this broadcast.');
    this.#dropped = metrics.counter(
      'aerial_transcode_dropped_frames_total',
      'Frames that ffmpeg was too slow to take.',
    );
    metrics.observe('aerial_transcode_lag_seconds', 'How far the slowest rendition is behind.', () =>
      this.#lagSeconds(),
    );
  }

  push(item: MediaItem): void {
    if (this.#isOver) return;
    if (item.kind === 'config') this.#configure(item.tracks.video);
    else if (item.kind === 'video') this.#take(item);
    else if (item.kind === 'pause') this.#pause();
    else if (item.kind === 'discontinuity') this.#gop.clear();
    else if (item.kind === 'end') this.#finish();
  }

  /** Ends ffmpeg, within about a second. Once called, nothing more goes to the outputs. Twice is harmless. */
  async stop(): Promise<void> {
    this.#finish();
    if (this.#living.size > 0) await new Promise<void>((resolve) => this.#onAllEnded.push(resolve));
  }

  #finish(): void {
    this.#isOver = true;
    this.#cancelRestart();
    this.#watchdog?.stop();
    this.#gop.clear();
    for (const life of this.#living) this.#dismiss(life);
  }

  /** New codec data may mean another size: a new ladder, and a new process for it. */
  #configure(config: VideoConfig | null): void {
    if (sameVideoConfig(config, this.#config) && (config === null) === (this.#config === null)) return;
    this.#config = config;
    this.#gop.clear();
    this.#cancelRestart();
    this.#failures = [];
    if (this.#current !== null) this.#dismiss(this.#current);
    this.#current = null;
    const { ladder, cores, outputs, log } = this.#needs;
    const plans = config === null ? [] : planLadder(describeSource(config, this.#bitrate), { ladder, cores });
    this.#tracks = plans.map((plan) => new RenditionTrack({ plan, outputs }));
    log.info({ renditions: plans.map((plan) => plan.name), cores }, 'The ladder was planned.');
    outputs.declare(plans);
    this.#start();
    this.#tell();
  }

  #take(packet: VideoPacket): void {
    this.#gop.add(packet);
    this.#bitrate.add(packet);
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
    if (this.#current !== null && this.#current.run.feedingSinceMs !== null) this.#replace();
  }

  #replace(): void {
    this.#current?.run.finish(finishMs);
    this.#current = null;
    this.#start();
  }

  #start(): void {
    this.#watchdog?.stop();
    const tracks = this.#tracks.filter((track) => !track.isShed);
    if (this.#config === null || tracks.length === 0) return;
    const { clock, ffmpegPath, log } = this.#needs;
    try {
      const life = this.#bringToLife(this.#config, tracks);
      this.#current = life;
      this.#living.add(life);
      this.#watchdog = new Watchdog({ clock, watched: life.run, onFailure: (report) => this.#fail(report) });
      const renditions = tracks.map((track) => track.plan.name);
      log.info({ pid: life.run.pid, renditions, frames: this.#gop.packets.length }, 'ffmpeg was started.');
    } catch (error) {
      // Some reasons why a program cannot be started are thrown, others come as its end.
      const end = { kind: 'not-started', code: systemCode(error), lastWords: String(error) } as const;
      this.#fail(reportEnd(end, ffmpegPath));
    }
  }

  #bringToLife(config: VideoConfig, tracks: readonly RenditionTrack[]): Life {
    const { clock, ffmpegPath, cores } = this.#needs;
    const speakers = new Map(tracks.map((track) => [track.plan.index, { track, voice: null as Voice | null }]));
    const run = new TranscodeRun({
      clock,
      ffmpegPath,
      cores,
      config,
      plans: tracks.map((track) => track.plan),
      backlog: this.#gop.packets,
      shownUntilMs: Math.max(...tracks.map((track) => track.shownUntilMs)),
      onConfig: (plan, codecData) => {
        const speaker = speakers.get(plan.index);
        if (speaker !== undefined) speaker.voice = speaker.track.begin(codecData);
      },
      onFrame: (plan, packet) => {
        const speaker = speakers.get(plan.index);
        if (!life.isHeard || speaker === undefined || speaker.voice === null) return;
        if (speaker.track.show(speaker.voice, packet)) this.#tell();
      },
      onGarbled: (why) => {
        if (life === this.#current) this.#fail(reportGarbage(why));
      },
      onEnd: (end) => this.#onEnd(life, end),
    });
    const life: Life = { run, isHeard: true };
    return life;
  }

  #onEnd(life: Life, end: ProcessEnd): void {
    this.#living.delete(life);
    if (life === this.#current && !this.#isOver) this.#fail(reportEnd(end, this.#needs.ffmpegPath));
    if (this.#living.size > 0) return;
    for (const tell of this.#onAllEnded.splice(0)) tell();
  }

  /** All renditions are lost at once; the rule says when ffmpeg is tried again, and with how many of them. */
  #fail(report: FailureReport): void {
    const { clock, log } = this.#needs;
    const life = this.#current;
    this.#current = null;
    this.#watchdog?.stop();
    if (life !== null) this.#dismiss(life);
    this.#restarts.add();
    for (const track of this.#tracks) track.lose(report.sentence);
    const atMs = clock.monotonicMs();
    this.#failures = [
      ...this.#failures.filter((failure) => atMs - failure.atMs < failureMemoryMs),
      { kind: report.kind, atMs },
    ];
    const running = this.#tracks.filter((track) => !track.isShed);
    const remedy = decideRemedy(this.#failures, running.length);
    const costliest = running.toSorted((a, b) => pixelRate(b.plan) - pixelRate(a.plan))[0];
    const shed = remedy.shed ? costliest : undefined;
    if (shed !== undefined) {
      shed.shed(sheddingSentence(report));
      this.#failures = [];
    }
    const { delayMs } = remedy;
    log.warn(
      { kind: report.kind, lastWords: report.lastWords, shed: shed?.plan.name ?? null, delayMs },
      report.sentence,
    );
    if (delayMs === 0) this.#start();
    else this.#cancelRestart = clock.after(delayMs, () => this.#start());
    this.#tell();
  }

  /** Ends a process that nobody listens to any more. */
  #dismiss(life: Life): void {
    life.isHeard = false;
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

function describeSource(config: VideoConfig, bitrate: SourceBitrate): LadderSource {
  const { width, height } = config;
  return { width, height, frameRate: believableFrameRate(config.frameRate), bitrateKbps: bitrate.kbps };
}
