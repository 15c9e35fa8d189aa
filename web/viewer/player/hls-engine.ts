import {
  ErrorDetails,
  ErrorTypes,
  Events,
  Hls,
  type ErrorData,
  type Fragment,
  type Level,
  type LevelDetails,
  type Part,
} from './hls-js.ts';
import type { Engine, EngineListener, EngineNeeds, LivePosition } from './engine.ts';
import { hlsSettings, patientErrors } from './hls-settings.ts';
import { beginRunsAfresh } from './fresh-runs.ts';
import { blockingUrl } from './blocking-url.ts';
import { bufferedAhead } from './buffered-ahead.ts';
import { canDecode } from './decoders.ts';
import { listedFragments } from './listed-fragments.ts';
import { anyRun, beginOfRun, behindOf, liveAt, oldestBehind, secondsAt, wallMsAt } from './live-window.ts';
import { parseLadder, playableOf } from './ladder.ts';
import { shorterLists } from './shorter-lists.ts';
import { stepFrom } from './seek-step.ts';
import { endOfSlate } from './slate-end.ts';
import { LineWatch } from './line-watch.ts';
import { TrackWatch } from './track-watch.ts';
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
/** Who is further behind than this watches it on purpose. */
const mostOfSlateSeconds = 6;
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
  readonly #mark: LoadMark;
  readonly #tracks: TrackWatch;
  #isSuspended = false;
  #cancelChange: (() => void) | null = null;
  #retryChoice: number | undefined;
  #mediaRecoveredAtMs = Number.NEGATIVE_INFINITY;
  #transferMs: number | null = null;
  /** The first run whose tracks are those that this engine plays: it has no buffers for others. Null before there is media. */
  #firstRun: number | null = null;
  /** Discontinuity of what was loaded last. */
  #loadedRun: number | null = null;
  /** Discontinuity at which a slate was left. */
  #leftSlate = -1;

  constructor({ video, playlistUrl, choice, skipsOlderTracks, bandwidth, listener }: EngineNeeds) {
    this.#video = video;
    this.#listener = listener;
    this.#choice = choice;
    this.#mark = { seconds: 0, gone: new Set(), skipsOlderRuns: skipsOlderTracks };
    this.#hls = new Hls({
      ...hlsSettings(bandwidth),
      ...steadyControllers(this.#mark),
      xhrSetup: (xhr, url) => this.#holdReload(xhr, url),
      pLoader: shorterLists(),
    });
    this.#tracks = new TrackWatch({ hls: this.#hls, video, onPlayedOut: () => listener.onOtherTracks() });
    this.#listen();
    this.#hls.loadSource(playlistUrl);
    this.#hls.attachMedia(video);
  }

  position(): LivePosition | null {
    const details = this.#hls.latestLevelDetails;
    if (!details?.live) return null;
    return {
      latencySeconds: behindOf(details, this.#video.currentTime, this.#isSuspended),
      holdBackSeconds: details.partHoldBack || details.holdBack || 3 * details.targetduration,
      oldestSeconds: oldestBehind(details, this.#firstRun ?? anyRun),
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

  keepOnly(variants: readonly Variant[]): void {
    const kept = new Set(variants.map(({ id }) => id));
    const { levels } = this.#hls;
    if (!levels.some((level) => kept.has(this.#idOf(level)))) return;
    // Removing a level would give the others new numbers, which answers that are on their way do not know.
    for (const level of levels) {
      if (kept.has(this.#idOf(level))) {
        // What failed may have been of a codec that the encoder does not send any more.
        this.#mark.gone.delete(level.uri);
        level.loadError = level.fragmentError = 0;
      } else {
        this.#mark.gone.add(level.uri);
        level.loadError += 1;
        level.loadErrorTime = Infinity;
      }
    }
  }

  jumpToLive(targetSeconds: number): void {
    const details = this.#hls.latestLevelDetails;
    if (!details) return;
    const newest = details.edge - (details.partTarget || 1) / 2;
    this.#video.currentTime = Math.max(details.fragmentStart, Math.min(newest, liveAt(details) - targetSeconds));
  }

  seekBy(seconds: number): boolean {
    const details = this.#hls.latestLevelDetails;
    if (!details) return false;
    const { toSeconds, reachesLive } = stepFrom(this.#video.currentTime, seconds, {
      earliestSeconds: Math.max(details.fragmentStart + 0.5, beginOfRun(details, this.#firstRun ?? anyRun)),
      liveSeconds: this.#hls.liveSyncPosition ?? details.edge,
    });
    if (reachesLive) this.jumpToLive(details.partHoldBack || details.holdBack);
    else this.#video.currentTime = toSeconds;
    return reachesLive;
  }

  seekTo(behindSeconds: number): void {
    const details = this.#hls.latestLevelDetails;
    if (details) this.#video.currentTime = secondsAt(details, behindSeconds, this.#firstRun ?? anyRun);
  }

  wallMsAt(behindSeconds: number): number | null {
    const details = this.#hls.latestLevelDetails;
    return details && wallMsAt(details, behindSeconds, this.#firstRun ?? anyRun);
  }

  suspend(): void {
    this.#isSuspended = true;
    this.#hls.stopLoad();
  }

  resume(): void {
    this.#isSuspended = false;
    this.#hls.startLoad(-1);
  }

  bandwidth(): number | null {
    const bitsPerSecond = this.#line.bitsPerSecond ?? this.#hls.bandwidthEstimate;
    return Number.isFinite(bitsPerSecond) && bitsPerSecond > 0 ? Math.round(bitsPerSecond) : null;
  }

  transferMs(): number | null {
    return this.#transferMs;
  }

  destroy(): void {
    window.clearTimeout(this.#retryChoice);
    this.#cancelChange?.();
    this.#tracks.stop();
    this.#hls.destroy();
  }

  #listen(): void {
    const hls = this.#hls;
    hls.on(Events.MANIFEST_LOADED, (_, { url, networkDetails }) => {
      // hls.js drops what it will not play by itself, such as audio only: the playlist is read as it was written.
      const text = networkDetails instanceof XMLHttpRequest ? networkDetails.responseText : '';
      this.#variants = playableOf(parseLadder(text, url), canDecode);
      if (this.#variants.length > 0) this.#listener.onVariants(this.#variants);
    });
    hls.on(Events.BUFFER_CREATED, (_, { tracks }) => {
      for (const { buffer } of Object.values(tracks)) if (buffer) beginRunsAfresh(buffer as SourceBuffer);
    });
    hls.on(Events.MANIFEST_PARSED, () => {
      // hls.js keeps to the codecs that it began with; the smaller renditions may be in others than the source.
      // Nor does it go up to one with fewer pictures a second, which a source that came unevenly seems to have.
      const [first] = hls.levels;
      for (const level of hls.levels) {
        Object.assign(level, { codecSet: first?.codecSet, frameRate: first?.frameRate });
      }
      if (this.#choice !== 'auto') this.#applyChoice();
    });
    hls.on(Events.LEVEL_SWITCHED, (_, { level }) => this.#listener.onCurrent(this.#idOf(hls.levels[level])));
    hls.on(Events.FRAG_BUFFERED, (_, { frag }) => {
      this.#listener.onMedia();
      this.#firstRun ??= this.#mark.skipsOlderRuns ? frag.cc : anyRun;
      if (this.#loadedRun !== null && frag.cc !== this.#loadedRun) this.#listener.onBreak();
      this.#loadedRun = frag.cc;
      this.#leaveSlate(frag);
    });
    hls.on(Events.BUFFER_APPENDED, this.#showFirstPicture);
    hls.on(Events.FRAG_LOADED, (_, { frag, part }) => {
      const { loading } = (part ?? frag).stats;
      this.#transferMs = loading.end - loading.start;
      this.#weigh(frag, part);
    });
    hls.on(Events.LEVEL_LOADED, (_, { details }) => {
      if (!details.live) this.#listener.onEnd();
    });
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => this.#skipSlate(details));
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

  /** Once for each slate, and only forwards: who has gone back in time stays there. */
  #leaveSlate(frag: Fragment): void {
    const details = this.#hls.latestLevelDetails;
    const atSeconds = details && endOfSlate(listedFragments(details), frag);
    if (atSeconds === null || frag.cc === this.#leftSlate) return;
    this.#leftSlate = frag.cc;
    const aheadSeconds = atSeconds - this.#video.currentTime;
    if (aheadSeconds > 0 && aheadSeconds < mostOfSlateSeconds) this.#video.currentTime = atSeconds;
  }

  /** What has not been loaded of a slate that is over need not be: a player that has fallen behind would see it to its end. */
  #skipSlate(details: LevelDetails): void {
    const newest = details.partList?.at(-1)?.fragment;
    const endSeconds = newest && endOfSlate(listedFragments(details), newest);
    const loadedSeconds = this.#video.currentTime + bufferedAhead(this.#video);
    if (newest && endSeconds && endSeconds - loadedSeconds > details.partTarget) this.#leaveSlate(newest);
  }

  /** hls.js would first load all the parts that there are, and only then tell of which rendition they are; the first one is enough to begin. */
  readonly #showFirstPicture = (): void => {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0) return;
    this.#hls.off(Events.BUFFER_APPENDED, this.#showFirstPicture);
    if (currentTime < buffered.start(0)) this.#video.currentTime = buffered.start(0);
    this.#listener.onCurrent(this.#idOf(this.#hls.levels[this.#hls.loadLevel]));
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
    const current = levels[loadLevel];
    const isThere = current?.details !== undefined && !this.#mark.gone.has(current.uri);
    const playing = isThere && this.#video.readyState >= 2;
    if (index < 0 || !playing || index === loadLevel || atSegmentEnd(this.#mark, current.details)) {
      this.#hls.loadLevel = index;
      return;
    }
    const onLoaded = () => {
      if (atSegmentEnd(this.#mark, current.details)) change();
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
    if (this.#tracks.haveChanged) return;
    if (data.details === ErrorDetails.BUFFER_STALLED_ERROR) this.#listener.onStall();
    if (data.details === ErrorDetails.LEVEL_LOAD_ERROR && data.response?.code === 404) this.#listener.onMissing();
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
