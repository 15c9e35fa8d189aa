import type { Engine, EngineListener, EngineNeeds, LivePosition } from './engine.ts';
import { stepFrom } from './seek-step.ts';

/** True where the browser itself plays HLS. Asked last: Chromium answers "maybe" and then plays ten seconds behind. */
export function nativeSupported(video: HTMLVideoElement): boolean {
  return video.canPlayType('application/vnd.apple.mpegurl') !== '';
}

const typicalHoldBackSeconds = 3;

/** The stream through the browser's own HLS player: for old iPhones, which have no media source extensions. */
export class NativeEngine implements Engine {
  readonly name = 'native';
  readonly #video: HTMLVideoElement;
  readonly #listener: EngineListener;
  readonly #playlistUrl: string;
  readonly #stopListening = new AbortController();

  constructor({ video, playlistUrl, listener }: EngineNeeds) {
    this.#video = video;
    this.#listener = listener;
    this.#playlistUrl = playlistUrl;
    const { signal } = this.#stopListening;
    video.addEventListener('progress', () => listener.onMedia(), { signal });
    video.addEventListener('loadeddata', () => listener.onMedia(), { signal });
    video.addEventListener('waiting', () => listener.onStall(), { signal });
    video.addEventListener('ended', () => listener.onEnd(), { signal });
    video.addEventListener('error', () => this.#onError(), { signal });
    video.src = playlistUrl;
  }

  position(): LivePosition | null {
    const { seekable, currentTime } = this.#video;
    if (seekable.length === 0) return null;
    const edge = seekable.end(seekable.length - 1);
    return {
      latencySeconds: Math.max(0, edge - currentTime),
      holdBackSeconds: typicalHoldBackSeconds,
      oldestSeconds: edge - seekable.start(0),
    };
  }

  knows(): boolean {
    return true;
  }

  /** The browser adapts by itself and takes no wishes. */
  choose(): void {}

  keepOnly(): void {}

  jumpToLive(targetSeconds: number): void {
    const { seekable } = this.#video;
    if (seekable.length > 0) this.#video.currentTime = seekable.end(seekable.length - 1) - targetSeconds;
  }

  seekBy(seconds: number): boolean {
    const { seekable } = this.#video;
    if (seekable.length === 0) return false;
    const { toSeconds, reachesLive } = stepFrom(this.#video.currentTime, seconds, {
      earliestSeconds: seekable.start(0),
      liveSeconds: seekable.end(seekable.length - 1) - typicalHoldBackSeconds,
    });
    this.#video.currentTime = toSeconds;
    return reachesLive;
  }

  seekTo(behindSeconds: number): void {
    const { seekable } = this.#video;
    if (seekable.length === 0) return;
    this.#video.currentTime = Math.max(seekable.start(0), seekable.end(seekable.length - 1) - behindSeconds);
  }

  wallMsAt(): null {
    return null;
  }

  suspend(): void {}

  resume(): void {
    this.#video.src = this.#playlistUrl;
  }

  bandwidth(): number | null {
    return null;
  }

  transferMs(): number | null {
    return null;
  }

  destroy(): void {
    this.#stopListening.abort();
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #onError(): void {
    const error = this.#video.error;
    const unreadable = error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    const kind = error?.code === MediaError.MEDIA_ERR_DECODE ? 'media' : 'network';
    // iOS reports an absent playlist and an unreadable one alike; trying again tells them apart.
    this.#listener.onFailure({ kind, detail: unreadable ? 'the playlist could not be read' : (error?.message ?? '') });
  }
}
