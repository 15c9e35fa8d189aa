import { soundPatienceMs } from '../media/sound-patience.ts';

/** What the warnings rest on; `null` is what is not known. */
export interface InboundFigures {
  readonly keyFrameIntervalMs: number | null;
  /** Whether that is only how long the next key frame has been awaited. */
  readonly awaitsKeyFrame: boolean;
  /** Between the longest and the shortest distance of the last key frames. */
  readonly keyFrameJitterMs: number | null;
  readonly driftMs: number | null;
  readonly silentForMs: number;
  /** For how long sound has come and no picture with it. */
  readonly blindForMs: number;
  /** Codec of the picture, as RFC 6381 writes it. */
  readonly videoCodec: string | null;
  readonly isInterlaced: boolean;
}

/** One thing to change at the encoder; `kind` stays the same while its figures move. */
export interface HealthWarning {
  readonly kind:
    | 'no-picture'
    | 'rare-profile'
    | 'interlaced'
    | 'key-frames'
    | 'key-frame-jitter'
    | 'late-sound'
    | 'drift'
    | 'silence';
  readonly sentence: string;
}

/** Longer key frame intervals make late joiners wait and segments long. */
export const maxKeyFrameIntervalMs = 4_000;
/** More, and segments of very different lengths make players hold back more than they have to. */
const maxKeyFrameJitterMs = 1_000;
const maxDriftMs = 500;
/** A pause in a talk is shorter. */
const maxSilenceMs = 20_000;
const maxBlindMs = 10_000;
/** By the beginning of the codec's name: what profile_idc stands for (ITU-T H.264, annex A.2). */
const rareProfiles: Readonly<Record<string, string>> = {
  'avc1.6e': '10 bits a colour',
  'avc1.7a': 'chroma 4:2:2',
  'avc1.f4': 'chroma 4:4:4',
  'avc1.2c': 'chroma 4:4:4',
};
/** What has been told is over only below this share of its limit, or it would come and go with the figures. */
const overBelow = { 'key-frames': 0.9, 'key-frame-jitter': 0.5, 'late-sound': 0.9, drift: 0.8 } as const;

/** What the person at the encoder should change, what weighs most first; `standing` is what was wrong a moment ago. */
export function inboundWarnings(
  figures: InboundFigures,
  standing: ReadonlySet<HealthWarning['kind']> = new Set(),
): HealthWarning[] {
  const { keyFrameIntervalMs, keyFrameJitterMs, driftMs, silentForMs, blindForMs, videoCodec } = figures;
  const exceeds = (value: number | null, limit: number, kind: keyof typeof overBelow): boolean =>
    value !== null && Math.abs(value) > limit * (standing.has(kind) ? overBelow[kind] : 1);
  const warnings: HealthWarning[] = [];
  if (blindForMs > maxBlindMs) {
    const sentence = `No picture has come for ${Math.round(blindForMs / 1000)} s, only sound. Check the scene and the load of the encoder.`;
    warnings.push({ kind: 'no-picture', sentence });
  }
  const rare = rareProfiles[videoCodec?.slice(0, 'avc1.PP'.length).toLowerCase() ?? ''];
  if (rare !== undefined) {
    const sentence = `The picture is H.264 with ${rare}, which many browsers, phones and televisions cannot show. Set the color format to NV12 in OBS (Settings, Advanced), and the encoder's profile to high.`;
    warnings.push({ kind: 'rare-profile', sentence });
  }
  if (figures.isInterlaced) {
    const sentence =
      'The encoder sends interlaced pictures, as in 1080i: browsers show both fields at once, so that whatever moves looks combed. Set the encoder, and the camera or capture card before it, to progressive (1080p, 720p).';
    warnings.push({ kind: 'interlaced', sentence });
  }
  if (keyFrameIntervalMs !== null && exceeds(keyFrameIntervalMs, maxKeyFrameIntervalMs, 'key-frames')) {
    const apart = figures.awaitsKeyFrame
      ? `more than ${Math.floor(keyFrameIntervalMs / 1000)}`
      : seconds(keyFrameIntervalMs);
    const sentence = `Key frames come ${apart} s apart. Set the key frame interval to 2 s in OBS: Settings, Output, Output Mode "Advanced", Streaming.`;
    warnings.push({ kind: 'key-frames', sentence });
  } else if (keyFrameJitterMs !== null && exceeds(keyFrameJitterMs, maxKeyFrameJitterMs, 'key-frame-jitter')) {
    const sentence = `The distance of key frames changes by ${seconds(keyFrameJitterMs)} s. Set a fixed key frame interval of 2 s in the encoder, and switch its scene detection off.`;
    warnings.push({ kind: 'key-frame-jitter', sentence });
  }
  if (driftMs !== null && driftMs < 0 && exceeds(driftMs, soundPatienceMs, 'late-sound')) {
    const sentence = `The sound arrives ${-driftMs} ms late, longer than players wait for it: after some seconds of silence it is heard that much after its picture. Set the sync offsets in the encoder to 0, look at its load, and start the stream again.`;
    warnings.push({ kind: 'late-sound', sentence });
  } else if (driftMs !== null && exceeds(driftMs, maxDriftMs, 'drift')) {
    const what = driftMs > 0 ? 'The picture arrives' : 'The sound arrives';
    const sentence = `${what} ${Math.abs(driftMs)} ms late; check the sync offsets and the load of the encoder.`;
    warnings.push({ kind: 'drift', sentence });
  }
  if (silentForMs > maxSilenceMs) {
    const sentence = `There has been no sound for ${Math.round(silentForMs / 1000)} s. Check the microphone, what is muted, and the levels in the encoder.`;
    warnings.push({ kind: 'silence', sentence });
  }
  return warnings;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
