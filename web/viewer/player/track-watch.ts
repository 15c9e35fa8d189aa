import { bufferedAhead } from './buffered-ahead.ts';
import { Events, type Hls } from './hls-js.ts';

interface TrackWatchNeeds {
  readonly hls: Pick<Hls, 'on' | 'stopLoad'>;
  readonly video: Pick<HTMLVideoElement, 'buffered' | 'currentTime' | 'paused'>;
  /** What was loaded before the change has been heard. */
  readonly onPlayedOut: () => void;
}

const lookEveryMs = 50;
const playedOutSeconds = 0.1;
/** As long as what is loaded ahead of a live playhead lasts at most. */
const mostWaitMs = 4000;

/**
 * Notices that a picture joins a broadcast of sound alone, or leaves one: hls.js sets up its source buffers once, and cannot go on. It is told to
 * load nothing more, and what is in hand is played to its end first.
 */
export class TrackWatch {
  readonly #needs: TrackWatchNeeds;
  #hadPicture: boolean | null = null;
  #looking: number | undefined;
  haveChanged = false;

  constructor(needs: TrackWatchNeeds) {
    this.#needs = needs;
    needs.hls.on(Events.BUFFER_CODECS, (_, tracks) => this.#note('video' in tracks || 'audiovideo' in tracks));
  }

  /** Nothing is told any more. */
  stop(): void {
    window.clearInterval(this.#looking);
  }

  #note(hasPicture: boolean): void {
    this.#hadPicture ??= hasPicture;
    if (hasPicture === this.#hadPicture || this.haveChanged) return;
    this.haveChanged = true;
    const { hls, video, onPlayedOut } = this.#needs;
    hls.stopLoad();
    const untilMs = performance.now() + mostWaitMs;
    this.#looking = window.setInterval(() => {
      if (bufferedAhead(video) > playedOutSeconds && !video.paused && performance.now() < untilMs) return;
      this.stop();
      onPlayedOut();
    }, lookEveryMs);
  }
}
