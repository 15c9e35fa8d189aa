import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { reportEnd } from './failure-words.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { type Storyboard, storyboardArguments, storyboardOf, type StoryboardSource } from './storyboard.ts';
import { thumbnailArguments, thumbnailOutputs } from './thumbnail-arguments.ts';

/** Fragmented MP4 that begins with a key frame: the initialisation section, and a second or more of pictures. */
export interface PictureSource {
  readonly init: Buffer;
  readonly media: Buffer;
}

/** What is on air, in pictures. */
export interface Snapshot {
  /** JPEG. */
  readonly still: Buffer;
  /** GIF. */
  readonly moving: Buffer;
  /** The same as WebP; null where ffmpeg has no encoder for it. */
  readonly web: Buffer | null;
}

/** One run of ffmpeg. */
interface Job {
  readonly arguments: readonly string[];
  readonly outputCount: number;
  readonly input: readonly Buffer[];
  onEnd(outputs: readonly Buffer[] | null, lastWords: string): void;
}

export interface ThumbnailerNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ffmpegPath: string;
  /** The newest pictures on air; null while there are none. */
  readonly newestPictures: () => PictureSource | null;
  /** Key frames of the live window; null while there are none. */
  readonly storyboardSource: () => StoryboardSource | null;
  /** Whether serving takes so much that even a process of the lowest priority, on the same core, would make parts late. */
  readonly isBusy: () => boolean;
  /** Called with each new snapshot, and with null once the broadcast is over. */
  onSnapshot(snapshot: Snapshot | null): void;
  /** Called with each new storyboard, and with null once the broadcast is over. */
  onStoryboard(storyboard: Storyboard | null): void;
}

const periodMs = 20_000;
/** How often is looked for the first pictures of a broadcast. */
const firstLookMs = 1_000;
const timeoutMs = 10_000;
const maxOutputBytes = 8 * 1024 * 1024;
/** The lowest priority there is: whatever else wants the processor goes first. */
const niceness = 19;

/** Makes pictures of what is on air every 20 seconds: one ffmpeg at a time, at the lowest priority, for ten seconds at most. */
export class Thumbnailer {
  readonly #needs: ThumbnailerNeeds;
  #isOn = false;
  /** Counts beginnings, so that what a process still says of an earlier picture is not heard. */
  #beginnings = 0;
  #cancelNext: () => void = () => {};
  #process: FfmpegProcess | null = null;
  #onEnded: (() => void)[] = [];
  #hasFailed = false;
  #hasWebp = true;

  constructor(needs: ThumbnailerNeeds) {
    this.#needs = needs;
  }

  /** A broadcast has begun. */
  begin(): void {
    this.#isOn = true;
    this.#beginnings += 1;
    this.#hasFailed = false;
    this.#lookIn(firstLookMs);
  }

  /** The picture has left the broadcast, whose sound goes on: the last of it is not what is on air. */
  forget(): void {
    if (!this.#isOn) return;
    this.end();
    this.begin();
  }

  /** The broadcast is over: there is nothing to show any more. */
  end(): void {
    this.#isOn = false;
    this.#cancelNext();
    this.#process?.kill();
    this.#needs.onSnapshot(null);
    this.#needs.onStoryboard(null);
  }

  /** Ends ffmpeg, within about a second. Twice is harmless. */
  async stop(): Promise<void> {
    this.#isOn = false;
    this.#cancelNext();
    this.#process?.kill();
    if (this.#process !== null) await new Promise<void>((resolve) => this.#onEnded.push(resolve));
  }

  #lookIn(delayMs: number): void {
    this.#cancelNext();
    this.#cancelNext = this.#needs.clock.after(delayMs, () => this.#look());
  }

  #look(): void {
    const source = this.#needs.newestPictures();
    // A process of the broadcast before may still be ending.
    if (source === null || this.#process !== null) return this.#lookIn(firstLookMs);
    this.#lookIn(periodMs);
    // The last snapshot goes on; the picture comes first.
    if (this.#needs.isBusy()) return;
    try {
      this.#makeSnapshot(source);
    } catch (error) {
      this.#fail(String(error));
    }
  }

  #makeSnapshot(source: PictureSource): void {
    this.#run({
      arguments: thumbnailArguments({ hasWebp: this.#hasWebp }),
      outputCount: this.#hasWebp ? 3 : 2,
      input: [source.init, source.media],
      onEnd: (outputs, lastWords) => {
        if (outputs === null && this.#hasWebp && lastWords.includes('libwebp')) {
          // An ffmpeg that was built without it makes everything else.
          this.#hasWebp = false;
          return this.#makeSnapshot(source);
        }
        const still = outputs?.[thumbnailOutputs.still];
        const moving = outputs?.[thumbnailOutputs.moving];
        if (still === undefined || moving === undefined) return this.#fail(lastWords);
        this.#hasFailed = false;
        this.#needs.onSnapshot({ still, moving, web: outputs?.[thumbnailOutputs.web] ?? null });
        this.#makeStoryboard();
      },
    });
  }

  #makeStoryboard(): void {
    const source = this.#needs.storyboardSource();
    if (source === null || this.#needs.isBusy()) return;
    this.#run({
      arguments: storyboardArguments(source),
      outputCount: 1,
      input: [source.init, source.media],
      onEnd: (outputs, lastWords) => {
        const [sprite] = outputs ?? [];
        if (sprite === undefined) this.#fail(lastWords);
        else this.#needs.onStoryboard(storyboardOf(source, sprite));
      },
    });
  }

  /** One ffmpeg at a time. Its outputs are null unless it ended well and gave all of them; nothing is told once the broadcast is over. */
  #run(job: Job): void {
    const { clock, ffmpegPath } = this.#needs;
    const beginning = this.#beginnings;
    const outputs: Buffer[][] = Array.from({ length: job.outputCount }, () => []);
    let totalBytes = 0;
    const cancelTimeout = clock.after(timeoutMs, () => ffmpeg.kill());
    const ffmpeg = new FfmpegProcess({
      clock,
      ffmpegPath,
      arguments: job.arguments,
      outputCount: job.outputCount,
      niceness,
      onOutput: (position, chunk) => {
        totalBytes += chunk.length;
        if (totalBytes > maxOutputBytes) ffmpeg.kill();
        else outputs[position]?.push(chunk);
      },
      onDrain: () => {},
      onEnd: (end) => {
        cancelTimeout();
        this.#process = null;
        if (this.#isOn && beginning === this.#beginnings)
          this.#tell(job, end, totalBytes > maxOutputBytes ? [] : outputs);
        if (this.#process === null) for (const tell of this.#onEnded.splice(0)) tell();
      },
    });
    this.#process = ffmpeg;
    for (const bytes of job.input) ffmpeg.write(bytes);
    ffmpeg.finish(timeoutMs);
  }

  #tell(job: Job, end: ProcessEnd, outputs: readonly Buffer[][]): void {
    const whole = outputs.map((chunks) => Buffer.concat(chunks)).filter(({ length }) => length > 0);
    const isWhole = end.kind === 'exited' && end.code === 0 && whole.length === job.outputCount;
    try {
      const said = end.kind === 'not-started' ? reportEnd(end, this.#needs.ffmpegPath).sentence : end.lastWords;
      job.onEnd(isWhole ? whole : null, said || 'It did not end in time, or gave nothing.');
    } catch (error) {
      this.#fail(String(error));
    }
  }

  /** Said once until it works again: the next try comes in 20 seconds. */
  #fail(reason: string): void {
    if (!this.#hasFailed)
      this.#needs.log.warn({ reason }, 'No thumbnail could be made; the logo is shown in its place.');
    this.#hasFailed = true;
  }
}
