import type { RenditionState } from '../app/events.ts';
import { sameVideoConfig, type VideoConfig, type VideoPacket } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';

/** What a rendition's packets are given to; the playlists satisfy it. */
export interface RenditionOutputs {
  /** A whole new ladder, in place of the one before; empty when nothing is transcoded. All its renditions are starting. */
  declare(plans: readonly RenditionPlan[]): void;
  /** Another ladder in mid-stream: renditions of an index that was there go on as they are, the others are starting. */
  revise(plans: readonly RenditionPlan[]): void;
  /** Codec data that differ from what was last said; also always the first after `declare` and `lost`. */
  config(index: number, config: VideoConfig): void;
  /** In order; DTS and PTS are the PTS of the source's frame. The first after `declare` and `lost` is a key frame. */
  video(index: number, packet: VideoPacket): void;
  /** Nothing more comes until the next `config`. */
  lost(index: number): void;
  /** The encoder has gone, and all that it had sent has been given. */
  settled(): void;
}

/** One process's say in a rendition: its codec data, and whether it has to begin again with a key frame. */
export interface Voice {
  readonly config: VideoConfig;
  readonly order: number;
  awaitsKey: boolean;
}

/** One rendition over all lives of ffmpeg: where it stands, and what of its packets may go out. */
export class RenditionTrack {
  plan: RenditionPlan;
  /** How often it was tried again after it had been given up. */
  tries = 0;
  readonly #outputs: RenditionOutputs;
  #state: RenditionState['state'] = 'starting';
  #reason: string | null = null;
  #shownUntilMs = -Infinity;
  #announced: VideoConfig | null = null;
  #voices = 0;
  #speaking = 0;

  constructor(needs: { plan: RenditionPlan; outputs: RenditionOutputs }) {
    this.plan = needs.plan;
    this.#outputs = needs.outputs;
  }

  get isShed(): boolean {
    return this.#state === 'shed';
  }

  /** Time of the last frame given out, -Infinity before the first. */
  get shownUntilMs(): number {
    return this.#shownUntilMs;
  }

  describe(): RenditionState {
    return { index: this.plan.index, name: this.plan.name, state: this.#state, reason: this.#reason };
  }

  /** A process begins; its codec data go out with its first frame. */
  begin(config: VideoConfig): Voice {
    this.#voices += 1;
    return { config, order: this.#voices, awaitsKey: true };
  }

  /**
   * Passes a frame on, unless it was shown before, cannot be decoded here, or comes from a process whose successor has
   * spoken. True when the rendition has just come (back).
   */
  show(voice: Voice, packet: VideoPacket): boolean {
    if (this.isShed || voice.order < this.#speaking) return false;
    if (packet.ptsMs <= this.#shownUntilMs || (voice.awaitsKey && !packet.isKey)) {
      voice.awaitsKey = true;
      return false;
    }
    voice.awaitsKey = false;
    this.#speaking = voice.order;
    this.#announce(voice.config);
    this.#shownUntilMs = packet.ptsMs;
    this.#outputs.video(this.plan.index, packet);
    const isBack = this.#state !== 'running';
    this.#state = 'running';
    this.#reason = null;
    return isBack;
  }

  /** Its process is gone. */
  lose(reason: string): void {
    if (this.isShed) return;
    this.#state = 'lost';
    this.#reason = reason;
    this.#announced = null;
    this.#outputs.lost(this.plan.index);
  }

  /** Given up until it is taken back; `lose` has told the outputs. */
  shed(reason: string): void {
    this.#state = 'shed';
    this.#reason = reason;
  }

  /** Nothing of the process before it is waited for any more. */
  beginAnew(): void {
    this.#state = 'starting';
    this.#reason = null;
  }

  /** After it was given up: made again from now on, at an index of its own that the outputs are told by `revise`. */
  takeBack(index: number): void {
    this.plan = { ...this.plan, index };
    this.beginAnew();
  }

  #announce(config: VideoConfig): void {
    if (sameVideoConfig(config, this.#announced)) return;
    this.#announced = config;
    this.#outputs.config(this.plan.index, config);
  }
}
