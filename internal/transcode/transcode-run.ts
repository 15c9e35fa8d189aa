import { Fmp4Reader } from '../media/fmp4-reader.ts';
import type { VideoConfig, VideoPacket } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import { ffmpegArguments } from './arguments.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { believableFrameRate } from './frame-rate.ts';
import { InputQueue } from './input-queue.ts';
import { ProcessTimeline } from './process-timeline.ts';
import { type SourceFeed, sourceFeed } from './source-feed.ts';

export interface TranscodeRunNeeds {
  readonly clock: Clock;
  readonly ffmpegPath: string;
  readonly cores: number;
  readonly partMs: number;
  readonly config: VideoConfig;
  readonly plans: readonly RenditionPlan[];
  /** Packets to begin with, the first a key frame; empty to begin with the next key frame. */
  readonly backlog: readonly VideoPacket[];
  /** By plan: frames shown up to this time are there already; -Infinity when none is. */
  readonly shownUntilMs: readonly number[];
  /** Steps of priority below our own; the usual when it is left out. */
  readonly niceness?: number;
  onConfig(plan: RenditionPlan, config: VideoConfig): void;
  onFrame(plan: RenditionPlan, packet: VideoPacket): void;
  /** Bytes of small grey pictures, for `PictureWatch`. */
  onWatched(chunk: Buffer): void;
  /** What came out of a pipe is no MP4; nothing more will come from it. */
  onGarbled(why: string): void;
  onEnd(end: ProcessEnd): void;
}

/** One life of ffmpeg: packets of the broadcast in, packets of each rendition out, on the same timeline. */
export class TranscodeRun {
  readonly plans: readonly RenditionPlan[];
  readonly #needs: TranscodeRunNeeds;
  readonly #queue = new InputQueue();
  readonly #feed: SourceFeed;
  readonly #process: FfmpegProcess;
  readonly #newestOutputMs = new Map<number, number>();
  #timeline: ProcessTimeline | null = null;
  #newestInputMs = -Infinity;
  #feedingSinceMs: number | null = null;
  #fedAtMs = 0;
  #unansweredSinceMs: number | null = null;
  #finishing = false;

  constructor(needs: TranscodeRunNeeds) {
    this.#needs = needs;
    this.plans = needs.plans;
    this.#feed = sourceFeed(needs.config);
    const first = needs.backlog[0];
    if (first !== undefined) this.#timeline = new ProcessTimeline(first.dtsMs);
    const readers = needs.plans.map((plan) => this.#reader(plan));
    this.#process = new FfmpegProcess({
      clock: needs.clock,
      ffmpegPath: needs.ffmpegPath,
      arguments: ffmpegArguments({
        source: { ...needs.config, frameRate: believableFrameRate(needs.config.frameRate) },
        inputFormat: this.#feed.format,
        plans: needs.plans,
        cores: needs.cores,
        partMs: needs.partMs,
        resumeAfterMs: this.#resumeAfterMs(first),
        isWatched: true,
      }),
      outputCount: needs.plans.length + 1,
      ...(needs.niceness !== undefined && { niceness: needs.niceness }),
      onOutput: (position, chunk) => {
        if (position === needs.plans.length) needs.onWatched(chunk);
        else readers[position]?.push(chunk);
      },
      onDrain: () => this.#pump(),
      onEnd: (end) => needs.onEnd(end),
    });
    this.#process.write(this.#feed.head());
    this.#queue.prime(needs.backlog);
    for (const packet of needs.backlog) this.#noteFed(packet);
    this.#pump();
  }

  get pid(): number | null {
    return this.#process.pid;
  }

  get droppedFrames(): number {
    return this.#queue.droppedFrames;
  }

  get overflows(): number {
    return this.#queue.overflows;
  }

  /** Presentation time of the newest packet that was fed, waiting or not. */
  get newestInputMs(): number {
    return this.#newestInputMs;
  }

  /** Presentation time of the newest frame that every rendition has given; -Infinity before that. */
  get newestOutputMs(): number {
    return Math.min(...this.plans.map((plan) => this.#newestOutputMs.get(plan.index) ?? -Infinity));
  }

  /** Monotonic time of the first packet fed; null before it. */
  get feedingSinceMs(): number | null {
    return this.#feedingSinceMs;
  }

  /** For how long it has been fed without an answer, in ms; a frame or two that it holds back do not count. */
  get silentForMs(): number {
    if (this.#unansweredSinceMs === null || this.#fedAtMs - this.#unansweredSinceMs < 1_000) return 0;
    return this.#needs.clock.monotonicMs() - this.#unansweredSinceMs;
  }

  /** Whether this process cannot take a packet of this time, because its 32-bit clock would end. */
  isWornOut(dtsMs: number): boolean {
    return this.#timeline?.isWornOut(dtsMs) ?? false;
  }

  feed(packet: VideoPacket): void {
    if (this.#finishing) return;
    if (packet.isKey) this.#timeline ??= new ProcessTimeline(packet.dtsMs);
    if (this.#timeline === null) return;
    this.#queue.push(packet);
    this.#noteFed(packet);
    this.#pump();
  }

  /** Lets it give its last frames and exit; kills it after `waitMs`. */
  finish(waitMs: number): void {
    this.#finishing = true;
    this.#pump();
    this.#process.finish(waitMs);
  }

  kill(): void {
    this.#finishing = true;
    this.#process.kill();
  }

  /** A process that goes on from where another broke shows only what was not shown; one that starts afresh shows all. */
  #resumeAfterMs(first: VideoPacket | undefined): (number | null)[] {
    const timeline = this.#timeline;
    return this.#needs.shownUntilMs.map((shownUntilMs) =>
      first === undefined || timeline === null || shownUntilMs < first.ptsMs ? null : timeline.toProcess(shownUntilMs),
    );
  }

  #noteFed(packet: VideoPacket): void {
    const nowMs = this.#needs.clock.monotonicMs();
    this.#newestInputMs = Math.max(this.#newestInputMs, packet.ptsMs);
    this.#feedingSinceMs ??= nowMs;
    this.#unansweredSinceMs ??= nowMs;
    this.#fedAtMs = nowMs;
  }

  #pump(): void {
    const timeline = this.#timeline;
    while (timeline !== null && this.#queue.length > 0 && (this.#process.hasRoom || this.#finishing)) {
      const packet = this.#queue.shift();
      if (packet === null) return;
      timeline.enter(packet.ptsMs);
      const dtsMs = timeline.toProcess(packet.dtsMs);
      this.#process.write(this.#feed.picture({ ...packet, dtsMs, ptsMs: timeline.toProcess(packet.ptsMs) }));
    }
  }

  #reader(plan: RenditionPlan): Fmp4Reader {
    return new Fmp4Reader({
      // x264 counts time in ms, so its own idea of the frame rate is of no use.
      onConfig: (config) => this.#needs.onConfig(plan, { ...config, frameRate: plan.frameRate }),
      onFrame: (frame) => {
        const ptsMs = this.#timeline?.toBroadcast(frame.ptsMs) ?? frame.ptsMs;
        this.#newestOutputMs.set(plan.index, ptsMs);
        this.#unansweredSinceMs = null;
        const untilMs = this.#timeline?.find(frame.ptsMs + frame.durationMs) ?? undefined;
        const { isKey, data } = frame;
        this.#needs.onFrame(plan, { kind: 'video', dtsMs: ptsMs, ptsMs, untilMs, isKey, data });
      },
      onError: (why) => this.#needs.onGarbled(why),
    });
  }
}
