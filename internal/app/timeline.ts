import { Retention } from '../chat/retention.ts';
import type { Settings } from '../config/settings.ts';
import type { SegmentOnAir } from '../hls/live-channel.ts';
import { timelineHandlers } from '../http/handlers/timeline.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { Store } from '../store/store.ts';
import type { Stretch, TimelineSegment } from '../store/timeline-repository.ts';
import type { AerialEvents, RenditionState } from './events.ts';
import type { Stopper } from './lifecycle.ts';

export interface TimelinePartNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: Logger;
  readonly settings: Settings;
  readonly store: Pick<Store, 'timeline'>;
}

const FLUSH_EVERY_MS = 2_000;
/** Segments that may wait for a disk that fails: some hours. What is older is lost, and counted. */
const MOST_WAITING = 10_000;
/** Stretches that segments may still belong to: those end when their last part is there. */
const REMEMBERED_STRETCHES = 50;
const DAY_MS = 86_400_000;

/** What kinds of source there are. */
type Source = 'live' | 'test' | 'slate';

/**
 * The record of what was on air: stretches from one change of source, title or renditions to the next, with the moment of the change, and each segment
 * in them. Facts are taken at once and written in batches; nothing on the way of the picture waits for the disk.
 */
export class TimelinePart {
  readonly handlers: ReturnType<typeof timelineHandlers>;
  readonly #needs: TimelinePartNeeds;
  /** The latest ones, oldest first. */
  #recent: Stretch[] = [];
  readonly #changed = new Set<Stretch>();
  #segments: TimelineSegment[] = [];
  #nextId = 0;
  /** Ids of stretches that have segments. */
  #lastFilledId = 0;
  #current: Stretch | null = null;
  #renditions: readonly string[] = ['source'];
  /** What it counts as when the encoder of this broadcast sends. */
  #encoderIs: Source = 'live';
  #isFailing = false;
  #lostCount = 0;

  constructor(needs: TimelinePartNeeds) {
    this.#needs = needs;
    this.handlers = timelineHandlers({ timeline: needs.store.timeline, readCurrent: () => this.#current });
  }

  /** Takes a finished segment of the source rendition. */
  note(segment: SegmentOnAir): void {
    const stretch = this.#recent.findLast(({ beganWallMs }) => beganWallMs <= segment.startWallMs) ?? this.#recent[0];
    if (stretch === undefined) return;
    this.#lastFilledId = Math.max(this.#lastFilledId, stretch.id);
    this.#segments.push({
      stretchId: stretch.id,
      mediaSequence: segment.mediaSequence,
      startWallMs: Math.round(segment.startWallMs),
      startMediaMs: Math.round(segment.startMediaMs),
      durationMs: Math.round(segment.durationMs),
      isDiscontinuity: segment.isDiscontinuity,
      isGap: segment.isGap,
    });
    if (this.#segments.length <= MOST_WAITING) return;
    this.#segments.shift();
    this.#lostCount += 1;
  }

  /** Records from now on; the returned function writes down what is left. */
  start(): Stopper {
    const { clock, events, settings, store, log } = this.#needs;
    this.#nextId = store.timeline.nextStretchId();
    try {
      store.timeline.closeUnfinished();
    } catch (error) {
      log.warn({ error: String(error) }, 'The end of what was on air before could not be written down.');
    }
    const endings = [
      events.on('broadcast.started', ({ broadcastId, startedWallMs, isTest }) => {
        this.#skipTakenIds();
        this.#renditions = ['source'];
        this.#encoderIs = isTest ? 'test' : 'live';
        this.#change(startedWallMs, { broadcastId, source: this.#encoderIs });
      }),
      events.on('broadcast.paused', ({ broadcastId }) =>
        this.#change(clock.wallMs(), { broadcastId, source: 'slate' }),
      ),
      events.on('broadcast.resumed', ({ broadcastId }) =>
        this.#change(clock.wallMs(), { broadcastId, source: this.#encoderIs }),
      ),
      events.on('broadcast.ended', () => this.#end(clock.wallMs())),
      events.on('transcode.changed', ({ renditions }) => this.#takeRenditions(renditions)),
      settings.onChange('stream-title', () => this.#change(clock.wallMs(), {})),
      clock.every(FLUSH_EVERY_MS, () => this.#flush()),
      this.#keepInBounds(),
    ];
    return () => {
      for (const end of endings) end();
      this.#end(clock.wallMs());
      this.#flush();
    };
  }

  /** Another stretch begins, with what is given changed; nothing does while nothing is on air. */
  #change(wallMs: number, change: { broadcastId?: string; source?: Source }): void {
    const before = this.#current;
    const broadcastId = change.broadcastId ?? before?.broadcastId;
    const source = change.source ?? before?.source;
    if (broadcastId === undefined || source === undefined) return;
    this.#end(wallMs);
    const title = this.#needs.settings.get('stream-title');
    const began = { beganWallMs: Math.round(wallMs), endedWallMs: null, broadcastId, source, title };
    const stretch: Stretch = { id: this.#takeId(), ...began, renditions: this.#renditions };
    this.#current = stretch;
    this.#recent = [...this.#recent.slice(1 - REMEMBERED_STRETCHES), stretch];
    this.#changed.add(stretch);
  }

  #end(wallMs: number): void {
    const stretch = this.#current;
    if (stretch === null) return;
    this.#current = null;
    stretch.endedWallMs = Math.max(stretch.beganWallMs, Math.round(wallMs));
    this.#changed.add(stretch);
  }

  #takeRenditions(states: readonly RenditionState[]): void {
    const names = states.filter(({ state }) => state !== 'shed').map(({ name }) => name);
    const renditions = ['source', ...names];
    if (renditions.join('\n') === this.#renditions.join('\n')) return;
    this.#renditions = renditions;
    const current = this.#current;
    if (current === null) return;
    // What a broadcast begins with becomes known one by one.
    if (current.id > this.#lastFilledId) {
      current.renditions = renditions;
      this.#changed.add(current);
    } else this.#change(this.#needs.clock.wallMs(), {});
  }

  /** A copy that was put back since the start may have brought a record along. */
  #skipTakenIds(): void {
    const { log, store } = this.#needs;
    try {
      this.#nextId = Math.max(this.#nextId, store.timeline.nextStretchId());
    } catch (error) {
      log.warn({ error: String(error) }, 'The record of what was on air could not be read; it goes on as it was.');
    }
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #flush(): void {
    const batch = { stretches: [...this.#changed], segments: this.#segments };
    if (batch.stretches.length === 0 && batch.segments.length === 0) return;
    const { log, store } = this.#needs;
    try {
      store.timeline.append(batch);
    } catch (error) {
      if (!this.#isFailing) {
        log.warn({ error: String(error) }, 'What is on air could not be written down; it is kept and tried again.');
      }
      this.#isFailing = true;
      return;
    }
    this.#changed.clear();
    this.#segments = [];
    if (this.#isFailing) log.info({ lost: this.#lostCount }, 'What is on air is written down again.');
    this.#isFailing = false;
  }

  #keepInBounds(): () => void {
    const { clock, log, settings, store } = this.#needs;
    const bounds = () => ({
      beforeWallMs: clock.wallMs() - settings.get('timeline-days') * DAY_MS,
      keep: settings.get('timeline-segments'),
    });
    const endings = [
      new Retention({
        what: 'segments of the timeline',
        clock,
        log,
        onForgotten: () => {},
        forgetSome: (atMost) => store.timeline.forgetSegments(bounds(), atMost),
      }).start(),
      new Retention({
        what: 'stretches of the timeline',
        clock,
        log,
        onForgotten: () => {},
        forgetSome: (atMost) => store.timeline.forgetStretches(bounds(), atMost),
      }).start(),
    ];
    return () => {
      for (const end of endings) end();
    };
  }
}
