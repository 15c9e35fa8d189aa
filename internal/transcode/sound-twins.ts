import type { MediaItem, MediaSink, VideoConfig, VideoPacket } from '../media/packet.ts';
import { type RenditionPlan, soundTwinOffset } from '../media/rendition.ts';
import type { RenditionOutputs } from './rendition-track.ts';

type Outputs = Omit<RenditionOutputs, 'settled'>;

/**
 * Gives each rendition in H.264 a twin of the same pictures while the sound comes in a codec that not every player knows: the twin has it in
 * AAC. Nothing is encoded twice.
 */
export class SoundTwins implements Outputs, MediaSink {
  readonly #outputs: Outputs;
  #plans: readonly RenditionPlan[] = [];
  readonly #configs = new Map<number, VideoConfig>();
  #isOn = false;

  constructor(needs: { outputs: Outputs }) {
    this.#outputs = needs.outputs;
  }

  /** The renditions, each with its twin behind it. */
  get plans(): readonly RenditionPlan[] {
    if (!this.#isOn) return this.#plans;
    return this.#plans.flatMap((plan) => (hasTwin(plan) ? [plan, twinOf(plan)] : [plan]));
  }

  /** Of the source: its tracks say whether twins are wanted from now on. */
  push(item: MediaItem): void {
    if (item.kind !== 'config') return;
    if ((item.layers ?? []).length > 0) this.#forget();
    this.#set(item.soundBeside !== undefined);
  }

  /** The encoder's own sizes have taken the renditions' place, and their addresses. */
  #forget(): void {
    this.#plans = [];
    this.#configs.clear();
  }

  #set(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    if (this.#plans.length === 0) return;
    this.#outputs.revise(this.plans);
    if (isOn)
      for (const [index, config] of this.#configs) this.#each(index, (one) => this.#outputs.config(one, config));
  }

  declare(plans: readonly RenditionPlan[]): void {
    this.#plans = plans;
    this.#configs.clear();
    this.#outputs.declare(this.plans);
  }

  revise(plans: readonly RenditionPlan[]): void {
    this.#plans = plans;
    this.#outputs.revise(this.plans);
  }

  config(index: number, config: VideoConfig): void {
    this.#configs.set(index, config);
    this.#outputs.config(index, config);
    this.#each(index, (twin) => this.#outputs.config(twin, config));
  }

  video(index: number, packet: VideoPacket): void {
    this.#outputs.video(index, packet);
    this.#each(index, (twin) => this.#outputs.video(twin, packet));
  }

  lost(index: number): void {
    this.#configs.delete(index);
    this.#outputs.lost(index);
    this.#each(index, (twin) => this.#outputs.lost(twin));
  }

  #each(index: number, act: (twin: number) => void): void {
    const plan = this.#isOn ? this.#plans.find((one) => one.index === index) : undefined;
    if (plan !== undefined && hasTwin(plan)) act(index + soundTwinOffset);
  }
}

function hasTwin({ codecString }: RenditionPlan): boolean {
  return codecString.startsWith('avc1');
}

function twinOf(plan: RenditionPlan): RenditionPlan {
  return { ...plan, index: plan.index + soundTwinOffset, hasSoundBeside: true };
}
