import { createHash } from 'node:crypto';
import { lowComplexityConfig } from '../../media/aac.ts';
import type { AudioConfig, TrackConfig, VideoConfig } from '../../media/packet.ts';
import type { Effort } from '../../media/rendition.ts';
import { silentFrame } from '../../media/silent-frame.ts';

/** What a slate is made of. The files are in the slate's folder, and named by what is in them. */
export type SlateArt =
  /** The logo and the channel's name on Aerial's own picture. */
  | { readonly kind: 'built-in'; readonly backdrop: string; readonly logo: string | null; readonly name: string }
  | { readonly kind: 'picture' | 'video'; readonly file: string };

/** One picture size of a slate; index 0 is the source's. */
export interface SlateRendition {
  readonly index: number;
  /** That of the picture whose place it takes: players cannot be trusted to go from one to another. */
  readonly codec: VideoConfig['codec'];
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitrateKbps: number;
  readonly effort: Effort;
  /** Frames from one key frame to the next; as long in every rendition. */
  readonly keyFrameInterval: number;
}

/** A picture besides the source's that viewers may be watching, whoever makes it. */
export type SlateTarget = Pick<
  SlateRendition,
  'index' | 'codec' | 'width' | 'height' | 'frameRate' | 'videoBitrateKbps'
>;

/** Everything that decides how a slate is made. */
export interface SlateOrder {
  readonly art: SlateArt;
  /** Empty for a broadcast of sound alone. */
  readonly renditions: readonly SlateRendition[];
  /** Null for a broadcast without sound. */
  readonly audio: AudioConfig | null;
}

/** About the distance of key frames, as most encoders set them. */
const keyFrameSeconds = 2;
/** What the source's slate may take: more than enough for a picture that stands still. */
export const sourceBitrateKbps = 4_000;
const slateEffort: Effort = 1;
/** Raised when the same order comes to other bytes than before. */
const makingVersion = 1;

/**
 * The slate for a broadcast as it stands; null where its sound cannot go on. Every rendition is in the codec and on the frame rate of the picture
 * whose place it takes, with key frames at the same times in all of them.
 */
export function orderSlate(
  art: SlateArt,
  broadcast: {
    readonly tracks: TrackConfig;
    readonly frameRate: number | null;
    /** Best first. */
    readonly targets: readonly SlateTarget[];
  },
): SlateOrder | null {
  const { video, audio } = broadcast.tracks;
  const sound = audio === null ? null : soundOf(audio);
  if (audio !== null && sound === null) return null;
  if (video === null) return sound === null ? null : { art, renditions: [], audio: sound };
  const frameRate = broadcast.frameRate ?? video.frameRate ?? 30;
  const divisors = broadcast.targets.map((target) => Math.max(1, Math.round(frameRate / target.frameRate)));
  // Each rate is the one above it divided by a whole number, so that the last one divides all.
  const largest = Math.max(1, ...divisors);
  const interval = largest * Math.max(1, Math.round((frameRate * keyFrameSeconds) / largest));
  const { codec, width, height } = video;
  const source = { codec, width, height, videoBitrateKbps: sourceBitrateKbps };
  return {
    art,
    audio: sound,
    renditions: [
      { index: 0, ...source, frameRate, effort: slateEffort, keyFrameInterval: interval },
      ...broadcast.targets.map((target, position) => {
        const divisor = divisors[position] ?? 1;
        const timing = { frameRate: frameRate / divisor, keyFrameInterval: interval / divisor };
        return { ...target, ...timing, effort: slateEffort };
      }),
    ],
  };
}

/** Names what an order comes to: the same order, the same bytes. */
export function digestOfOrder(order: SlateOrder): string {
  const { art, renditions, audio } = order;
  const said = JSON.stringify({ makingVersion, art, renditions, audio: audio?.description.toString('hex') ?? null });
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

/** Names what an order fits, whatever is shown in it. */
export function digestOfShape({ renditions, audio }: SlateOrder): string {
  return digestOfOrder({ art: { kind: 'picture', file: '' }, renditions, audio });
}

/** The broadcast's own sound track where a slate's can go on in it, else the nearest that an encoder of AAC-LC makes; null where none can. */
function soundOf(audio: AudioConfig): AudioConfig | null {
  if (audio.codec !== 'aac') return silentFrame(audio) === null ? null : audio;
  const plain = lowComplexityConfig(audio.sampleRate, Math.min(2, audio.channels));
  return plain !== null && audio.channels <= 2 && audio.codecString === plain.codecString ? audio : plain;
}
