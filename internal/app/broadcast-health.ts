import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { PictureWatch, pictureWarnings } from '../transcode/picture-watch.ts';
import type { RenditionSpeed } from '../transcode/speed-meter.ts';

/** How a rendition does. */
export interface RenditionFigures extends RenditionSpeed {
  /** Pictures of the source that it lacks, in this broadcast; null for the source, and before its first one. */
  readonly droppedFrames: number | null;
}

export interface NamedRendition extends RenditionFigures {
  readonly name: string;
}

export interface BroadcastHealthNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  /** How the rendition at that place keeps up, 0 the source; null where there is none. */
  readonly renditionAt: (place: number) => NamedRendition | null;
  /** The codec of all pictures, where none is in H.264, which every browser has; else null. */
  readonly onlyCodec: () => string | null;
}

const lookEveryMs = 5_000;
/** The source, and as many smaller ones as a ladder may have. */
const places = 7;
/** Dropped frames are judged over six looks, half a minute. */
const looksTogether = 6;
/** One picture in fifty at 30 a second: below that nobody sees it. */
const mostDropped = 18;

/** What is wrong with the broadcast on air besides what its encoder sends: the picture itself, and what makes the renditions. */
export class BroadcastHealth {
  readonly picture = new PictureWatch();
  readonly #needs: BroadcastHealthNeeds;
  readonly #told = new Set<string>();
  #fallback: string | null = null;
  #standIn: string | null = null;
  #soundOutage: string | null = null;
  /** Dropped frames by rendition at the latest looks, the oldest first. */
  #droppedAtLooks: ReadonlyMap<string, number>[] = [];

  constructor(needs: BroadcastHealthNeeds) {
    this.#needs = needs;
    const { metrics, renditionAt } = needs;
    const state = () => this.picture.state(needs.clock.monotonicMs());
    metrics.observe(
      'aerial_picture_black_seconds',
      'For how long the picture has been black.',
      () => state().blackForMs / 1000,
    );
    metrics.observe(
      'aerial_picture_still_seconds',
      'For how long the picture has not moved.',
      () => state().stillForMs / 1000,
    );
    for (let place = 0; place < places; place += 1) {
      const labels = { rendition: String(place) };
      const speed = 'Media made per second of real time, by place in the ladder, 0 the source: 1 keeps up.';
      metrics.observe('aerial_rendition_speed', speed, () => renditionAt(place)?.speed ?? Number.NaN, labels);
      const lag = 'How far it is behind the source.';
      const lagMs = (): number => renditionAt(place)?.lagMs ?? Number.NaN;
      metrics.observe('aerial_rendition_lag_seconds', lag, () => lagMs() / 1000, labels);
      const dropped = 'Pictures of the source that it lacks, in this broadcast.';
      const read = (): number => renditionAt(place)?.droppedFrames ?? Number.NaN;
      metrics.observe('aerial_rendition_dropped_frames', dropped, read, labels);
    }
  }

  /** Says in the log what goes wrong, once each time that it does; the returned function ends that. */
  start(): () => void {
    return this.#needs.clock.every(lookEveryMs, () => this.#look());
  }

  /** A broadcast begins, or is over. */
  clear(): void {
    this.picture.clear();
    this.#told.clear();
    this.#fallback = null;
    this.#standIn = null;
    this.#soundOutage = null;
    this.#droppedAtLooks = [];
  }

  /** A chip failed on air, and the processor goes on in its place. */
  noteFallback(encoder: string, sentence: string): void {
    this.#fallback = `The video encoder ${encoder} failed, and the processor does its work until this broadcast ends. ${sentence} Check the graphics driver and have the encoder tried again (Video in the studio), or choose libx264 (setting "video-encoder").`;
  }

  /** The encoder that is set is known not to work, so the processor makes what smaller renditions there are; the log has the reason as well. */
  noteStandIn(encoder: string, reason: string): void {
    this.#standIn = `The video encoder ${encoder} does not work here, so the processor (libx264) makes the smaller renditions of this broadcast. Video in the studio says why (setting "video-encoder").`;
    this.#needs.log.warn({ encoder }, `${this.#standIn} ${reason}`);
  }

  /** Why sound that players could play cannot be made, and what comes of it; null when it can. It is in the log already. */
  noteSound(sentence: string | null): void {
    this.#soundOutage = sentence;
  }

  /** What is wrong and what to do about it, in sentences; what weighs most first. */
  warnings(): string[] {
    const sentences = this.#observed().map(({ sentence }) => sentence);
    const isMade = this.#needs.renditionAt(1) !== null;
    const told = [this.#soundOutage, this.#fallback, isMade ? this.#standIn : null].filter(
      (sentence) => sentence !== null,
    );
    return [...sentences, ...told];
  }

  /** What is wrong now, and is said in the log each time that it begins. */
  #observed(): { readonly kind: string; readonly sentence: string }[] {
    const { clock, onlyCodec } = this.#needs;
    const codec = onlyCodec();
    const seldom = `The picture is in ${codec} alone, so browsers without a decoder for that have only the sound. Make a smaller rendition in H.264 of it (setting "ladder"), or send H.264.`;
    return [
      ...(codec === null ? [] : [{ kind: 'one codec', sentence: seldom }]),
      ...pictureWarnings(this.picture.state(clock.monotonicMs())),
      ...this.#droppedWarnings(),
    ];
  }

  #droppedWarnings(): { readonly kind: string; readonly sentence: string }[] {
    const before = this.#droppedAtLooks[0];
    return [...this.#droppedNow()].flatMap(([name, dropped]) => {
      const recent = dropped - (before?.get(name) ?? 0);
      const kind = `dropped ${name}`;
      // What has been told is over only once it is well over, or it would come and go.
      if (recent <= (this.#told.has(kind) ? mostDropped / 2 : mostDropped)) return [];
      const sentence = `The rendition ${name} lost ${recent} pictures within half a minute, because ffmpeg did not keep up or had to be started again. Use fewer or smaller renditions (setting "ladder").`;
      return [{ kind, sentence }];
    });
  }

  #droppedNow(): Map<string, number> {
    const now = new Map<string, number>();
    for (let place = 1; place < places; place += 1) {
      const rendition = this.#needs.renditionAt(place);
      if (rendition !== null) now.set(rendition.name, rendition.droppedFrames ?? 0);
    }
    return now;
  }

  #look(): void {
    this.#droppedAtLooks.push(this.#droppedNow());
    if (this.#droppedAtLooks.length > looksTogether) this.#droppedAtLooks.shift();
    const warnings = this.#observed();
    for (const { kind, sentence } of warnings) {
      if (!this.#told.has(kind)) this.#needs.log.warn({ kind }, sentence);
    }
    this.#told.clear();
    for (const { kind } of warnings) this.#told.add(kind);
  }
}
