import type { VideoConfig } from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { reportEnd } from './failure-words.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { PictureDemand, type PictureKind, type SnapshotKind, snapshotKinds } from './picture-demand.ts';
import { type Storyboard, storyboardArguments, storyboardOf, type StoryboardSource } from './storyboard.ts';
import { thumbnailArguments } from './thumbnail-arguments.ts';

/** Fragmented MP4 that begins with a key frame: the initialisation section, and pictures. */
export interface PictureSource {
  readonly init: Buffer;
  readonly media: Buffer;
  readonly interlacing?: VideoConfig['interlacing'];
}

/** What is on air, in pictures: those that were made anew. */
export type Snapshot = Readonly<Partial<Record<SnapshotKind, Buffer>>>;

/** One run of ffmpeg. */
interface Job {
  readonly arguments: readonly string[];
  readonly outputCount: number;
  readonly input: readonly Buffer[];
  /** What is not made where it fails. */
  readonly due: readonly PictureKind[];
  onEnd(outputs: readonly Buffer[] | null, lastWords: string): void;
}

export interface ThumbnailerNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ffmpegPath: string;
  /** The newest pictures on air, a little more than `lengthMs` of them; null while there are none. */
  readonly newestPictures: (lengthMs: number) => PictureSource | null;
  /** Key frames of the live window; null while there are none. */
  readonly storyboardSource: () => StoryboardSource | null;
  /** Whether serving takes so much that even a process of the lowest priority, on the same core, would make parts late. */
  readonly isBusy: () => boolean;
  /** Called with each new snapshot, and with null once the broadcast is over. */
  onSnapshot(snapshot: Snapshot | null): void;
  /** Called with each new storyboard, and with null once the broadcast is over. */
  onStoryboard(storyboard: Storyboard | null): void;
}

/** How often is looked for the first pictures of a broadcast. */
const firstLookMs = 1_000;
/** After who asks for an old one, so that what is asked for together is made together. */
const soonMs = 100;
const movingMs = 1_000;
const timeoutMs = 10_000;
const maxOutputBytes = 8 * 1024 * 1024;
/** The lowest priority there is: whatever else wants the processor goes first. */
const niceness = 19;

/** Makes pictures of what is on air as they are wanted: one ffmpeg at a time, at the lowest priority, for ten seconds at most. */
export class Thumbnailer {
  readonly #needs: ThumbnailerNeeds;
  readonly #demand: PictureDemand;
  #isOn = false;
  /** Counts beginnings, so that what a process still says of an earlier picture is not heard. */
  #beginnings = 0;
  #cancelNext: () => void = () => {};
  #nextLookMs = Infinity;
  #process: FfmpegProcess | null = null;
  #onEnded: (() => void)[] = [];
  #hasFailed = false;
  /** Whether there is one of this broadcast that goes on to be shown. */
  #hasPicture = false;
  #hasWebp = true;

  constructor(needs: ThumbnailerNeeds) {
    this.#needs = needs;
    this.#demand = new PictureDemand(needs);
  }

  /** A broadcast has begun. */
  begin(): void {
    this.#isOn = true;
    this.#beginnings += 1;
    this.#hasFailed = false;
    this.#hasPicture = false;
    this.#demand.reset();
    this.#lookIn(firstLookMs);
  }

  /** The picture has left the broadcast, whose sound goes on: the last of it is not what is on air. */
  forget(): void {
    if (!this.#isOn) return;
    this.end();
    this.begin();
  }

  /** Somebody asks for the newest picture of that kind; tells whether it is old, and a new one comes within moments. */
  ask(kind: PictureKind): boolean {
    if (!this.#isOn || !this.#demand.ask(kind)) return false;
    const isSoon = this.#nextLookMs - this.#needs.clock.monotonicMs() <= soonMs;
    if (this.#process === null && !isSoon) this.#lookIn(soonMs);
    return true;
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
    const { clock } = this.#needs;
    this.#cancelNext();
    this.#nextLookMs = clock.monotonicMs() + delayMs;
    this.#cancelNext = clock.after(delayMs, () => this.#look());
  }

  /** Unless something is being made, after which this is called again. */
  #lookWhenDue(): void {
    if (this.#process === null) this.#lookIn(this.#demand.untilNextMs());
  }

  #look(): void {
    const due = this.#demand.due();
    const source = this.#needs.newestPictures(due.some(moves) ? movingMs : 0);
    // A process of the broadcast before may still be ending.
    if (source === null || this.#process !== null) return this.#lookIn(firstLookMs);
    // A still comes with what moves for next to nothing.
    if (due.some(moves) && !due.includes('still')) due.unshift('still');
    this.#demand.begin(due);
    // The last pictures go on; what is on air comes first.
    if (this.#needs.isBusy()) this.#demand.miss(due);
    else this.#make(source, due);
    this.#lookWhenDue();
  }

  #make(source: PictureSource, due: readonly PictureKind[]): void {
    try {
      if (due.includes('still')) this.#makeSnapshot(source, due);
      else if (due.includes('storyboard')) this.#makeStoryboard();
    } catch (error) {
      this.#fail(String(error), due);
    }
  }

  #makeSnapshot(source: PictureSource, due: readonly PictureKind[]): void {
    const made = snapshotKinds.filter((kind) => due.includes(kind) && (kind !== 'web' || this.#hasWebp));
    this.#run({
      arguments: thumbnailArguments(made, source.interlacing),
      outputCount: made.length,
      input: [source.init, source.media],
      due,
      onEnd: (outputs, lastWords) => {
        if (outputs === null && made.includes('web') && lastWords.includes('libwebp')) {
          // An ffmpeg that was built without it makes everything else.
          this.#hasWebp = false;
          return this.#makeSnapshot(source, due);
        }
        if (outputs === null) return this.#fail(lastWords, due);
        this.#hasFailed = false;
        this.#hasPicture = true;
        this.#needs.onSnapshot(Object.fromEntries(made.map((kind, position) => [kind, outputs[position]])));
        if (!due.includes('storyboard')) return;
        if (this.#needs.isBusy()) this.#demand.miss(['storyboard']);
        else this.#makeStoryboard();
      },
    });
  }

  #makeStoryboard(): void {
    const source = this.#needs.storyboardSource();
    if (source === null) return this.#demand.miss(['storyboard']);
    this.#run({
      arguments: storyboardArguments(source),
      outputCount: 1,
      input: [source.init, source.media],
      due: ['storyboard'],
      onEnd: (outputs, lastWords) => {
        const [sprite] = outputs ?? [];
        if (sprite === undefined) this.#fail(lastWords, ['storyboard']);
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
      this.#fail(String(error), job.due);
    }
    this.#lookWhenDue();
  }

  /** Said once until it works again: the next try comes in 20 seconds. */
  #fail(reason: string, missed: readonly PictureKind[]): void {
    this.#demand.miss(missed);
    if (!this.#hasFailed) {
      const stands = this.#hasPicture ? 'the last one stays' : 'the logo is shown in its place';
      this.#needs.log.warn({ missed, reason }, `No new picture of what is on air could be made; ${stands}.`);
    }
    this.#hasFailed = true;
  }
}

/** Whether a second is needed for it, and not a frame. */
function moves(kind: PictureKind): boolean {
  return kind === 'moving' || kind === 'web';
}
