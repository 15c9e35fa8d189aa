/** What the encoder says about itself and its stream; null is what it does not say. Hints only: codec data decide. */
export interface StreamMetadata {
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly videoKbps: number | null;
  readonly audioKbps: number | null;
  readonly encoder: string | null;
  /** Whether a track is announced; null when the metadata name no codec at all. */
  readonly hasVideo: boolean | null;
  readonly hasAudio: boolean | null;
}

export const emptyMetadata: StreamMetadata = {
  width: null,
  height: null,
  frameRate: null,
  videoKbps: null,
  audioKbps: null,
  encoder: null,
  hasVideo: null,
  hasAudio: null,
};

/** Reads `onMetaData` (FLV 10.1, annex E.5), doubting every value. */
export function readMetadata(properties: ReadonlyMap<string, unknown>): StreamMetadata {
  const namesVideo = isNamed(properties.get('videocodecid'));
  const namesAudio = isNamed(properties.get('audiocodecid'));
  const isSilent = !namesVideo && !namesAudio;
  return {
    width: numberWithin(properties.get('width'), 16, 16_384),
    height: numberWithin(properties.get('height'), 16, 16_384),
    frameRate: numberWithin(properties.get('framerate') ?? properties.get('fps'), 1, 1_000),
    videoKbps: rounded(numberWithin(properties.get('videodatarate'), 1, 1_000_000)),
    audioKbps: rounded(numberWithin(properties.get('audiodatarate'), 1, 10_000)),
    encoder: cleanName(properties.get('encoder')),
    hasVideo: isSilent ? null : namesVideo,
    hasAudio: isSilent ? null : namesAudio,
  };
}

/** A name from outside, made fit for a log and a page: printable, at most 120 characters; null when nothing is left. */
export function cleanName(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const clean = value
    .slice(0, 400)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 120);
  return clean === '' ? null : clean;
}

function isNamed(codec: unknown): boolean {
  return (typeof codec === 'number' && codec > 0) || (typeof codec === 'string' && codec !== '');
}

function numberWithin(value: unknown, lowest: number, highest: number): number | null {
  return typeof value === 'number' && value >= lowest && value <= highest ? value : null;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
