import { computed, signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import { readNumber, type Memory } from '../../shared/memory.ts';
import type { Channel } from '../channel.ts';
import type { Engine, EngineListener, EngineNeeds } from './engine.ts';
import { parseLadder } from './ladder.ts';
import { playbackRate, stallMemoryMs, targetLatencySeconds } from './pace.ts';
import type { QualityChoice, Variant } from './qualities.ts';
import { supervise, type Action, type Facts, type Failure, type PlayerState } from './supervisor.ts';

export interface PlayerNeeds {
  readonly clock: BrowserClock;
  readonly memory: Memory;
  readonly channel: Channel;
  readonly playlistUrl: string;
  /** Brings the engine's code, which is loaded apart from the page; null when this browser cannot play the stream at all. */
  readonly fetch: typeof fetch;
  readonly openEngine: (needs: EngineNeeds) => Promise<Engine | null>;
}

const tickMs = 200;
const answerTimeoutMs = 5000;
const longestStepSeconds = 2;
/** Playback that has only just begun fills its buffer by stalling: no sign of a bad connection. */
const settledAfterMs = 4000;
/** A viewer who pauses for longer does not need what is loaded meanwhile. */
const suspendAfterMs = 60_000;
/** A viewer who fell this far behind without wanting to is brought back. */
const driftSeconds = 6;

/** The player: one video element, one engine at a time, and every 200 ms a fresh look at whether all is well. */
export class Player {
  readonly state = signal<PlayerState>('connecting');
  readonly paused = signal(false);
  readonly muted = signal(false);
  readonly volume = signal(1);
  /** The browser refused to play with sound: the viewer has to ask for it. */
  readonly soundBlocked = signal(false);
  readonly variants = signal<readonly Variant[]>([]);
  readonly choice = signal<QualityChoice>('auto');
  /** Id of the rendition on screen; empty before the first picture. */
  readonly current = signal('');
  readonly latencySeconds = signal<number | null>(null);
  /** The same, renewed once a second, for eyes. */
  readonly shownLatencySeconds = signal<number | null>(null);
  /** At the distance behind live that the stream is meant to have. */
  readonly atLive = signal(true);
  readonly hasPicture = signal(false);
  /** The last picture is kept on a canvas while the engine is replaced. */
  readonly hasStill = signal(false);
  /** The viewer listens only: there is nothing to see. */
  readonly listening = computed(() => this.#listeningTo() !== null);
  readonly failure = signal<Failure | null>(null);
  readonly engineName = signal('');
  readonly recoveries = signal(0);
  readonly #needs: PlayerNeeds;
  #video: HTMLVideoElement | null = null;
  #still: HTMLCanvasElement | null = null;
  #shownAtMs = 0;
  #engine: Engine | null = null;
  #engineState: Facts['engine'] = 'none';
  #engineRun = 0;
  #supported = true;
  #engineSinceMs = 0;
  #everPlayed = false;
  #hasPlayed = false;
  #playedSinceMs = 0;
  #ended = false;
  #playheadSeconds = -1;
  #progressAtMs = 0;
  #mediaAtMs = 0;
  #lastActionAtMs = Number.NEGATIVE_INFINITY;
  #attempts = 0;
  #pausedAtMs: number | null = null;
  #suspended = false;
  #following = true;
  #stallTimesMs: readonly number[] = [];
  readonly #chance: number;

  constructor(needs: PlayerNeeds) {
    this.#needs = needs;
    this.#chance = needs.clock.random();
    this.volume.value = readNumber(needs.memory, 'volume', { min: 0, max: 1, fallback: 1 });
    this.muted.value = needs.memory.read('muted') === 'yes';
    const { phase } = needs.channel.status.peek();
    this.state.value = phase === 'live' ? 'connecting' : phase;
  }

  /** Takes charge of the video element, and of a canvas for its last picture; returns what lets go of them. */
  attach(video: HTMLVideoElement, still: HTMLCanvasElement): () => void {
    this.#video = video;
    this.#still = still;
    video.volume = this.volume.peek();
    video.muted = this.muted.peek();
    const listening = new AbortController();
    const { signal } = listening;
    video.addEventListener('timeupdate', () => this.#noticeProgress(), { signal });
    video.addEventListener('ended', () => (this.#ended = true), { signal });
    video.addEventListener('pause', () => this.#notePaused(), { signal });
    video.addEventListener('play', () => this.#notePlaying(), { signal });
    video.addEventListener('loadeddata', () => this.#notePicture(true), { signal });
    video.addEventListener('emptied', () => this.#notePicture(false), { signal });
    const stopTicking = this.#needs.clock.every(tickMs, () => this.tick());
    this.tick();
    return () => {
      stopTicking();
      listening.abort();
      this.#video = null;
      this.#stopEngine();
    };
  }

  /** Looks at everything once and acts on it; called every 200 ms and after each event that matters. */
  tick(): void {
    const video = this.#video;
    if (!video) return;
    this.#noticeProgress();
    const decision = supervise(this.#facts(video));
    this.#needs.channel.setUrgent(decision.urgent);
    if (this.state.value !== decision.state) this.state.value = decision.state;
    this.#act(decision.action);
    this.#keepPace(video);
    this.#suspendLongPause();
  }

  togglePlay(): void {
    if (this.#video?.paused) this.play();
    else this.pause();
  }

  pause(): void {
    this.#video?.pause();
  }

  play(): void {
    if (this.#suspended) {
      this.#suspended = false;
      this.#engine?.resume();
      this.jumpToLive();
    }
    void this.#video?.play().catch(() => undefined);
  }

  jumpToLive(): void {
    this.#following = true;
    const position = this.#engine?.position();
    this.#engine?.jumpToLive(position ? this.#targetSeconds(position.holdBackSeconds) : 1.5);
    if (this.#video?.paused) this.play();
  }

  seekBy(seconds: number): void {
    this.#following = seconds > 0;
    this.#engine?.seekBy(seconds);
  }

  setVolume(volume: number): void {
    const bounded = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
    this.volume.value = bounded;
    this.#needs.memory.write('volume', String(bounded));
    if (this.#video) this.#video.volume = bounded;
    this.setMuted(bounded === 0);
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    this.soundBlocked.value = false;
    this.#needs.memory.write('muted', muted ? 'yes' : 'no');
    if (!muted && this.volume.peek() === 0) this.volume.value = 0.5;
    if (!this.#video) return;
    this.#video.volume = this.volume.peek();
    this.#video.muted = muted;
  }

  choose(choice: QualityChoice): void {
    this.choice.value = choice;
    if (this.#engine?.knows(choice) === false) this.#startEngine();
    else this.#engine?.choose(choice);
  }

  /** Reads anew which renditions there are: they come and go with the server's strength. */
  async refreshVariants(): Promise<void> {
    const run = this.#engineRun;
    const { playlistUrl } = this.#needs;
    try {
      const signal = AbortSignal.timeout(answerTimeoutMs);
      const response = await this.#needs.fetch(playlistUrl, { cache: 'no-store', signal });
      const variants = response.ok ? parseLadder(await response.text(), new URL(playlistUrl, location.href).href) : [];
      if (run === this.#engineRun && variants.length > 0) this.variants.value = variants;
    } catch {
      // What was known stays.
    }
  }

  /** Starts over at once because the viewer asked. */
  retry(): void {
    this.#attempts = 0;
    this.#needs.channel.askNow();
    this.#startEngine();
  }

  /** Keeps the measured bandwidth for the next visit. */
  rememberBandwidth(): void {
    const bandwidth = this.#hasPlayed ? (this.#engine?.bandwidth() ?? null) : null;
    if (bandwidth !== null) this.#needs.memory.write('bandwidth', String(bandwidth));
  }

  #listeningTo(): Variant | null {
    const variants = this.variants.value;
    const chosen = variants.find((variant) => variant.id === this.choice.value);
    return chosen && !chosen.hasVideo && variants.some((variant) => variant.hasVideo) ? chosen : null;
  }

  #facts(video: HTMLVideoElement): Facts {
    const { channel, clock } = this.#needs;
    return {
      nowMs: clock.monotonicMs(),
      supported: this.#supported,
      phase: channel.status.peek().phase,
      phaseSinceMs: channel.phaseSinceMs,
      reachable: channel.reachable.peek(),
      engine: this.#engineState,
      engineSinceMs: this.#engineSinceMs,
      everPlayed: this.#everPlayed,
      hasPlayed: this.#hasPlayed,
      pausedByViewer: this.#pausedAtMs !== null,
      ended: this.#ended,
      progressAtMs: this.#progressAtMs,
      mediaAtMs: this.#mediaAtMs,
      bufferedAheadSeconds: bufferedAhead(video),
      lastActionAtMs: this.#lastActionAtMs,
      attempts: this.#attempts,
      failure: this.failure.peek(),
      chance: this.#chance,
    };
  }

  #act(action: Action): void {
    if (action === 'none') return;
    this.#lastActionAtMs = this.#needs.clock.monotonicMs();
    if (action === 'stop') return this.#stopEngine();
    if (action === 'start') return this.#startEngine();
    this.recoveries.value += 1;
    if (action === 'jump') return this.jumpToLive();
    this.#attempts += 1;
    this.#startEngine();
  }

  #startEngine(): void {
    const video = this.#video;
    if (!video) return;
    this.#closeEngine();
    const nowMs = this.#needs.clock.monotonicMs();
    this.#engineState = 'running';
    this.#engineSinceMs = nowMs;
    this.#following = true;
    const run = this.#engineRun;
    const needs = {
      video,
      // Audio only is a playlist of its own: hls.js drops such renditions where there are pictures.
      playlistUrl: this.#listeningTo()?.url ?? this.#needs.playlistUrl,
      choice: this.choice.peek(),
      bandwidth: this.#rememberedBandwidth(),
      listener: this.#listenerOf(run),
    };
    this.#needs.openEngine(needs).then(
      (engine) => this.#adopt(engine, run),
      (cause: unknown) => this.#listenerOf(run).onFailure({ kind: 'network', detail: `player code: ${String(cause)}` }),
    );
  }

  #adopt(engine: Engine | null, run: number): void {
    if (run !== this.#engineRun) return engine?.destroy();
    this.#engine = engine;
    this.#supported = engine !== null;
    this.engineName.value = engine?.name ?? '';
    if (engine) void this.#playAtBest();
    this.tick();
  }

  /** With sound if the browser lets us, else silently with a button that asks for sound. */
  async #playAtBest(): Promise<void> {
    const video = this.#video;
    if (!video || this.#pausedAtMs !== null) return;
    try {
      await video.play();
    } catch (cause) {
      const refused = cause instanceof DOMException && cause.name === 'NotAllowedError';
      if (!refused || video.muted) return;
      video.muted = true;
      this.muted.value = true;
      this.soundBlocked.value = true;
      await video.play().catch(() => undefined);
    }
  }

  #listenerOf(run: number): EngineListener {
    const current = (act: () => void) => () => {
      if (run === this.#engineRun) act();
    };
    return {
      onVariants: (variants) => current(() => (this.variants.value = variants))(),
      onCurrent: (id) => current(() => (this.current.value = id))(),
      onMedia: current(() => (this.#mediaAtMs = this.#needs.clock.monotonicMs())),
      onStall: current(() => this.#noteStall()),
      onEnd: current(() => this.#needs.channel.askNow()),
      onFailure: (failure) => current(() => this.#noteFailure(failure))(),
    };
  }

  #noteFailure(failure: Omit<Failure, 'atMs'>): void {
    this.failure.value = { ...failure, atMs: this.#needs.clock.monotonicMs() };
    this.#engineState = 'failed';
    this.tick();
  }

  #noteStall(): void {
    const nowMs = this.#needs.clock.monotonicMs();
    // An encoder that went away says nothing of the viewer's connection.
    if (this.#needs.channel.status.peek().phase !== 'live' || nowMs - this.#mediaAtMs > 3000) return;
    if (!this.#hasPlayed || nowMs - this.#playedSinceMs < settledAfterMs) return;
    this.#stallTimesMs = [...this.#stallTimesMs.filter((atMs) => nowMs - atMs < stallMemoryMs), nowMs];
  }

  #noticeProgress(): void {
    const video = this.#video;
    if (!video || this.#engineState !== 'running' || video.seeking) return;
    const playhead = video.currentTime;
    if (playhead === this.#playheadSeconds) return;
    const stepSeconds = playhead - this.#playheadSeconds;
    // The leap to the live edge before the first picture is a seek, not playback.
    const leap = !this.#hasPlayed && stepSeconds > longestStepSeconds;
    const moved = this.#playheadSeconds >= 0 && stepSeconds > 0 && !leap && video.readyState >= 2;
    this.#playheadSeconds = playhead;
    if (!moved || video.paused) return;
    this.#progressAtMs = this.#needs.clock.monotonicMs();
    if (this.#hasPlayed) return;
    this.#hasPlayed = true;
    this.#playedSinceMs = this.#progressAtMs;
    this.#everPlayed = true;
    this.failure.value = null;
    this.tick();
  }

  #notePicture(has: boolean): void {
    this.hasPicture.value = has;
    if (has) this.hasStill.value = false;
  }

  #notePaused(): void {
    const video = this.#video;
    this.paused.value = true;
    // The end of the stream and a change of engine pause the element too.
    const byViewer = this.#engineState === 'running' && this.#hasPlayed && video !== null && !video.ended;
    if (byViewer) this.#pausedAtMs = this.#needs.clock.monotonicMs();
    this.tick();
  }

  #notePlaying(): void {
    this.paused.value = false;
    const nowMs = this.#needs.clock.monotonicMs();
    if (this.#pausedAtMs !== null && nowMs - this.#pausedAtMs > 3000) this.#following = false;
    this.#pausedAtMs = null;
    this.#progressAtMs = nowMs;
    this.tick();
  }

  #suspendLongPause(): void {
    const pausedForMs = this.#pausedAtMs === null ? 0 : this.#needs.clock.monotonicMs() - this.#pausedAtMs;
    if (pausedForMs < suspendAfterMs || this.#suspended) return;
    this.#suspended = true;
    this.#engine?.suspend();
  }

  #targetSeconds(holdBackSeconds: number): number {
    return targetLatencySeconds(holdBackSeconds, this.#stallTimesMs, this.#needs.clock.monotonicMs());
  }

  #keepPace(video: HTMLVideoElement): void {
    const position = this.#hasPlayed ? (this.#engine?.position() ?? null) : null;
    this.latencySeconds.value = position && Math.round(position.latencySeconds * 100) / 100;
    this.#showLatency();
    if (!position || this.state.value !== 'playing') return;
    this.#attempts = this.#needs.clock.monotonicMs() - this.#engineSinceMs > 10_000 ? 0 : this.#attempts;
    const targetSeconds = this.#targetSeconds(position.holdBackSeconds);
    const excessSeconds = position.latencySeconds - targetSeconds;
    this.atLive.value = excessSeconds < 2;
    if (this.#following && excessSeconds > driftSeconds && this.#engine?.name === 'hls.js') return this.jumpToLive();
    const rate = playbackRate({
      latencySeconds: position.latencySeconds,
      targetSeconds,
      bufferedAheadSeconds: bufferedAhead(video),
      chaseSeconds: this.#following ? driftSeconds : 2,
    });
    if (this.#engine?.name === 'hls.js' && video.playbackRate !== rate) video.playbackRate = rate;
  }

  #showLatency(): void {
    const nowMs = this.#needs.clock.monotonicMs();
    if (nowMs - this.#shownAtMs < 1000 && this.shownLatencySeconds.peek() !== null) return;
    this.#shownAtMs = nowMs;
    const seconds = this.latencySeconds.peek();
    this.shownLatencySeconds.value = seconds === null ? null : Math.round(seconds * 10) / 10;
  }

  #rememberedBandwidth(): number | null {
    const range = { min: 100_000, max: 100_000_000, fallback: 0 };
    return readNumber(this.#needs.memory, 'bandwidth', range) || null;
  }

  /** Lets go of the engine and of all that was known about its playback. */
  #closeEngine(): void {
    this.rememberBandwidth();
    if (this.#hasPlayed) this.#keepStill();
    this.#engineRun += 1;
    this.#engine?.destroy();
    this.#engine = null;
    this.#hasPlayed = false;
    this.#ended = false;
    this.#suspended = false;
    this.#playheadSeconds = -1;
    this.#mediaAtMs = 0;
  }

  #keepStill(): void {
    const video = this.#video;
    const context = this.#still?.getContext('2d');
    if (!video || !context || video.videoWidth === 0) return;
    context.canvas.width = video.videoWidth;
    context.canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    this.hasStill.value = true;
  }

  #stopEngine(): void {
    this.#closeEngine();
    this.hasStill.value = false;
    this.#everPlayed = false;
    this.#engineState = 'none';
    this.#attempts = 0;
    this.#pausedAtMs = null;
    this.hasPicture.value = false;
    this.latencySeconds.value = null;
    this.failure.value = null;
    this.current.value = '';
    this.variants.value = [];
    this.engineName.value = '';
    this.tick();
  }
}

/** Seconds of media in the buffer ahead of the playhead. */
function bufferedAhead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index++) {
    if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) > currentTime) {
      return buffered.end(index) - currentTime;
    }
  }
  return 0;
}
