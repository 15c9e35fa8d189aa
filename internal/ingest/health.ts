/** How well the encoder does, over the last few seconds. */
export interface IngestHealth {
  readonly bitrateKbps: number;
  /** Pictures per second as they arrive. */
  readonly frameRate: number;
  /** Between the last two key frames, or since the last one when that is longer; null before the first. */
  readonly keyFrameIntervalMs: number | null;
  /** How far the sound is ahead of the picture on arrival, smoothed; null unless both are there. */
  readonly driftMs: number | null;
  /** What the person at the encoder should change, in sentences. */
  readonly warnings: readonly string[];
}

/** One thing to change at the encoder; `kind` stays the same while its figures move. */
export interface HealthWarning {
  readonly kind: 'key-frames' | 'drift';
  readonly sentence: string;
}

const SPAN_SECONDS = 5;
/** Longer key frame intervals make late joiners wait and segments long. */
const MAX_KEY_FRAME_INTERVAL_MS = 4_000;
const MAX_DRIFT_MS = 500;
const DRIFT_SMOOTHING = 0.05;

interface Second {
  readonly at: number;
  bytes: number;
  frames: number;
}

/** Gathers the figures of one publisher; all times in milliseconds of any steady clock. */
export class HealthMeter {
  readonly #seconds: Second[] = [];
  readonly #startedMs: number;
  #lastKeyDtsMs: number | null = null;
  #keyIntervalMs: number | null = null;
  #videoDtsMs: number | null = null;
  #driftMs: number | null = null;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  addBytes(bytes: number, nowMs: number): void {
    this.#second(nowMs).bytes += bytes;
  }

  addVideo(packet: { readonly dtsMs: number; readonly isKey: boolean }, nowMs: number): void {
    this.#second(nowMs).frames += 1;
    this.#videoDtsMs = packet.dtsMs;
    if (!packet.isKey) return;
    if (this.#lastKeyDtsMs !== null) this.#keyIntervalMs = packet.dtsMs - this.#lastKeyDtsMs;
    this.#lastKeyDtsMs = packet.dtsMs;
  }

  addAudio(packet: { readonly ptsMs: number }): void {
    if (this.#videoDtsMs === null) return;
    const aheadMs = packet.ptsMs - this.#videoDtsMs;
    this.#driftMs = this.#driftMs === null ? aheadMs : this.#driftMs + (aheadMs - this.#driftMs) * DRIFT_SMOOTHING;
  }

  /** Forgets key frames and drift: what follows is another encoder run. */
  restart(): void {
    this.#lastKeyDtsMs = null;
    this.#keyIntervalMs = null;
    this.#videoDtsMs = null;
    this.#driftMs = null;
  }

  figures(nowMs: number): IngestHealth {
    const second = Math.floor(nowMs / 1000);
    const whole = this.#seconds.filter(({ at }) => at >= second - SPAN_SECONDS && at < second);
    const coveredSeconds = Math.min(SPAN_SECONDS, Math.max(1, second - Math.floor(this.#startedMs / 1000)));
    const bytes = whole.reduce((sum, { bytes: part }) => sum + part, 0);
    const frames = whole.reduce((sum, { frames: part }) => sum + part, 0);
    return {
      bitrateKbps: Math.round((bytes * 8) / 1000 / coveredSeconds),
      frameRate: Math.round((frames / coveredSeconds) * 10) / 10,
      keyFrameIntervalMs: this.#keyFrameIntervalMs(),
      driftMs: this.#roundedDriftMs(),
      warnings: this.warnings().map(({ sentence }) => sentence),
    };
  }

  warnings(): HealthWarning[] {
    const warnings: HealthWarning[] = [];
    const keyFrameIntervalMs = this.#keyFrameIntervalMs() ?? 0;
    if (keyFrameIntervalMs > MAX_KEY_FRAME_INTERVAL_MS) {
      const sentence = `Key frames come ${(keyFrameIntervalMs / 1000).toFixed(1)} s apart. Set the key frame interval to 2 s in OBS: Settings, Output, Output Mode "Advanced", Streaming.`;
      warnings.push({ kind: 'key-frames', sentence });
    }
    const driftMs = this.#roundedDriftMs() ?? 0;
    if (Math.abs(driftMs) > MAX_DRIFT_MS) {
      const what = driftMs > 0 ? 'The picture arrives' : 'The sound arrives';
      const sentence = `${what} ${Math.abs(driftMs)} ms late; check the sync offsets and the load of the encoder.`;
      warnings.push({ kind: 'drift', sentence });
    }
    return warnings;
  }

  #roundedDriftMs(): number | null {
    return this.#driftMs === null ? null : Math.round(this.#driftMs);
  }

  #keyFrameIntervalMs(): number | null {
    if (this.#lastKeyDtsMs === null || this.#videoDtsMs === null) return null;
    const sinceMs = this.#videoDtsMs - this.#lastKeyDtsMs;
    return this.#keyIntervalMs === null && sinceMs <= MAX_KEY_FRAME_INTERVAL_MS
      ? null
      : Math.round(Math.max(this.#keyIntervalMs ?? 0, sinceMs));
  }

  #second(nowMs: number): Second {
    const at = Math.floor(nowMs / 1000);
    const last = this.#seconds.at(-1);
    if (last?.at === at) return last;
    const second = { at, bytes: 0, frames: 0 };
    this.#seconds.push(second);
    if (this.#seconds.length > SPAN_SECONDS + 2) this.#seconds.shift();
    return second;
  }
}
