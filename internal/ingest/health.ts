import { type HealthWarning, inboundWarnings, maxKeyFrameIntervalMs } from './health-warnings.ts';

/** How well the encoder does, over the last few seconds. */
export interface IngestHealth {
  readonly bitrateKbps: number;
  /** Of it, the sound's. */
  readonly audioBitrateKbps: number;
  /** Pictures per second as they arrive. */
  readonly frameRate: number;
  /** Between the last two key frames, or since the last one when that is longer; null before the first. */
  readonly keyFrameIntervalMs: number | null;
  /** Between the longest and the shortest of the last distances of key frames; null before there are enough. */
  readonly keyFrameJitterMs: number | null;
  /** For how long there has been sound with nothing in it, or none any more while pictures came. */
  readonly silentForMs: number;
  /** For how long there has been no picture any more while sound came. */
  readonly blindForMs: number;
  /** How far the sound is ahead of the picture on arrival, smoothed; null unless both come. */
  readonly driftMs: number | null;
  /** Whether each picture is made of two fields, taken one after the other. */
  readonly isInterlaced: boolean;
  /** What the person at the encoder should change, in sentences. */
  readonly warnings: readonly string[];
}

const SPAN_SECONDS = 5;
const DRIFT_SMOOTHING = 0.05;
/** Distances of key frames that are looked at together. */
const JITTER_INTERVALS = 8;
const FEWEST_FOR_JITTER = 4;
/** Coded silence is smaller, and the quietest room larger. An encoder that pads its frames seems never silent. */
const LARGEST_SILENT_FRAME = 20;
/** So many larger frames in a row are sound: ffmpeg's encoder, which OBS uses as well, writes its name into each 256th frame. */
const SOUNDING_FRAMES = 3;
/** A track that has not come for so long while the other did is gone. */
const GONE_MS = 2_000;

interface Second {
  readonly at: number;
  bytes: number;
  audioBytes: number;
  frames: number;
}

/** Gathers the figures of one publisher; all times in milliseconds of any steady clock. */
export class HealthMeter {
  #seconds: Second[] = [];
  #startedMs: number;
  #lastKeyDtsMs: number | null = null;
  #keyIntervalMs: number | null = null;
  #keyIntervalsMs: readonly number[] = [];
  #silentSinceMs: number | null = null;
  /** Frames since the last one with nothing in it. */
  #soundingFrames = 0;
  #videoDtsMs: number | null = null;
  /** From the picture before the newest to that one. */
  #videoStepMs = 0;
  #driftMs: number | null = null;
  /** Codec of the picture that comes; null without one. */
  videoCodec: string | null = null;
  /** Whether the picture comes in two fields. */
  isInterlaced = false;
  /** When each track last came; null before it has. */
  #lastVideoMs: number | null = null;
  #lastAudioMs: number | null = null;
  #standing: ReadonlySet<HealthWarning['kind']> = new Set();

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  addBytes(bytes: number, nowMs: number): void {
    this.#second(nowMs).bytes += bytes;
  }

  addVideo(packet: { readonly dtsMs: number; readonly isKey: boolean }, nowMs: number): void {
    this.#second(nowMs).frames += 1;
    this.#videoStepMs = this.#videoDtsMs === null ? 0 : packet.dtsMs - this.#videoDtsMs;
    this.#videoDtsMs = packet.dtsMs;
    this.#lastVideoMs = nowMs;
    if (!packet.isKey) return;
    if (this.#lastKeyDtsMs !== null) {
      this.#keyIntervalMs = packet.dtsMs - this.#lastKeyDtsMs;
      this.#keyIntervalsMs = [...this.#keyIntervalsMs, this.#keyIntervalMs].slice(-JITTER_INTERVALS);
    }
    this.#lastKeyDtsMs = packet.dtsMs;
  }

  addAudio(packet: { readonly ptsMs: number; readonly data: { readonly length: number } }, nowMs: number): void {
    this.#second(nowMs).audioBytes += packet.data.length;
    this.#lastAudioMs = nowMs;
    this.#soundingFrames = packet.data.length > LARGEST_SILENT_FRAME ? this.#soundingFrames + 1 : 0;
    if (this.#soundingFrames >= SOUNDING_FRAMES) this.#silentSinceMs = null;
    else if (this.#soundingFrames === 0) this.#silentSinceMs ??= nowMs;
    if (this.#videoDtsMs === null) return;
    // Sound that belongs to what is still shown is not ahead, however long a picture stands.
    const afterMs = packet.ptsMs - this.#videoDtsMs;
    const aheadMs = afterMs < 0 ? afterMs : Math.max(0, afterMs - this.#videoStepMs);
    this.#driftMs = this.#driftMs === null ? aheadMs : this.#driftMs + (aheadMs - this.#driftMs) * DRIFT_SMOOTHING;
  }

  /** Forgets what came: what follows is another encoder run. */
  restart(nowMs: number): void {
    this.#seconds = [];
    this.#startedMs = nowMs;
    this.#lastKeyDtsMs = null;
    this.#keyIntervalMs = null;
    this.#keyIntervalsMs = [];
    this.#silentSinceMs = null;
    this.#videoDtsMs = null;
    this.#driftMs = null;
    this.#lastVideoMs = null;
    this.#lastAudioMs = null;
  }

  figures(nowMs: number): IngestHealth {
    const second = Math.floor(nowMs / 1000);
    // The second in which it began is no whole one.
    const from = Math.max(second - SPAN_SECONDS, Math.ceil(this.#startedMs / 1000));
    const whole = this.#seconds.filter(({ at }) => at >= from && at < second);
    const coveredSeconds = Math.max(1, second - from);
    const bytes = whole.reduce((sum, { bytes: part }) => sum + part, 0);
    const audioBytes = whole.reduce((sum, { audioBytes: part }) => sum + part, 0);
    const frames = whole.reduce((sum, { frames: part }) => sum + part, 0);
    return {
      bitrateKbps: Math.round((bytes * 8) / 1000 / coveredSeconds),
      audioBitrateKbps: Math.round((audioBytes * 8) / 1000 / coveredSeconds),
      frameRate: Math.round((frames / coveredSeconds) * 10) / 10,
      ...this.#judged(nowMs),
      isInterlaced: this.isInterlaced,
      warnings: this.warnings(nowMs).map(({ sentence }) => sentence),
    };
  }

  warnings(nowMs: number): HealthWarning[] {
    const { videoCodec, isInterlaced } = this;
    const awaitsKeyFrame = this.#awaitedKeyFrameMs() > (this.#keyIntervalMs ?? 0);
    return inboundWarnings({ ...this.#judged(nowMs), awaitsKeyFrame, videoCodec, isInterlaced }, this.#standing);
  }

  /** What has gone wrong since the last look; called now and then. */
  look(nowMs: number): HealthWarning[] {
    const warnings = this.warnings(nowMs);
    const begun = warnings.filter(({ kind }) => !this.#standing.has(kind));
    this.#standing = new Set(warnings.map(({ kind }) => kind));
    return begun;
  }

  #judged(nowMs: number) {
    const intervals = this.#keyIntervalsMs;
    const jitterMs = Math.round(Math.max(...intervals) - Math.min(...intervals));
    const soundlessForMs = goneForMs(this.#lastAudioMs, this.#lastVideoMs);
    const blindForMs = goneForMs(this.#lastVideoMs, this.#lastAudioMs);
    const silentForMs = this.#silentSinceMs === null ? 0 : Math.round(nowMs - this.#silentSinceMs);
    return {
      keyFrameIntervalMs: this.#keyFrameIntervalMs(),
      keyFrameJitterMs: intervals.length < FEWEST_FOR_JITTER ? null : jitterMs,
      driftMs: soundlessForMs > 0 || blindForMs > 0 ? null : this.#roundedDriftMs(),
      silentForMs: Math.max(silentForMs, soundlessForMs),
      blindForMs,
    };
  }

  #roundedDriftMs(): number | null {
    return this.#driftMs === null ? null : Math.round(this.#driftMs);
  }

  #keyFrameIntervalMs(): number | null {
    if (this.#lastKeyDtsMs === null || this.#videoDtsMs === null) return null;
    const sinceMs = this.#awaitedKeyFrameMs();
    return this.#keyIntervalMs === null && sinceMs <= maxKeyFrameIntervalMs
      ? null
      : Math.round(Math.max(this.#keyIntervalMs ?? 0, sinceMs));
  }

  #awaitedKeyFrameMs(): number {
    return this.#lastKeyDtsMs === null || this.#videoDtsMs === null ? 0 : this.#videoDtsMs - this.#lastKeyDtsMs;
  }

  #second(nowMs: number): Second {
    const at = Math.floor(nowMs / 1000);
    const last = this.#seconds.at(-1);
    if (last?.at === at) return last;
    const second = { at, bytes: 0, audioBytes: 0, frames: 0 };
    this.#seconds.push(second);
    if (this.#seconds.length > SPAN_SECONDS + 2) this.#seconds.shift();
    return second;
  }
}

/** For how long one track has not come while the other did; 0 unless it had come before. */
function goneForMs(lastMs: number | null, otherLastMs: number | null): number {
  const forMs = lastMs === null || otherLastMs === null ? 0 : Math.round(otherLastMs - lastMs);
  return forMs > GONE_MS ? forMs : 0;
}
