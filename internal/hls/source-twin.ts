import type { AudioConfig, VideoConfig, VideoPacket } from '../media/packet.ts';
import { soundTwinOffset } from '../media/rendition.ts';
import type { AudioLog } from './audio-log.ts';
import type { Rendition } from './rendition.ts';
import { VideoWriter, type WriterNeeds } from './video-writer.ts';

interface SourceTwinNeeds {
  readonly rendition: Rendition;
  /** On the grid of the other sound. */
  readonly writer: WriterNeeds;
}

/** Folder of the twin. */
export const sourceTwinKey = String(soundTwinOffset);
/** Pictures that have waited for longer are shown without sound: more than is ever filled with silence. */
const mostWaitingMs = 1_500;

/**
 * The source's pictures once more, with its sound in a codec that every player knows. That sound is made, and comes a little later: the pictures are held back
 * until it has come as far, so that each part has both.
 */
export class SourceTwin {
  readonly rendition: Rendition;
  readonly #audio: AudioLog;
  readonly #writer: VideoWriter;
  #waiting: VideoPacket[] = [];

  constructor({ rendition, writer }: SourceTwinNeeds) {
    this.rendition = rendition;
    this.#audio = writer.audio;
    this.#writer = new VideoWriter({ ...writer, placement: 'dts' });
  }

  /** The tracks of what follows; without a picture, or without the other sound, there is no twin until there is again. Says whether that changed. */
  configure(video: VideoConfig | null, audio: AudioConfig | null): boolean {
    const { rendition } = this;
    const isThere = video !== null && audio !== null;
    const hasChanged = isThere === rendition.isLost;
    rendition.video = video;
    rendition.audio = audio;
    if (!isThere) rendition.isLost = true;
    else this.#writer.config(video);
    // Where there were others before, it is shown once it has a whole segment.
    rendition.isYoung = isThere && rendition.isLost;
    return hasChanged;
  }

  video(packet: VideoPacket): void {
    if (this.rendition.isLost && !this.rendition.isYoung) return;
    this.#waiting.push(packet);
    this.catchUp();
  }

  /** Takes in what the sound has come to. */
  catchUp(): void {
    const newestMs = this.#waiting.at(-1)?.dtsMs ?? 0;
    const untilMs = Math.max(this.#audio.endMs ?? -Infinity, newestMs - mostWaitingMs);
    this.#release(untilMs);
  }

  /** What the grid has broken off is complete. */
  finish(): void {
    this.#release(Infinity);
    this.#writer.finish();
  }

  #release(untilMs: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].dtsMs <= untilMs) {
      const packet = this.#waiting.shift();
      if (packet !== undefined) this.#writer.video(packet);
    }
  }
}
