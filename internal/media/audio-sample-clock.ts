import { toAudioTicks } from './media-units.ts';
import type { AudioConfig, AudioPacket } from './packet.ts';

/** An audio frame placed on its track, in ticks of the sample rate. The next frame's time is `time` + `duration`, or over a second later. */
export interface TimedAudioFrame {
  readonly time: number;
  readonly duration: number;
  readonly data: Buffer;
}

/** Beyond this the count gives way to the stamp: frames were lost, or the encoder's clocks disagree. */
const resyncMs = 60;
/** A longer silence stays a hole: a frame stretched over it would reach back into parts that are long out. */
const longestStretchMs = 1000;
/** Above this the count leans towards the stamp, so that a slowly drifting encoder never comes to a resync. */
const leanMs = 20;

/**
 * Turns stamps in whole milliseconds into times in samples, by counting. Taken as they are, the stamps' rounding would
 * leave gaps and overlaps of a few samples at each frame, which players render as ticks.
 *
 * One clock serves a run of audio without discontinuity, and all renditions share its frames.
 */
export class AudioSampleClock {
  readonly #sampleRate: number;
  readonly #samplesPerFrame: number;
  readonly #resyncTicks: number;
  readonly #leanTicks: number;
  readonly #longestStretchTicks: number;
  #nextTime: number | null = null;

  constructor(needs: Pick<AudioConfig, 'sampleRate' | 'samplesPerFrame'>) {
    this.#sampleRate = needs.sampleRate;
    this.#samplesPerFrame = needs.samplesPerFrame;
    this.#resyncTicks = toAudioTicks(resyncMs, needs.sampleRate);
    this.#leanTicks = toAudioTicks(leanMs, needs.sampleRate);
    this.#longestStretchTicks = toAudioTicks(longestStretchMs, needs.sampleRate);
  }

  /**
   * Places the next frame. After lost frames this one is stretched over a gap of up to a second, so that the track has no hole, at
   * which players stall. Null when the stamp lies more than 60 ms behind the count: that time is taken, the frame is to be dropped.
   */
  place(packet: Pick<AudioPacket, 'ptsMs' | 'data'>): TimedAudioFrame | null {
    const stamp = toAudioTicks(packet.ptsMs, this.#sampleRate);
    const expected = this.#nextTime ?? stamp;
    const isHole = stamp - expected > this.#longestStretchTicks;
    const time = isHole ? stamp : expected;
    const error = stamp - time;
    if (error < -this.#resyncTicks) return null;
    let duration = this.#samplesPerFrame;
    if (error > this.#resyncTicks) duration += error;
    else if (Math.abs(error) > this.#leanTicks) duration += Math.sign(error);
    this.#nextTime = time + duration;
    return { time, duration, data: packet.data };
  }
}
