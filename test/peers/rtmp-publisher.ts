import { systemClock } from '../../internal/platform/clock.ts';
import { encodeAmf0 } from './amf0.ts';
import type { FlvClip, FlvTag } from './flv-clip.ts';
import { FrameLog } from './frame-log.ts';
import { MESSAGE } from './rtmp-chunks.ts';
import { RtmpSession } from './rtmp-session.ts';
import type { RtmpTarget } from './rtmp-session.ts';

export interface PublisherNeeds {
  readonly target: RtmpTarget;
  readonly clip: FlvClip;
  /** Where sendings are noted; hand the same one to the publisher that comes after. */
  readonly log?: FrameLog;
  /** Stamp of the first tag in milliseconds; near 2^32 it wraps. 0 unless told, as encoders do. */
  readonly firstStampMs?: number;
  /** Where in the clip to begin; moved back to a key frame. */
  readonly startFrame?: number;
}

/** The longest that sending sleeps, so that a changed plan is noticed. */
const LONGEST_SLEEP_MS = 20;

/** What encoders put before the metadata so that a server keeps it. */
const SET_DATA_FRAME = encodeAmf0('@setDataFrame');

/**
 * Sends a clip by RTMP in real time and in a loop, as an encoder would, and notes the wall time at which the last byte of
 * each frame was with the kernel. Stamps go on from loop to loop.
 */
export class RtmpPublisher {
  readonly log: FrameLog;
  readonly #session: RtmpSession;
  readonly #clip: FlvClip;
  readonly #firstStampMs: number;
  #nextTag: number;
  #loopMs = 0;
  #startStampMs: number;
  #jumpMs = 0;
  /** How far the sound's stamps are ahead of what was sent until `fromMs` of the media, and how fast that grows. */
  #soundDrift = { aheadMs: 0, fromMs: 0, share: 0 };
  #dueBaseMs = 0;
  #timer: NodeJS.Timeout | null = null;

  private constructor(session: RtmpSession, needs: PublisherNeeds) {
    this.#session = session;
    this.#clip = needs.clip;
    this.log = needs.log ?? new FrameLog();
    this.#firstStampMs = needs.firstStampMs ?? 0;
    this.#nextTag = firstKeyAt(needs.clip, needs.startFrame ?? 0);
    this.#startStampMs = needs.clip.frames[this.#nextTag]?.stampMs ?? 0;
  }

  /** Connects, publishes and begins to send; throws PublishRefused when the server turns it away. */
  static async start(needs: PublisherNeeds): Promise<RtmpPublisher> {
    const publisher = new RtmpPublisher(await RtmpSession.publish(needs.target), needs);
    for (const tag of needs.clip.headers) publisher.#send(tag, publisher.#firstStampMs);
    publisher.#dueBaseMs = systemClock.monotonicMs();
    publisher.#sendDue();
    void publisher.closed.then(() => publisher.#stopSending());
    return publisher;
  }

  /** Settles when the connection has gone, whoever ended it. */
  get closed(): Promise<void> {
    return this.#session.closed;
  }

  get isConnected(): boolean {
    return !this.#session.socket.destroyed;
  }

  /** The clip's frame to hand to the next publisher so that the picture goes on. */
  get nextFrame(): number {
    return this.#clip.frames.slice(this.#nextTag).find((tag) => tag.frameNumber !== null)?.frameNumber ?? 0;
  }

  /** Stops sending with the connection open, as a frozen encoder does. */
  freeze(): void {
    this.#stopSending();
  }

  /** Goes on after `freeze` with the frames that are due now; stamps tell of the pause. */
  thaw(): void {
    this.#sendDue();
  }

  /** Makes all later stamps greater (or smaller) by `byMs` without any pause. */
  jumpStamps(byMs: number): void {
    this.#jumpMs += byMs;
  }

  /** Lets the stamps of the sound run ahead of those of the picture by a share of time, or behind; 0 keeps the distance that there is. */
  driftSound(share: number): void {
    const fromMs = systemClock.monotonicMs() - this.#dueBaseMs;
    this.#soundDrift = { aheadMs: this.#soundAheadMs(fromMs), fromMs, share };
  }

  #soundAheadMs(mediaMs: number): number {
    const { aheadMs, fromMs, share } = this.#soundDrift;
    return aheadMs + Math.max(0, mediaMs - fromMs) * share;
  }

  /** Breaks the connection without a word. */
  die(): void {
    this.#stopSending();
    this.#session.socket.resetAndDestroy();
  }

  /** Ends the stream as an encoder does when its user presses Stop. */
  async leave(): Promise<void> {
    this.#stopSending();
    await this.#session.leave();
  }

  #stopSending(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #sendDue(): void {
    this.#timer = null;
    for (;;) {
      const tag = this.#clip.frames[this.#nextTag];
      if (tag === undefined) {
        this.#nextTag = 0;
        this.#loopMs += this.#clip.durationMs;
        continue;
      }
      const mediaMs = this.#loopMs + tag.stampMs - this.#startStampMs;
      const waitMs = this.#dueBaseMs + mediaMs - systemClock.monotonicMs();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#sendDue(), Math.min(waitMs, LONGEST_SLEEP_MS));
        return;
      }
      const aheadMs = tag.kind === 'audio' ? Math.round(this.#soundAheadMs(mediaMs)) : 0;
      this.#send(tag, Math.max(0, this.#firstStampMs + mediaMs + aheadMs) + this.#jumpMs);
      this.#nextTag += 1;
    }
  }

  #send(tag: FlvTag, stampMs: number): void {
    const { frameNumber } = tag;
    const type = MESSAGE[tag.kind === 'script' ? 'data' : tag.kind];
    const body = tag.kind === 'script' ? Buffer.concat([SET_DATA_FRAME, tag.body]) : tag.body;
    if (frameNumber === null) this.#session.send(type, stampMs, body);
    else this.#session.send(type, stampMs, body, () => this.log.record(frameNumber, systemClock.wallMs()));
  }
}

function firstKeyAt(clip: FlvClip, frameNumber: number): number {
  const wanted = clip.frames.findLastIndex((tag) => tag.isKey && (tag.frameNumber ?? Infinity) <= frameNumber);
  return Math.max(0, wanted);
}
