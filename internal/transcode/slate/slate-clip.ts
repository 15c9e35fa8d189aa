import { AdtsReader } from '../../media/adts-reader.ts';
import { Fmp4Reader } from '../../media/fmp4-reader.ts';
import { opusPacketsOfOgg } from '../../media/ogg-packets.ts';
import type { AudioConfig, VideoConfig } from '../../media/packet.ts';
import { silentFrame } from '../../media/silent-frame.ts';
import type { SlateOrder } from './slate-order.ts';

/** The frames of one rendition of a slate, each as long as the next. */
export interface ClipTrack {
  readonly config: VideoConfig;
  readonly frames: readonly { readonly isKey: boolean; readonly data: Buffer }[];
  readonly frameMs: number;
}

/** A slate that can go on air: shown from its beginning, again and again. */
export interface SlateClip {
  /** By index; 0 is the source's. Empty where there is only sound. */
  readonly renditions: ReadonlyMap<number, ClipTrack>;
  readonly audio: {
    readonly config: AudioConfig;
    /** From the slate's beginning; silence follows where they end before it does. */
    readonly frames: readonly Buffer[];
    readonly silence: Buffer;
    readonly frameMs: number;
  } | null;
  /** How long it is before it begins again. */
  readonly loopMs: number;
}

/** The files that a slate was made into: one for each rendition, in the order's order, and its sound. */
export interface SlateFiles {
  readonly renditions: readonly Buffer[];
  /** AAC in ADTS, or Opus in Ogg; null for silence. */
  readonly sound: Buffer | null;
}

const soundAloneMs = 2_000;

/** Reads what ffmpeg made; null when it is not whole. All renditions are cut to the same length. */
export function readClip(order: SlateOrder, files: SlateFiles): SlateClip | null {
  const tracks = order.renditions.map((rendition, position) =>
    readTrack(files.renditions[position] ?? Buffer.alloc(0), 1000 / rendition.frameRate),
  );
  if (!tracks.every((track) => track !== null)) return null;
  const audio = order.audio === null ? null : readSound(order.audio, files.sound);
  if (order.audio !== null && audio === null) return null;
  const [source] = tracks;
  if (source === undefined) return { renditions: new Map(), audio, loopMs: soundAloneMs };
  const loopMs = commonLengthMs(tracks);
  if (loopMs === null) return null;
  const renditions = new Map(
    order.renditions.flatMap(({ index }, position) => {
      const track = tracks[position];
      return track === undefined ? [] : [[index, cutTo(track, loopMs)] as const];
    }),
  );
  return { renditions, audio, loopMs };
}

function readTrack(file: Buffer, frameMs: number): ClipTrack | null {
  let config: VideoConfig | null = null;
  let isBroken = false;
  const frames: { isKey: boolean; data: Buffer }[] = [];
  const reader = new Fmp4Reader({
    onConfig: (found) => (config = { ...found, frameRate: 1000 / frameMs }),
    onFrame: ({ isKey, data }) => frames.push({ isKey, data }),
    onError: () => (isBroken = true),
  });
  reader.push(file);
  return config === null || isBroken || frames[0]?.isKey !== true ? null : { config, frames, frameMs };
}

/** The longest time that every rendition fills with whole frames; they are all multiples of the slowest one's. */
function commonLengthMs(tracks: readonly ClipTrack[]): number | null {
  const slowestMs = Math.max(...tracks.map(({ frameMs }) => frameMs));
  const shortestMs = Math.min(...tracks.map(({ frames, frameMs }) => frames.length * frameMs));
  const count = Math.floor(shortestMs / slowestMs + 0.001);
  return count === 0 ? null : count * slowestMs;
}

function cutTo(track: ClipTrack, loopMs: number): ClipTrack {
  return { ...track, frames: track.frames.slice(0, Math.round(loopMs / track.frameMs)) };
}

function readSound(config: AudioConfig, sound: Buffer | null): SlateClip['audio'] {
  const frameMs = (config.samplesPerFrame * 1000) / config.sampleRate;
  const silence = silentFrame(config);
  const frames = sound === null ? [] : config.codec === 'opus' ? opusPacketsOfOgg(sound) : aacFrames(sound);
  return silence === null ? null : { config, frames, silence, frameMs };
}

function aacFrames(sound: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  new AdtsReader({ onConfig: () => {}, onFrame: (data) => frames.push(data) }).push(sound);
  return frames;
}
