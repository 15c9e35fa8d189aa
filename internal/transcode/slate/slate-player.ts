import type { MediaPacket, TrackConfig, VideoConfig, VideoPacket } from '../../media/packet.ts';
import type { ClipTrack, SlateClip } from './slate-clip.ts';

/** Where a slate steps in; the live channel satisfies it. */
export interface SlateOutput {
  begin(tracks: { readonly source: TrackConfig; readonly renditions: ReadonlyMap<number, VideoConfig> }): void;
  /** Nothing more comes, and the encoder is still away. */
  end(): void;
  packet(packet: MediaPacket): void;
  rendition(index: number, packet: VideoPacket): void;
}

/** Puts a slate on air, frame by frame, as far as it is told to. */
export class SlatePlayer {
  readonly clip: SlateClip;
  readonly #output: SlateOutput;
  readonly #startMs: number;
  /** Frames given so far, by rendition. */
  readonly #given = new Map<number, number>();
  #soundGiven = 0;
  #untilMs: number;

  /** `startMs` is where it begins on the broadcast's timeline. */
  constructor(needs: { clip: SlateClip; output: SlateOutput; startMs: number }) {
    const { clip, output, startMs } = needs;
    this.clip = clip;
    this.#output = output;
    this.#startMs = startMs;
    this.#untilMs = startMs;
    const source = clip.renditions.get(0)?.config ?? null;
    const renditions = new Map([...clip.renditions].map(([index, { config }]) => [index, config] as const));
    output.begin({ source: { video: source, audio: clip.audio?.config ?? null }, renditions });
  }

  /** How far it has come on the broadcast's timeline. */
  get untilMs(): number {
    return this.#untilMs;
  }

  /** Gives what begins before `untilMs`; the smaller renditions follow only when `withRenditions` says that they may. */
  playUntil(untilMs: number, withRenditions: boolean): void {
    this.#untilMs = Math.max(this.#untilMs, untilMs);
    this.#playSource(untilMs);
    if (!withRenditions) return;
    for (const [index, track] of this.clip.renditions) {
      if (index === 0) continue;
      for (let packet = this.#next(index, track); packet.ptsMs < untilMs; packet = this.#next(index, track)) {
        this.#count(index);
        this.#output.rendition(index, packet);
      }
    }
  }

  /** Sound goes ahead of the picture that it belongs to, so that every part has its own. */
  #playSource(untilMs: number): void {
    const track = this.clip.renditions.get(0);
    if (track === undefined) return this.#playSound(untilMs);
    for (let packet = this.#next(0, track); packet.ptsMs < untilMs; packet = this.#next(0, track)) {
      this.#playSound(packet.ptsMs + track.frameMs);
      this.#count(0);
      this.#output.packet(packet);
    }
  }

  #playSound(untilMs: number): void {
    const { audio, loopMs } = this.clip;
    if (audio === null) return;
    const { frames, silence, frameMs } = audio;
    for (;;) {
      const offsetMs = this.#soundGiven * frameMs;
      if (this.#startMs + offsetMs >= untilMs) return;
      const data = frames[Math.round((offsetMs % loopMs) / frameMs)] ?? silence;
      this.#soundGiven += 1;
      this.#output.packet({ kind: 'audio', ptsMs: this.#startMs + offsetMs, data });
    }
  }

  #next(index: number, track: ClipTrack): VideoPacket {
    const given = this.#given.get(index) ?? 0;
    const frame = track.frames[given % track.frames.length];
    const timeMs = this.#startMs + given * track.frameMs;
    return {
      kind: 'video',
      dtsMs: timeMs,
      ptsMs: timeMs,
      isKey: frame?.isKey ?? false,
      data: frame?.data ?? Buffer.alloc(0),
    };
  }

  #count(index: number): void {
    this.#given.set(index, (this.#given.get(index) ?? 0) + 1);
  }
}
