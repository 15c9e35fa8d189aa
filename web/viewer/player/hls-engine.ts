import {
  ErrorDetails,
  ErrorTypes,
  Events,
  Hls,
  type ErrorData,
  type Fragment,
  type Level,
  type Part,
} from './hls-js.ts';
import type { Engine, EngineListener, EngineNeeds, LivePosition } from './engine.ts';
import { hlsSettings, patientErrors } from './hls-settings.ts';
import { blockingUrl } from './blocking-url.ts';
import { parseLadder } from './ladder.ts';
import { LineWatch } from './line-watch.ts';
import { atSegmentEnd, steadyControllers, type LoadMark } from './steady-hls.ts';
import { variantId, type QualityChoice, type Variant } from './qualities.ts';

/** True where media source extensions can play H.264. */
export function hlsSupported(): boolean {
  return Hls.isSupported();
}

/** How long a rendition that failed is left alone before the viewer's choice of it is tried again. */
const choiceRetryMs = 10_000;
/** The server begins a segment at least this often. */
const longestSegmentMs = 4500;
const mediaRecoverySpacingMs = 5000;

const incompatible: readonly string[] = [
  ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR,
  ErrorDetails.BUFFER_ADD_CODEC_ERROR,
  ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR,
];

/** The stream through hls.js: low latency, adaptive, with its own recovery from single failed requests. */
export class HlsEngine implements Engine {
  readonly name = 'hls.js';
  readonly #hls: Hls;
  readonly #video: HTMLVideoElement;
  readonly #listener: EngineListener;
  #variants: readonly Variant[] = [];
  #choice: QualityChoice;
  readonly #line = new LineWatch();
  readonly #mark: LoadMark = { seconds: 0 };
  #cancelChange: (() => void) | null = null;
  #retryChoice: number | undefined;
  #mediaRecoveredAtMs = Number.NEGATIVE_INFINITY;

  constructor({ video, playlistUrl, choice, bandwidth, listener }: EngineNeeds) {
    this.#video = video;
    this.#listener = listener;
    this.#choice = choice;
    this.#hls = new Hls({
      ...hlsSettings(bandwidth),
      ...steadyControllers(this.#mark),
      xhrSetup: (xhr, url) => this.#holdReload(xhr, url),
    });
    this.#listen();
    this.#hls.loadSource(playlistUrl);
    this.#hls.attachMedia(video);
  }

  position(): LivePosition | null {
    const details = this.#hls.latestLevelDetails;
    if (!details?.live) return null;
    return {
      latencySeconds: this.#hls.latency,
      holdBackSeconds: details.partHoldBack || details.holdBack || 3 * details.targetduration,
    };
  }

  knows(choice: QualityChoice): boolean {
    return this.#variants.some((variant) => variant.hasVideo && (variant.id === choice || choice === 'auto'));
  }

  choose(choice: QualityChoice): void {
    this.#choice = choice;
    window.clearTimeout(this.#retryChoice);
    this.#applyChoice();
  }

  jumpToLive(targetSeconds: number): void {
    const details = this.#hls.latestLevelDetails;
    if (!details) return;
    const edgeSeconds = details.edge + Math.min(details.age, details.targetduration);
    const newest = details.edge - (details.partTarget || 1) / 2;
    this.#video.currentTime = Math.max(details.fragmentStart, Math.min(newest, edgeSeconds - targetSeconds));
  }

  seekBy(seconds: number): void {
    const details = this.#hls.latestLevelDetails;
    if (!details) return;
    const latest = this.#hls.liveSyncPosition ?? details.edge;
    const wanted = this.#video.currentTime + seconds;
    if (seconds > 0 && wanted >= latest) return this.jumpToLive(details.partHoldBack || details.holdBack);
    this.#video.currentTime = Math.max(details.fragmentStart + 0.5, wanted);
  }

  suspend(): void {
    this.#hls.stopLoad();
  }

  resume(): void {
    this.#hls.startLoad(-1);
  }

  bandwidth(): number | null {
    const bitsPerSecond = this.#line.bitsPerSecond ?? this.#hls.bandwidthEstimate;
    return Number.isFinite(bitsPerSecond) && bitsPerSecond > 0 ? Math.round(bitsPerSecond) : null;
  }

  destroy(): void {
    window.clearTimeout(this.#retryChoice);
    this.#cancelChange?.();
    this.#hls.destroy();
  }

  #listen(): void {
    const hls = this.#hls;
    hls.on(Events.MANIFEST_LOADED, (_, { url, networkDetails }) => {
      // hls.js drops what it will not play by itself, such as audio only: the playlist is read as it was written.
      const text = networkDetails instanceof XMLHttpRequest ? networkDetails.responseText : '';
      this.#variants = parseLadder(text, url);
      if (this.#variants.length > 0) this.#listener.onVariants(this.#variants);
    });
    hls.on(Events.MANIFEST_PARSED, () => {
      if (this.#choice !== 'auto') this.#applyChoice();
    });
    hls.on(Events.LEVEL_SWITCHED, (_, { level }) => this.#listener.onCurrent(this.#idOf(hls.levels[level])));
    hls.on(Events.FRAG_BUFFERED, () => this.#listener.onMedia());
    hls.on(Events.BUFFER_APPENDED, this.#showFirstPicture);
    hls.on(Events.FRAG_LOADED, (_, { frag, part }) => this.#weigh(frag, part));
    hls.on(Events.LEVEL_LOADED, (_, { details }) => {
      if (!details.live) this.#listener.onEnd();
    });
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
  }

  /**
   * hls.js stops blocking reloads once an answer brought nothing new, and then asks every other second. While the encoder is away
   * every question is made a blocking one, so that its first part arrives here the moment it exists.
   */
  #holdReload(xhr: XMLHttpRequest, url: string): void {
    const details = this.#hls.latestLevelDetails;
    const held = details?.canBlockReload && details.live ? blockingUrl(url, details) : null;
    if (held !== null) xhr.open('GET', held, true);
  }

  /** hls.js would first load all the parts that there are; the first one is enough to begin. */
  readonly #showFirstPicture = (): void => {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0) return;
    this.#hls.off(Events.BUFFER_APPENDED, this.#showFirstPicture);
    if (currentTime < buffered.start(0)) this.#video.currentTime = buffered.start(0);
  };

  #weigh(frag: Fragment, part: Part | null): void {
    if (!part || this.#choice !== 'auto') return;
    const { loading, loaded } = part.stats;
    const transfer = {
      bytes: loaded,
      transferMs: loading.end - loading.start,
      durationMs: part.duration * 1000,
      atMs: loading.end,
    };
    const bitrates = this.#hls.levels.map((level) => level.averageBitrate);
    const cap = this.#line.take(transfer, frag.level, bitrates) ?? -1;
    if (cap !== this.#hls.autoLevelCapping) this.#hls.autoLevelCapping = cap;
    // hls.js would first load the rest of the segment.
    if (cap >= 0 && frag.level > cap) frag.abortRequests();
  }

  #idOf(level: Level | undefined): string {
    return level ? variantId(level.uri) : '';
  }

  /** Moves to what the viewer chose, where the next segment begins; at once where there is nothing to disturb yet. */
  #applyChoice(): void {
    this.#cancelChange?.();
    const { levels, loadLevel } = this.#hls;
    const index = levels.findIndex((level) => this.#idOf(level) === this.#choice);
    if (this.#hls.manualLevel === index) return;
    const playing = levels[loadLevel]?.details !== undefined && this.#video.readyState >= 2;
    if (index < 0 || !playing || index === loadLevel || atSegmentEnd(this.#mark, levels[loadLevel]?.details)) {
      this.#hls.loadLevel = index;
      return;
    }
    const onLoaded = () => {
      if (atSegmentEnd(this.#mark, levels[loadLevel]?.details)) change();
    };
    const patience = window.setTimeout(() => change(), longestSegmentMs);
    const cancel = () => {
      window.clearTimeout(patience);
      this.#hls.off(Events.FRAG_BUFFERED, onLoaded);
      this.#cancelChange = null;
    };
    const change = () => {
      cancel();
      this.#hls.loadLevel = index;
    };
    this.#hls.on(Events.FRAG_BUFFERED, onLoaded);
    this.#cancelChange = cancel;
  }

  #onError(data: ErrorData): void {
    if (data.details === ErrorDetails.BUFFER_STALLED_ERROR) this.#listener.onStall();
    const attempts = data.errorAction?.retryCount ?? 0;
    const hopeless = data.details === ErrorDetails.LEVEL_LOAD_ERROR && attempts >= patientErrors;
    if (!data.fatal && !hopeless) return this.#keepChoice();
    const detail = `${data.details}${data.response?.code ? ` (${data.response.code})` : ''}`;
    if (data.type === ErrorTypes.NETWORK_ERROR) return this.#listener.onFailure({ kind: 'network', detail });
    if (incompatible.includes(data.details)) return this.#listener.onFailure({ kind: 'codec', detail });
    const nowMs = performance.now();
    if (data.type === ErrorTypes.MEDIA_ERROR && nowMs - this.#mediaRecoveredAtMs > mediaRecoverySpacingMs) {
      this.#mediaRecoveredAtMs = nowMs;
      this.#hls.recoverMediaError();
      return;
    }
    this.#listener.onFailure({ kind: 'media', detail });
  }

  /** hls.js gives up a chosen rendition that fails and adapts; the viewer's wish is tried again later. */
  #keepChoice(): void {
    if (this.#choice === 'auto' || !this.#hls.autoLevelEnabled) return;
    window.clearTimeout(this.#retryChoice);
    this.#retryChoice = window.setTimeout(() => this.#applyChoice(), choiceRetryMs);
  }
}
