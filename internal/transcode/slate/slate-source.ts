import type { MediaItem, MediaSink, TrackConfig, VideoLayer } from '../../media/packet.ts';
import type { RenditionPlan } from '../../media/rendition.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { SlateClip } from './slate-clip.ts';
import type { MadeSlate } from './slate-maker.ts';
import { encoderNamed } from '../encoders/catalogue.ts';
import {
  digestOfOrder,
  digestOfShape,
  orderSlate,
  type SlateArt,
  type SlateOrder,
  type SlateTarget,
  sourceBitrateKbps,
} from './slate-order.ts';
import { type SlateOutput, SlatePlayer } from './slate-player.ts';

/** Where a slate steps in, and what it has to carry on there. */
export interface SlateStage extends SlateOutput {
  /** Pictures per second of the source; null while that is not known, and for sound alone. */
  readonly frameRate: number | null;
  /** Indexes of the renditions that viewers may be watching, besides the source's. */
  readonly fed: readonly number[];
}

export interface SlateSourceNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  /** Wall clock of the timeline's zero. */
  readonly epochWallMs: number;
  /** What the owner wants to be shown; null for nothing. */
  readonly readArt: () => Promise<SlateArt | null>;
  /** What stands in where that cannot be made. */
  readonly readBuiltIn: () => Promise<SlateArt>;
  readonly make: (order: SlateOrder) => Promise<MadeSlate>;
  /** Null when nothing is on air. */
  readonly stage: () => SlateStage | null;
}

/** How a broadcast's slate stands. */
export interface SlateState {
  /** `replacing`: viewers see the one before while this one is being made. */
  readonly kind: 'off' | 'awaited' | 'ready' | 'on-air' | 'replacing' | 'failed';
  /** Why what the owner wants could not be made; the built-in one may stand in. */
  readonly reason: string | null;
}

/** A broadcast that begins, or a ladder that changes, has other things to do at first. */
const prepareAfterMs = 3_000;
/** An encoder that connects anew at once is not interrupted; players hold back five times that. */
const startAfterMs = 300;
/** How much of what went by unseen the slate fills: what is longer stays a gap, for the picture is to be live when it returns. */
const mostCaughtUpMs = 1_000;
const tickMs = 100;
/** It stays behind the clock, by which a returning encoder is placed, so that the two never overlap. */
const behindMs = 50;
/** How long the transcoder's last frames are waited for before its renditions show the slate. */
const stragglersMs = 1_000;
/** How long an encoder that is returning may keep the slate waiting. */
const mostHeldMs = 1_000;
/** Shown at the end of a broadcast. */
const outroMs = 8_000;
const leastBitrateKbps = 200;
const usualFrameRate = 30;

/**
 * What one broadcast shows while its encoder is away, and at its end. It is made in the background as soon as the broadcast is known, and anew
 * when anything about it changes; where it is not there in time, players wait as they would without it.
 */
export class SlateSource implements MediaSink {
  readonly #needs: SlateSourceNeeds;
  /** Monotonic time of the timeline's zero. */
  readonly #epochMonotonicMs: number;
  #tracks: TrackConfig = { video: null, audio: null };
  /** Sizes of the picture that the encoder sends itself; while there are any nobody makes others. */
  #layers: readonly VideoLayer[] = [];
  #plans: readonly RenditionPlan[] = [];
  #cancelPreparing: () => void = () => {};
  /** How often there was something to look at anew, and how far that was done. */
  #looks = 0;
  #looked = 0;
  #wanted: string | null = null;
  #clip: SlateClip | null = null;
  /** What the clip fits. */
  #clipShape: string | null = null;
  #isMaking = false;
  #failure: string | null = null;
  #player: SlatePlayer | null = null;
  #isAway = false;
  #isOver = false;
  #renditionsFollow = false;
  #heldUntilMs = -Infinity;
  readonly #cancels = new Set<() => void>();
  /** Where what was broadcast ends. */
  #edgeMs = 0;
  #lastDtsMs: number | null = null;
  #stepMs = 40;

  constructor(needs: SlateSourceNeeds) {
    this.#needs = needs;
    const { clock, epochWallMs } = needs;
    this.#epochMonotonicMs = clock.monotonicMs() - (clock.wallMs() - epochWallMs);
  }

  get state(): SlateState {
    const player = this.#player;
    // Until the look it is not known whether what there is will do.
    if (this.#isMaking || this.#looked < this.#looks) {
      return { kind: player === null ? 'awaited' : 'replacing', reason: null };
    }
    const reason = this.#failure;
    if (this.#clip === null) return { kind: reason === null ? 'off' : 'failed', reason };
    if (player === null) return { kind: 'ready', reason };
    return { kind: player.clip === this.#clip ? 'on-air' : 'replacing', reason };
  }

  push(item: MediaItem): void {
    if (this.#isOver) return;
    switch (item.kind) {
      case 'video':
        if (this.#lastDtsMs !== null && item.dtsMs - this.#lastDtsMs < 200) this.#stepMs = item.dtsMs - this.#lastDtsMs;
        this.#lastDtsMs = item.dtsMs;
        this.#edgeMs = Math.max(this.#edgeMs, item.ptsMs + this.#stepMs);
        break;
      case 'audio':
        if (this.#tracks.video === null) this.#edgeMs = Math.max(this.#edgeMs, item.ptsMs + this.#stepMs);
        break;
      case 'layer':
      case 'sound-beside':
        break;
      case 'config':
        this.#tracks = item.tracks;
        this.#layers = item.layers ?? [];
        this.#forget();
        this.refresh();
        break;
      case 'discontinuity':
        this.#yield();
        break;
      case 'pause':
        this.#onPause();
        break;
      case 'end':
        this.#playOutro();
        this.stop();
        break;
    }
  }

  /** The ladder, as it was decided or changed. */
  setPlans(plans: readonly RenditionPlan[]): void {
    this.#plans = plans;
    this.refresh();
  }

  /** Looks again at what is to be shown, soon. */
  refresh(): void {
    this.#cancelPreparing();
    if (this.#isOver) return;
    this.#looks += 1;
    const look = this.#looks;
    this.#cancelPreparing = this.#needs.clock.after(prepareAfterMs, () => void this.#prepare(look));
  }

  /** The encoder sends again, but cannot be shown yet: what would overlap it is not begun. */
  hold(): void {
    this.#heldUntilMs = this.#needs.clock.monotonicMs() + mostHeldMs;
  }

  /** The transcoder has given all that the encoder sent before it went. */
  letRenditionsFollow(): void {
    this.#renditionsFollow = true;
    this.#play();
  }

  stop(): void {
    this.#isOver = true;
    this.#cancelPreparing();
    this.#yield();
  }

  async #prepare(look: number): Promise<void> {
    const { log, readArt, stage } = this.#needs;
    const art = await readArt().catch((error: unknown) => {
      // Such as on a full disk: the slate that there is stays.
      this.#failure = String(error);
      log.warn({ error: String(error) }, 'What the slate shows could not be stored, so it stays as it was.');
      return 'lost' as const;
    });
    this.#looked = look;
    if (art === 'lost') return;
    const frameRate = stage()?.frameRate ?? null;
    const orderOf = (shown: SlateArt): SlateOrder | null =>
      orderSlate(shown, { tracks: this.#tracks, frameRate, targets: this.#targets(frameRate) });
    const order = art === null ? null : orderOf(art);
    const digest = order === null ? null : digestOfOrder(order);
    if (this.#isOver || digest === this.#wanted) return;
    const shape = order === null ? null : digestOfShape(order);
    // Until another one is made, the one that there is stands in, if it fits.
    if (shape === null || shape !== this.#clipShape) this.#forget();
    this.#wanted = digest;
    this.#failure = null;
    if (order === null) return this.#takeDown();
    this.#isMaking = true;
    const clip = await this.#make(order, orderOf, () => this.#isOver || this.#wanted !== digest);
    if (clip === 'overtaken') return;
    this.#isMaking = false;
    this.#clip = clip;
    this.#clipShape = shape;
    if (clip === null) return;
    log.info({ renditions: clip.renditions.size }, 'The slate is ready.');
    if (this.#isAway) this.#begin();
  }

  /** Null where there is none. */
  async #make(
    order: SlateOrder,
    orderOf: (art: SlateArt) => SlateOrder | null,
    isOvertaken: () => boolean,
  ): Promise<SlateClip | 'overtaken' | null> {
    const { log, make, readBuiltIn } = this.#needs;
    const made = await make(order);
    if (isOvertaken()) return 'overtaken';
    if (made.kind === 'made') return made.clip;
    const { reason } = made;
    this.#failure = reason;
    const builtIn = order.art.kind === 'built-in' ? null : await readBuiltIn().catch(() => null);
    const other = builtIn === null ? null : orderOf(builtIn);
    const instead = other === null ? null : await make(other);
    if (isOvertaken()) return 'overtaken';
    const follows = instead?.kind === 'made' ? 'the built-in one stands in' : 'viewers will wait without it';
    log.warn({ reason }, `The slate could not be made, so ${follows}. ${reason}`);
    return instead?.kind === 'made' ? instead.clip : null;
  }

  #targets(frameRate: number | null): SlateTarget[] {
    const { video } = this.#tracks;
    if (this.#layers.length === 0 || video === null) return this.#plans.map(targetOfPlan);
    return this.#layers.map(({ index, config }) => {
      const { codec, width, height } = config;
      const share = (width * height) / (video.width * video.height);
      const videoBitrateKbps = Math.max(leastBitrateKbps, Math.round(sourceBitrateKbps * share));
      const rate = config.frameRate ?? frameRate ?? video.frameRate ?? usualFrameRate;
      return { index, codec, width, height, frameRate: rate, videoBitrateKbps };
    });
  }

  #forget(): void {
    this.#wanted = null;
    this.#clip = null;
    this.#clipShape = null;
    this.#isMaking = false;
    this.#failure = null;
  }

  #onPause(): void {
    this.#isAway = true;
    this.#renditionsFollow = false;
    const { clock } = this.#needs;
    this.#cancels.add(clock.after(startAfterMs, () => this.#begin()));
    this.#cancels.add(clock.after(stragglersMs, () => this.letRenditionsFollow()));
    this.#cancels.add(clock.every(tickMs, () => this.#play()));
  }

  /** Also where another slate takes the place of the one that is shown. */
  #begin(): void {
    const startMs = Math.max(this.#player?.untilMs ?? this.#edgeMs, this.#nowMs() - mostCaughtUpMs);
    const player = this.#newPlayer(startMs);
    if (player === null) return;
    this.#player = player;
    this.#needs.log.info({}, 'The slate is on air.');
    this.#play();
  }

  #newPlayer(startMs: number): SlatePlayer | null {
    const clip = this.#clip;
    const output = this.#needs.stage();
    if (clip === null || output === null || !output.fed.every((index) => clip.renditions.has(index))) return null;
    return new SlatePlayer({ clip, output, startMs });
  }

  #play(): void {
    if (this.#player === null || this.#needs.clock.monotonicMs() < this.#heldUntilMs) return;
    this.#player.playUntil(this.#nowMs() - behindMs, this.#renditionsFollow);
  }

  /** It is switched off, or does not fit any more, while the encoder is away. */
  #takeDown(): void {
    if (this.#player !== null) this.#needs.stage()?.end();
    this.#player = null;
  }

  /** The live picture is back, or there is nothing to show any more. */
  #yield(): void {
    this.#isAway = false;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#player = null;
    this.#heldUntilMs = -Infinity;
    this.#lastDtsMs = null;
  }

  #playOutro(): void {
    if (this.#player !== null) return;
    const startMs = this.#edgeMs;
    this.#newPlayer(startMs)?.playUntil(startMs + outroMs, true);
  }

  #nowMs(): number {
    return this.#needs.clock.monotonicMs() - this.#epochMonotonicMs;
  }
}

function targetOfPlan({ index, width, height, frameRate, videoBitrateKbps, encoder }: RenditionPlan): SlateTarget {
  const { codec } = encoderNamed(encoder);
  return { index, codec: codec === 'h264' ? 'avc' : codec, width, height, frameRate, videoBitrateKbps };
}
