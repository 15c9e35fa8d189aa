import { AdtsReader } from '../media/adts-reader.ts';
import { type AudioConfig, type AudioPacket, sameAudioConfig } from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import { audioArguments } from './audio-arguments.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { SampleMap } from './sample-map.ts';
import { type SoundFeed, soundFeed } from './sound-feed.ts';

export interface AudioRunNeeds {
  readonly clock: Clock;
  readonly ffmpegPath: string;
  /** The MP3 or Opus that goes in, and the AAC that was promised to come out. */
  readonly source: AudioConfig;
  readonly target: AudioConfig;
  onFrame(packet: AudioPacket): void;
  /** It gives another kind of AAC than was promised; nothing more will come from it. */
  onGarbled(why: string): void;
  onEnd(end: ProcessEnd): void;
}

/** The encoder's first frame holds only its run-up: what frame n decodes to is what went in one frame earlier. */
const primingFrames = 1;
/** An encoder holds back a frame or two; this much sound without an answer is more than that. */
const unansweredSeconds = 2;
/** FLV counts 32-bit milliseconds; after twelve days a process is replaced. */
const maxAgeMs = 2 ** 30;

/** One life of the ffmpeg that makes AAC of MP3 or Opus: frames in, frames out on the same timeline. */
export class AudioRun {
  /** Resolves when the process is gone. */
  readonly whenEnded: Promise<void>;
  readonly #needs: AudioRunNeeds;
  readonly #process: FfmpegProcess;
  readonly #map: SampleMap;
  readonly #feed: SoundFeed;
  #fedSamples = 0;
  #givenFrames = 0;
  #heardFromSample = 0;
  #isOver = false;
  #unanswered: { readonly sinceMs: number; readonly fromSample: number } | null = null;

  constructor(needs: AudioRunNeeds) {
    this.#needs = needs;
    this.#map = new SampleMap(needs.source);
    this.#feed = soundFeed(needs.source);
    const reader = new AdtsReader({
      onConfig: (config) => this.#check(config),
      onFrame: (data) => this.#onFrame(data),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.whenEnded = promise;
    this.#process = new FfmpegProcess({
      clock: needs.clock,
      ffmpegPath: needs.ffmpegPath,
      arguments: audioArguments(needs.target, this.#feed.format),
      outputCount: 1,
      onOutput: (_position, chunk) => reader.push(chunk),
      onDrain: () => {},
      onEnd: (end) => {
        this.#isOver = true;
        resolve();
        needs.onEnd(end);
      },
    });
    this.#process.write(this.#feed.head());
  }

  get pid(): number | null {
    return this.#process.pid;
  }

  /** Whether it has to be replaced, because its 32-bit clock would end. */
  get isWornOut(): boolean {
    return this.#fedMs > maxAgeMs;
  }

  /** For how long it has been fed without giving anything of use, in ms. */
  get uselessForMs(): number {
    const unanswered = this.#unanswered;
    if (unanswered === null) return 0;
    const samples = this.#fedSamples - unanswered.fromSample;
    if (samples < unansweredSeconds * this.#needs.source.sampleRate) return 0;
    return this.#needs.clock.monotonicMs() - unanswered.sinceMs;
  }

  /** Takes the next frame. When 64 kB wait already it is dropped: it takes its time on the timeline with it. */
  feed(packet: AudioPacket): void {
    if (this.#isOver) return;
    this.#unanswered ??= { sinceMs: this.#needs.clock.monotonicMs(), fromSample: this.#fedSamples };
    if (!this.#process.hasRoom) return;
    this.#map.enter(this.#fedSamples, packet.ptsMs);
    // Counted times, not the broadcast's: the map knows those, and ffmpeg is to fill no holes but its own.
    this.#process.write(this.#feed.frame(packet.data, this.#fedSamples));
    this.#fedSamples += this.#needs.source.samplesPerFrame;
  }

  /** What went in so far is of no use any more, and does not come out. */
  breakOff(): void {
    this.#heardFromSample = this.#fedSamples;
    this.#unanswered = null;
  }

  /** What it gave last was of use. */
  praise(): void {
    this.#unanswered = null;
  }

  /** Nothing that comes after this is passed on. */
  kill(): void {
    this.#isOver = true;
    this.#process.kill();
  }

  get #fedMs(): number {
    return (this.#fedSamples * 1000) / this.#needs.source.sampleRate;
  }

  #check(config: AudioConfig): void {
    if (this.#isOver || sameAudioConfig(config, this.#needs.target)) return;
    this.#isOver = true;
    this.#needs.onGarbled(`${config.codecString}, ${config.sampleRate} Hz, ${config.channels} channels.`);
  }

  #onFrame(data: Buffer): void {
    if (this.#isOver) return;
    const firstSample = (this.#givenFrames - primingFrames) * this.#needs.target.samplesPerFrame;
    this.#givenFrames += 1;
    if (firstSample < this.#heardFromSample) return;
    const ptsMs = this.#map.timeOf(firstSample);
    if (ptsMs !== null) this.#needs.onFrame({ kind: 'audio', ptsMs, data });
  }
}
