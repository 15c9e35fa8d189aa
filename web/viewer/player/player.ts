import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import { readNumber, type Memory } from '../../shared/memory.ts';
import type { Channel } from '../channel.ts';
import type { Engine, EngineListener, EngineNeeds } from './engine.ts';
import type { Autoplay } from './autoplay.ts';
import { bufferedAhead } from './buffered-ahead.ts';
import { canDecode } from './decoders.ts';
import { hasDecodable, parseLadder, playableOf } from './ladder.ts';
import { Loudness } from './loudness.ts';
import { Pacer } from './pacer.ts';
import { Playhead } from './playhead.ts';
import { nearestQuality } from './nearest-quality.ts';
import type { QualityChoice, Variant } from './qualities.ts';
import { supervise, type Action, type Facts, type Failure, type PlayerState } from './supervisor.ts';
import { shouldWake } from './waking.ts';

export interface PlayerNeeds {
  readonly clock: BrowserClock;
  readonly memory: Memory;
  readonly channel: Pick<Channel, 'status' | 'reachable' | 'phaseSinceMs' | 'answeredAtMs' | 'setUrgent' | 'askNow'>;
  /** Absolute address of the multivariant playlist. */
  readonly playlistUrl: string;
  readonly fetch: typeof fetch;
  /** Brings the engine's code, which is loaded apart from the page; null when this browser cannot play the stream at all. */
  readonly openEngine: (needs: EngineNeeds) => Promise<Engine | null>;
  /** When the picture starts by itself; always unless told. */
  readonly autoplay?: Autoplay;
  /** The viewer is asked first whether to see it, once a browser. */
  readonly isForAdults?: boolean;
  /** Silent at first. */
  readonly initiallyMuted?: boolean;
}

const tickMs = 200;
const answerTimeoutMs = 5000;
/** Playback that has only just begun fills its buffer by stalling: no sign of a bad connection. */
const settledAfterMs = 4000;
/** Media that came so lately shows that the server sends: a stall is then the connection's fault. */
const freshMediaMs = 3000;
/** A viewer who pauses for longer does not need what is loaded meanwhile. */
const suspendAfterMs = 60_000;
/** A viewer who paused for longer than this wants to go on where they were. */
const deliberatePauseMs = 3000;
/** Where nothing could be decoded: smaller renditions are made in a codec for everybody, and encoders change theirs. */
const lookForDecodableMs = 2000;
const provenAfterMs = 10_000;
const plausibleBandwidth = { min: 100_000, max: 100_000_000, fallback: 0 };

/** The player: one video element, one engine at a time, and every 200 ms a fresh look at whether all is well. */
export class Player {
  readonly state = signal<PlayerState>('connecting');
  readonly paused = signal(false);
  readonly variants = signal<readonly Variant[]>([]);
  /** What is shown of choice: what the viewer wished for, or what comes nearest to it in the ladder that there is. */
  readonly choice = signal<QualityChoice>('auto');
  /** Id of the rendition on screen; empty before the first picture. */
  readonly current = signal('');
  readonly hasPicture = signal(false);
  /** The last picture is kept on a canvas while the engine is replaced. */
  readonly hasStill = signal(false);
  /** The viewer listens only: there is nothing to see. */
  readonly listening = computed(() => {
    const variants = this.variants.value;
    const { phase, isAudioOnly } = this.#needs.channel.status.value;
    if (variants.length === 0) return isAudioOnly && phase !== 'offline';
    return this.#listeningTo() !== null || !variants.some((variant) => variant.hasVideo);
  });
  readonly failure = signal<Failure | null>(null);
  readonly engineName = signal('');
  readonly recoveries = signal(0);
  readonly loudness: Loudness;
  readonly pacer = new Pacer();
  readonly #needs: PlayerNeeds;
  readonly #needsConsent = signal(false);
  readonly #chance: number;
  #video: HTMLVideoElement | null = null;
  #still: HTMLCanvasElement | null = null;
  #engine: Engine | null = null;
  #engineState: Facts['engine'] = 'none';
  /** Counts engines, so that what an old one still says is not heard. */
  #engineRun = 0;
  #engineSinceMs = 0;
  #isChange = false;
  /** When the broadcast began that was on air when the engine was started. */
  #broadcastAtMs: number | null = null;
  #supported = true;
  /** The rendition that the viewer chose, as it was then; null for Auto. */
  #wish: Variant | null = null;
  /** The picture may start: by itself, or since the viewer asked. */
  #wanted: boolean;
  /** The viewer asked for the picture, so that silence is better than none. */
  #asked = false;
  #everPlayed = false;
  #ended = false;
  /** Paused for so long that nothing is loaded: nobody knows what there is ahead, until it was asked for. */
  #suspended = false;
  #playhead = new Playhead();
  #mediaAtMs = 0;
  #playlistAtMs = 0;
  #lastActionAtMs = Number.NEGATIVE_INFINITY;
  #wokenAtMs = Number.NEGATIVE_INFINITY;
  #attempts = 0;
  #hasDecodable = false;
  #decodableAskedAtMs = 0;
  #pausedAtMs: number | null = null;

  constructor(needs: PlayerNeeds) {
    this.#needs = needs;
    this.#chance = needs.clock.random();
    this.loudness = new Loudness(needs.memory, { muted: needs.initiallyMuted === true });
    this.#needsConsent.value = needs.isForAdults === true && needs.memory.read('adult') !== 'yes';
    this.#wanted = needs.autoplay !== 'off' && !this.#needsConsent.peek();
    const { phase } = needs.channel.status.peek();
    this.state.value = phase === 'live' ? 'connecting' : phase;
  }

  /** The channel is not for everybody, and the viewer has not said yet that this is fine. */
  get needsConsent(): ReadonlySignal<boolean> {
    return this.#needsConsent;
  }

  /** Takes charge of the video element, and of a canvas for its last picture; returns what lets go of them. */
  attach(video: HTMLVideoElement, still: HTMLCanvasElement): () => void {
    this.#video = video;
    this.#still = still;
    this.loudness.attach(video);
    const listening = new AbortController();
    const { signal } = listening;
    video.addEventListener('timeupdate', () => this.#noticeProgress(video), { signal });
    video.addEventListener('ended', () => (this.#ended = true), { signal });
    video.addEventListener('pause', () => this.#notePaused(video), { signal });
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
    this.#noticeProgress(video);
    const decision = supervise(this.#facts(video));
    this.#needs.channel.setUrgent(decision.urgent);
    this.state.value = decision.state;
    this.#act(decision.action);
    this.#keepPace(video);
    this.#wake(video);
    this.#suspendLongPause();
    this.#lookForDecodable();
  }

  togglePlay(): void {
    if (this.#video?.paused) this.play();
    else this.pause();
  }

  /** As the viewer wishes, also before the first picture has moved. */
  pause(): void {
    if (this.#engine !== null && this.#video?.paused === false) this.#pausedAtMs = this.#nowMs();
    this.#video?.pause();
  }

  /** The viewer wants to see it: what waited for that begins. */
  begin(): void {
    if (this.#needsConsent.peek()) this.#needs.memory.write('adult', 'yes');
    this.#needsConsent.value = false;
    this.#wanted = true;
    this.#asked = true;
    this.tick();
  }

  play(): void {
    if (!this.#wanted) return this.begin();
    if (this.#suspended) return this.jumpToLive();
    void this.#video?.play().catch(() => undefined);
  }

  /** Goes to live and stays there, also out of a pause. After a long one that is where live was; once it is known where it is, the pacer goes on. */
  jumpToLive(): void {
    this.pacer.following = true;
    if (this.#suspended) this.#engine?.resume();
    this.#suspended = false;
    this.#endPause(this.#nowMs());
    const position = this.#engine?.position();
    if (position) this.#engine?.jumpToLive(this.pacer.targetSeconds(position, this.#nowMs()));
    if (this.#video?.paused) void this.#video.play().catch(() => undefined);
  }

  /** Goes back (negative) or forward within what the playlist still has, and stays behind unless that ends at live. */
  seekBy(seconds: number): void {
    if (this.#suspended && seconds > 0) return this.play();
    if (this.#engine) this.pacer.following = this.#engine.seekBy(seconds);
  }

  /** Goes to this distance behind live, as near as there is media; `Infinity` is as far back as can be. */
  seekTo(behindSeconds: number): void {
    const liveSeconds = this.pacer.reach.peek()?.liveSeconds ?? 0;
    if (this.#suspended) return this.play();
    if (behindSeconds <= liveSeconds) return this.jumpToLive();
    this.pacer.following = false;
    this.#engine?.seekTo(behindSeconds);
  }

  /** The server's wall clock, in milliseconds since 1970, when that was on air; null where it is not known. */
  wallMsAt(behindSeconds: number): number | null {
    return this.#suspended ? null : (this.#engine?.wallMsAt(behindSeconds) ?? null);
  }

  /** When the broadcast on air began, by the same clock. */
  get broadcastStartedAtMs(): number | null {
    return this.#needs.channel.status.value.startedAtMs;
  }

  /** Holds over changes of the ladder, and over broadcasts: whenever it is there again it is taken again. */
  choose(choice: QualityChoice): void {
    this.#wish = this.variants.peek().find(({ id }) => id === choice) ?? null;
    this.#take(choice);
  }

  #take(choice: QualityChoice): void {
    this.choice.value = choice;
    if (this.#engine?.knows(choice) === false) this.#startEngine({ isChange: true });
    else this.#engine?.choose(choice);
  }

  /** Reads anew which renditions there are: they come and go with the server's strength. */
  async refreshVariants(): Promise<void> {
    const run = this.#engineRun;
    const variants = playableOf(await this.#listVariants(), canDecode);
    if (run === this.#engineRun && variants.length > 0) this.variants.value = variants;
  }

  /** None where they cannot be had just now. */
  async #listVariants(): Promise<Variant[]> {
    const { playlistUrl } = this.#needs;
    try {
      const signal = AbortSignal.timeout(answerTimeoutMs);
      const response = await this.#needs.fetch(playlistUrl, { cache: 'no-store', signal });
      return response.ok ? parseLadder(await response.text(), playlistUrl) : [];
    } catch {
      return [];
    }
  }

  /** The server has changed which renditions there are: the menu follows, and the choice goes to what is nearest to the viewer's wish. */
  async followLadder(): Promise<void> {
    if (this.variants.peek().length === 0) return;
    await this.refreshVariants();
    const variants = this.variants.peek();
    if (variants.length === 0) return;
    this.#engine?.keepOnly(variants);
    const choice = this.#nearestTo(variants);
    if (choice !== this.choice.peek()) this.#take(choice);
    if (choice !== 'auto' || !this.#isWorthAnother(variants)) return;
    // What is still listed of the encoder before may be in a codec that the browser does not know.
    this.#startEngine({ skipsOlderTracks: true, isChange: true });
  }

  #nearestTo(variants: readonly Variant[]): QualityChoice {
    return (this.#wish && nearestQuality(this.#wish, variants)?.id) ?? 'auto';
  }

  #noteVariants(variants: readonly Variant[]): void {
    this.#playlistAtMs = this.#nowMs();
    this.variants.value = variants;
    const choice = this.#nearestTo(variants);
    // Who listened when the broadcast before ended is not shown the pictures of this one.
    if (choice !== this.choice.peek() || this.#listeningTo() !== null) this.#take(choice);
  }

  /** Starts over at once because the viewer asked. */
  retry(): void {
    this.#attempts = 0;
    this.#needs.channel.askNow();
    this.#startEngine();
  }

  /** Keeps the measured bandwidth for the next visit. */
  rememberBandwidth(): void {
    const bandwidth = this.#playhead.startedAtMs === null ? null : (this.#engine?.bandwidth() ?? null);
    if (bandwidth !== null) this.#needs.memory.write('bandwidth', String(bandwidth));
  }

  /** What the line gave of late; null where it is not known. */
  measure(): { readonly bitsPerSecond: number | null; readonly transferMs: number | null } {
    return { bitsPerSecond: this.#engine?.bandwidth() ?? null, transferMs: this.#engine?.transferMs() ?? null };
  }

  #nowMs(): number {
    return this.#needs.clock.monotonicMs();
  }

  #listeningTo(): Variant | null {
    const variants = this.variants.value;
    const chosen = variants.find((variant) => variant.id === this.choice.value);
    return chosen && !chosen.hasVideo && variants.some((variant) => variant.hasVideo) ? chosen : null;
  }

  #facts(video: HTMLVideoElement): Facts {
    const { channel } = this.#needs;
    const { phase, startedAtMs } = channel.status.peek();
    return {
      nowMs: this.#nowMs(),
      supported: this.#supported,
      wanted: this.#wanted,
      phase,
      phaseSinceMs: channel.phaseSinceMs,
      reachable: channel.reachable.peek(),
      engine: this.#engineState,
      engineSinceMs: this.#engineSinceMs,
      isChange: this.#isChange,
      heardAtMs: Math.max(channel.answeredAtMs, this.#playlistAtMs, this.#mediaAtMs),
      everPlayed: this.#everPlayed,
      hasPlayed: this.#playhead.startedAtMs !== null,
      pausedByViewer: this.#pausedAtMs !== null,
      ended: this.#ended,
      isLaterBroadcast: startedAtMs !== this.#broadcastAtMs,
      progressAtMs: this.#playhead.movedAtMs,
      mediaAtMs: this.#mediaAtMs,
      bufferedAheadSeconds: bufferedAhead(video),
      lastActionAtMs: this.#lastActionAtMs,
      attempts: this.#attempts,
      failure: this.failure.peek(),
      hasDecodable: this.#hasDecodable,
      chance: this.#chance,
    };
  }

  #act(action: Action): void {
    if (action === 'none') return;
    this.#lastActionAtMs = this.#nowMs();
    if (action === 'stop') return this.#stopEngine();
    if (action === 'start') return this.#startEngine({ isChange: true });
    this.recoveries.value += 1;
    if (action === 'jump') return this.jumpToLive();
    this.#attempts += 1;
    this.#startEngine();
  }

  #startEngine(wishes: { readonly skipsOlderTracks?: boolean; readonly isChange?: boolean } = {}): void {
    const video = this.#video;
    if (!video) return;
    this.#closeEngine();
    this.#engineState = 'running';
    this.#engineSinceMs = this.#nowMs();
    this.#isChange = wishes.isChange === true;
    this.#broadcastAtMs = this.#needs.channel.status.peek().startedAtMs;
    const run = this.#engineRun;
    const listener = this.#listenerOf(run);
    const needs: EngineNeeds = {
      video,
      // Audio only is a playlist of its own: hls.js drops such renditions where there are pictures.
      playlistUrl: this.#listeningTo()?.url ?? this.#needs.playlistUrl,
      skipsOlderTracks: wishes.skipsOlderTracks === true,
      choice: this.choice.peek(),
      bandwidth: readNumber(this.#needs.memory, 'bandwidth', plausibleBandwidth) || null,
      listener,
    };
    this.#needs.openEngine(needs).then(
      (engine) => this.#adopt(engine, run),
      (cause: unknown) => listener.onFailure({ kind: 'network', detail: `the player's code: ${String(cause)}` }),
    );
  }

  #adopt(engine: Engine | null, run: number): void {
    if (run !== this.#engineRun) return engine?.destroy();
    this.#engine = engine;
    this.#supported = engine !== null;
    this.engineName.value = engine?.name ?? '';
    if (engine && this.#pausedAtMs === null) void this.#startPlaying(run);
    this.tick();
  }

  async #startPlaying(run: number): Promise<void> {
    const soundOnly = this.#needs.autoplay === 'sound-only' && !this.#asked;
    if ((await this.loudness.start(soundOnly)) || run !== this.#engineRun) return;
    this.#wanted = false;
    this.tick();
  }

  #listenerOf(run: number): EngineListener {
    const heard = <Told extends unknown[]>(act: (...told: Told) => void) => {
      return (...told: Told) => void (run === this.#engineRun && act(...told));
    };
    return {
      onVariants: heard((variants) => this.#noteVariants(variants)),
      onCurrent: heard((id) => (this.current.value = id)),
      onMedia: heard(() => (this.#mediaAtMs = this.#nowMs())),
      onStall: heard(() => this.#noteStall()),
      onMissing: heard(() => this.#needs.channel.askNow()),
      onBreak: heard(() => this.#needs.channel.askNow()),
      onEnd: heard(() => this.#needs.channel.askNow()),
      onOtherTracks: heard(() => {
        this.#needs.channel.askNow();
        this.#startEngine({ skipsOlderTracks: true, isChange: true });
      }),
      onFailure: heard((failure) => {
        this.failure.value = { ...failure, atMs: this.#nowMs() };
        this.#engineState = 'failed';
        this.#hasDecodable = false;
        this.#decodableAskedAtMs = this.#nowMs();
        // It shows what it has in hand, but asks for nothing more.
        this.#engine?.suspend();
        this.tick();
      }),
    };
  }

  #lookForDecodable(): void {
    if (this.#engineState !== 'failed' || this.failure.peek()?.kind !== 'codec' || this.#hasDecodable) return;
    if (this.#nowMs() - this.#decodableAskedAtMs < lookForDecodableMs) return;
    this.#decodableAskedAtMs = this.#nowMs();
    const run = this.#engineRun;
    void this.#listVariants().then((listed) => {
      if (run === this.#engineRun) this.#hasDecodable = hasDecodable(listed, canDecode);
    });
  }

  #noteStall(): void {
    const nowMs = this.#nowMs();
    const startedAtMs = this.#playhead.startedAtMs;
    const settled = startedAtMs !== null && nowMs - startedAtMs >= settledAfterMs;
    // An encoder that went away says nothing of the viewer's connection.
    const sending = this.#needs.channel.status.peek().phase === 'live' && nowMs - this.#mediaAtMs <= freshMediaMs;
    if (!settled || !sending) return;
    this.pacer.noteStall(nowMs);
    // Renditions that came later are known to a fresh engine alone: worth its while where the line is too slow for the others.
    if (this.choice.peek() === 'auto' && this.variants.peek().some((variant) => this.#isNews(variant))) {
      this.#startEngine();
    }
  }

  /** It began when this browser could decode but a sound, or but what is made of the source: what came since is known to a fresh one alone. */
  #isWorthAnother(variants: readonly Variant[]): boolean {
    const best = variants.filter(({ hasVideo }) => hasVideo).toSorted((one, other) => other.height - one.height)[0];
    return best !== undefined && (this.#engine?.knows('auto') === false || this.#isNews(best));
  }

  #isNews({ id, hasVideo }: Variant): boolean {
    return hasVideo && this.#engine?.knows(id) === false;
  }

  #noticeProgress(video: HTMLVideoElement): void {
    if (this.#engineState !== 'running') return;
    const { currentTime, paused, seeking, readyState } = video;
    if (!this.#playhead.note({ currentTime, paused, seeking, readyState, atMs: this.#nowMs() })) return;
    this.#everPlayed = true;
    this.failure.value = null;
    this.tick();
  }

  #notePicture(has: boolean): void {
    this.hasPicture.value = has;
    if (has) this.hasStill.value = false;
  }

  #notePaused(video: HTMLVideoElement): void {
    this.paused.value = true;
    // The end of the stream and a change of engine pause the element too.
    const byViewer = this.#engineState === 'running' && this.#playhead.startedAtMs !== null && !video.ended;
    if (byViewer) this.#pausedAtMs = this.#nowMs();
    this.tick();
  }

  #notePlaying(): void {
    this.paused.value = false;
    const nowMs = this.#nowMs();
    // The browser has buttons of its own, such as those of picture-in-picture.
    if (this.#suspended) this.jumpToLive();
    if (this.#pausedAtMs !== null && nowMs - this.#pausedAtMs > deliberatePauseMs) this.pacer.following = false;
    this.#endPause(nowMs);
    this.#playhead.touch(nowMs);
    this.tick();
  }

  #endPause(nowMs: number): void {
    // Nobody waited for an engine that was started meanwhile.
    if (this.#pausedAtMs !== null && this.#playhead.startedAtMs === null) this.#engineSinceMs = nowMs;
    this.#pausedAtMs = null;
  }

  #suspendLongPause(): void {
    // A fresh engine first brings the picture that stands still.
    if (this.#engine === null || this.#mediaAtMs === 0) return;
    const pausedForMs = this.#pausedAtMs === null ? 0 : this.#nowMs() - this.#pausedAtMs;
    if (pausedForMs < suspendAfterMs || this.#suspended) return;
    this.#suspended = true;
    this.#engine.suspend();
  }

  #keepPace(video: HTMLVideoElement): void {
    const engine = this.#engine;
    const nowMs = this.#nowMs();
    const position = this.#playhead.startedAtMs === null ? null : (engine?.position() ?? null);
    this.pacer.look({ position, nowMs });
    if (this.state.peek() !== 'playing') return;
    if (nowMs - this.#engineSinceMs > provenAfterMs) this.#attempts = 0;
    const order = this.pacer.order({ position, bufferedAheadSeconds: bufferedAhead(video), nowMs });
    // The browser's own player keeps its own pace.
    if (!order || engine?.name !== 'hls.js') return;
    if (order.kind === 'jump') this.jumpToLive();
    else if (video.playbackRate !== order.rate) video.playbackRate = order.rate;
  }

  #wake(video: HTMLVideoElement): void {
    if (this.#playhead.startedAtMs === null || this.#engine?.name !== 'hls.js') return;
    const { readyState, paused, seeking } = video;
    const bufferedAheadSeconds = bufferedAhead(video);
    const sinceWokenMs = this.#nowMs() - this.#wokenAtMs;
    if (!shouldWake({ readyState, paused, seeking, bufferedAheadSeconds, sinceWokenMs })) return;
    this.#wokenAtMs = this.#nowMs();
    video.currentTime += 0.001;
  }

  /** Lets go of the engine and of all that was known about its playback. */
  #closeEngine(): void {
    this.rememberBandwidth();
    if (this.#playhead.startedAtMs !== null) this.#keepStill();
    this.#engineRun += 1;
    this.#engine?.destroy();
    this.#engine = null;
    this.#playhead = new Playhead();
    this.pacer.following = true;
    this.#ended = false;
    this.#suspended = false;
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
    this.failure.value = null;
    this.current.value = '';
    this.variants.value = [];
    this.engineName.value = '';
    this.tick();
  }
}
