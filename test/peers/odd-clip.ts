import type { FlvClip, FlvTag } from './flv-clip.ts';

/** A stretch of a clip on the way to the encoder's output. */
export interface Stretch {
  readonly clip: FlvClip;
  /** From a key frame of the clip to before another. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly hasSound: boolean;
  /** True unless told. */
  readonly hasPicture?: boolean;
}

/**
 * One clip of stretches of several, each at its own time, so that the numbers in the pictures go on from one to the next. Where the
 * clip changes its codec data are sent anew, as an encoder does whose settings were changed in mid-stream.
 */
export function spliceClips(stretches: readonly Stretch[]): FlvClip {
  const [first] = stretches;
  if (first === undefined) throw new Error('nothing to splice');
  const frames: FlvTag[] = [];
  let before = first;
  for (const stretch of stretches) {
    const { clip, fromMs, untilMs } = stretch;
    const isOther = clip !== before.clip;
    const starts = (kind: FlvTag['kind']) => isIn(stretch, kind) && frames.every((frame) => frame.kind !== kind);
    const headers = clip.headers.filter(({ kind }) =>
      kind === 'video' ? isOther || starts(kind) : kind === 'audio' && starts(kind),
    );
    frames.push(...headers.map((tag) => ({ ...tag, stampMs: fromMs })));
    const inside = clip.frames.filter(({ stampMs }) => stampMs >= fromMs && stampMs < untilMs);
    frames.push(...inside.filter(({ kind }) => isIn(stretch, kind)));
    before = stretch;
  }
  const durationMs = before.untilMs;
  const headers = first.clip.headers.filter(({ kind }) => kind !== 'script' && isIn(first, kind));
  return { ...first.clip, durationMs, headers, frames };
}

function isIn({ hasSound, hasPicture = true }: Stretch, kind: FlvTag['kind']): boolean {
  return kind === 'audio' ? hasSound : hasPicture;
}
