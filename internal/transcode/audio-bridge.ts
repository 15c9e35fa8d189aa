import { lowComplexityConfig } from '../media/aac.ts';
import {
  type AudioConfig,
  type AudioPacket,
  type MediaItem,
  type MediaSink,
  sameAudioConfig,
} from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import { AudioRun } from './audio-run.ts';
import { BridgedSound } from './bridged-sound.ts';
import { type FailureReport, reportEnd } from './failure-words.ts';
import { decideRemedy, type Failure, failureMemoryMs } from './failures.ts';
import { SoundBacklog } from './sound-backlog.ts';

type ConfigItem = Extract<MediaItem, { kind: 'config' }>;

export interface AudioBridgeNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly ffmpegPath: string;
  /** Where everything goes: no MP3 among it, and AAC beside Opus. */
  readonly next: MediaSink;
  /** Told when no sound can be made, with the reason and what comes of it in words, and with null when it can again. */
  readonly onOutage: (sentence: string | null) => void;
}

/** How long the AAC of a frame may take. Players hold back 1.5 s; half of that is left to them. */
const patienceMs = 600;
/** A process that gives nothing in time for this long is replaced. */
const maxUselessMs = 5_000;
/** An encoder whose sound changes with every frame must not cost a process each. */
const leastBetweenStartsMs = 250;

/** The MP3 or Opus of one `config` item, and what becomes of it. */
interface Track {
  readonly source: AudioConfig;
  readonly target: AudioConfig;
  /** The source is passed on as well. */
  readonly isBeside: boolean;
}

/** What of a track lies between two breaks of the timeline. */
interface Stretch {
  readonly sound: BridgedSound;
  readonly backlog: SoundBacklog;
}

/**
 * Turns the MP3 of a broadcast into AAC before anybody sees it, by one supervised ffmpeg, since browsers take no MP3 in MP4
 * (`isTypeSupported('audio/mp4; codecs="mp3"')` is false in Chromium). Beside Opus, which some players do not take in MP4, AAC is made of it.
 * Everything else, and a broadcast with other sound, passes through untouched.
 *
 * AAC comes out a tenth of a second behind the pictures that its MP3 came with, on its own time. Whatever is late goes on in silence,
 * which is also what is heard while ffmpeg is missing: the tracks never change because of it, and no player waits for sound.
 */
export class AudioBridge implements MediaSink {
  readonly #needs: AudioBridgeNeeds;
  /** Processes that have not ended yet, wanted or not. */
  readonly #living = new Set<AudioRun>();
  #track: Track | null = null;
  #stretch: Stretch | null = null;
  #current: AudioRun | null = null;
  #failures: Failure[] = [];
  #startedMs = -Infinity;
  /** Null while no start is put off. */
  #cancelRestart: (() => void) | null = null;
  /** What was said about the failure that lasts. */
  #outage: string | null = null;
  #counters: { readonly restarts: Counter; readonly silence: Counter } | null = null;
  #isOver = false;

  constructor(needs: AudioBridgeNeeds) {
    this.#needs = needs;
  }

  push(item: MediaItem): void {
    const { next } = this.#needs;
    if (item.kind === 'video' || item.kind === 'layer') return next.push(item);
    if (item.kind === 'audio') {
      if (this.#track === null || this.#track.isBeside) next.push(item);
      return this.#track === null ? undefined : this.#take(item, this.#track);
    }
    if (item.kind === 'sound-beside') return;
    // What follows does not continue what came before: sound that is still on its way would overtake this item, and is dropped.
    this.#breakOff();
    next.push(item.kind === 'config' ? this.#configure(item) : item);
    if (item.kind === 'end') this.#finish();
  }

  /** Ends ffmpeg, within about a second. Once called, sound that was MP3 is dropped. Twice is harmless. */
  async stop(): Promise<void> {
    this.#finish();
    await Promise.all([...this.#living].map((run) => run.whenEnded));
  }

  #finish(): void {
    this.#isOver = true;
    this.#cancelRestart?.();
    this.#cancelRestart = null;
    this.#dismiss();
  }

  /** Completes the stretch in silence, so that its sound ends where its pictures do. ffmpeg is kept: the next stretch goes on in it. */
  #breakOff(): void {
    const endMs = this.#stretch?.backlog.endMs ?? null;
    if (this.#stretch !== null && endMs !== null) this.#fill(this.#stretch, endMs);
    this.#stretch = null;
    this.#current?.breakOff();
  }

  #configure(item: ConfigItem): ConfigItem {
    const { video, audio } = item.tracks;
    if (this.#track !== null && audio !== null && sameAudioConfig(audio, this.#track.source)) {
      return withTarget(item, this.#track);
    }
    this.#dismiss();
    this.#track = null;
    this.#endOutage();
    const isBeside = audio?.codec === 'opus' && video !== null;
    if (audio === null || (audio.codec !== 'mp3' && !isBeside)) return item;
    const { sampleRate, channels } = audio;
    const target = lowComplexityConfig(sampleRate, channels);
    if (target === null) return isBeside ? item : { ...item, tracks: { video, audio: null } };
    this.#needs.log.info(
      { sampleRate, channels },
      isBeside
        ? 'The sound is Opus, which not every player takes: AAC is made of it for those that do not.'
        : 'The sound is MP3, which browsers do not take: it is turned into AAC.',
    );
    this.#track = { source: audio, target, isBeside };
    this.#countMade();
    this.#start();
    return withTarget(item, this.#track);
  }

  #take(packet: AudioPacket, track: Track): void {
    if (this.#isOver) return;
    const nowMs = this.#needs.clock.monotonicMs();
    const stretch = (this.#stretch ??= this.#beginStretch(packet.ptsMs, track));
    stretch.backlog.add(packet, nowMs);
    if (this.#current?.isWornOut === true) this.#dismiss();
    if (this.#current === null) this.#start();
    else this.#current.feed(packet);
    const uselessForMs = this.#current?.uselessForMs ?? 0;
    if (uselessForMs >= maxUselessMs) this.#fail(reportUseless(uselessForMs));
    const isDown = this.#current === null;
    const lateMs = stretch.backlog.endOfArrived(isDown ? nowMs : nowMs - patienceMs);
    if (lateMs !== null) this.#fill(stretch, lateMs);
    stretch.backlog.forgetBefore(stretch.sound.doneMs);
  }

  #beginStretch(ptsMs: number, track: Track): Stretch {
    const sound = new BridgedSound({
      ptsMs,
      config: track.target,
      emit: (packet) => this.#needs.next.push(track.isBeside ? { kind: 'sound-beside', packet } : packet),
    });
    return { sound, backlog: new SoundBacklog({ config: track.source }) };
  }

  #fill(stretch: Stretch, untilMs: number): void {
    this.#counters?.silence.add(stretch.sound.fill(untilMs));
  }

  #start(): void {
    if (this.#track === null || this.#isOver || this.#current !== null || this.#cancelRestart !== null) return;
    const { clock, log } = this.#needs;
    const nowMs = clock.monotonicMs();
    const waitMs = this.#startedMs + leastBetweenStartsMs - nowMs;
    if (waitMs > 0) return this.#startAfter(waitMs);
    this.#startedMs = nowMs;
    const run = this.#bringToLife(this.#track);
    log.info({ pid: run.pid }, 'ffmpeg was started for the sound.');
  }

  #startAfter(delayMs: number): void {
    this.#cancelRestart = this.#needs.clock.after(delayMs, () => {
      this.#cancelRestart = null;
      this.#start();
    });
  }

  #bringToLife(track: Track): AudioRun {
    const { clock, ffmpegPath } = this.#needs;
    const run = new AudioRun({
      clock,
      ffmpegPath,
      ...track,
      onFrame: (packet) => this.#show(run, packet),
      onGarbled: (sentence) => {
        if (run === this.#current) this.#fail({ kind: 'died', sentence, lastWords: '' });
      },
      onEnd: (end) => {
        this.#living.delete(run);
        if (run === this.#current) this.#fail(reportEnd(end, ffmpegPath));
      },
    });
    this.#current = run;
    this.#living.add(run);
    for (const packet of this.#stretch?.backlog.packets ?? []) run.feed(packet);
    return run;
  }

  #show(run: AudioRun, packet: AudioPacket): void {
    if (run !== this.#current || this.#stretch === null || !this.#stretch.sound.show(packet)) return;
    run.praise();
    this.#stretch.backlog.forgetBefore(this.#stretch.sound.doneMs);
    if (this.#outage === null) return;
    this.#endOutage();
    this.#needs.log.info({}, 'The sound is back.');
  }

  /** The rule of the renditions says when ffmpeg is tried again; until the new one speaks, or patience ends, nothing is filled in. */
  #fail(report: FailureReport): void {
    const { clock, log, onOutage } = this.#needs;
    this.#dismiss();
    this.#counters?.restarts.add();
    const atMs = clock.monotonicMs();
    const recent = this.#failures.filter((failure) => atMs - failure.atMs < failureMemoryMs);
    this.#failures = [...recent, { kind: report.kind, atMs }];
    const { delayMs } = decideRemedy(this.#failures, { running: 1, expendable: 0 });
    if (this.#outage !== report.sentence) {
      const { kind, lastWords } = report;
      const what =
        this.#track?.isBeside === true
          ? 'players that cannot play Opus, such as Safari, hear nothing: send AAC if that is not soon'
          : 'the broadcast goes on in silence';
      const sentence = `${report.sentence} Until it works ${what}.`;
      log.warn({ kind, lastWords, delayMs }, sentence);
      onOutage(sentence);
    }
    this.#outage = report.sentence;
    if (delayMs === 0) this.#start();
    else this.#startAfter(delayMs);
  }

  #endOutage(): void {
    if (this.#outage !== null) this.#needs.onOutage(null);
    this.#outage = null;
  }

  /** Ends the process that is heard; from now on it is not. */
  #dismiss(): void {
    this.#current?.kill();
    this.#current = null;
  }

  #countMade(): void {
    const { metrics } = this.#needs;
    this.#counters ??= {
      restarts: metrics.counter(
        'aerial_sound_restarts_total',
        'Times that ffmpeg failed at making AAC of MP3 or Opus.',
      ),
      silence: metrics.counter(
        'aerial_sound_silent_frames_total',
        'Frames of silence put where AAC was not there in time.',
      ),
    };
  }
}

/** The tracks as those who come after see them. */
function withTarget(item: ConfigItem, { target, isBeside }: Track): ConfigItem {
  if (isBeside) return { ...item, soundBeside: target };
  return { ...item, tracks: { video: item.tracks.video, audio: target } };
}

function reportUseless(forMs: number): FailureReport {
  return { kind: 'hung', sentence: `ffmpeg gave no sound in time for ${Math.round(forMs / 1000)} s.`, lastWords: '' };
}
