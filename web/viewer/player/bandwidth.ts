/** How one part came over the line. */
export interface PartTransfer {
  readonly bytes: number;
  readonly transferMs: number;
  /** How long the part plays. */
  readonly durationMs: number;
}

/**
 * The bandwidth in bit/s that a part proves when it took longer to load than it plays, else null. hls.js takes one sample per segment
 * into a slow mean, and would stay on a rendition that the line no longer carries for many seconds of stalling.
 */
export function provenBandwidth({ bytes, transferMs, durationMs }: PartTransfer): number | null {
  if (durationMs <= 0 || transferMs <= durationMs || bytes <= 0) return null;
  return Math.round((bytes * 8000) / transferMs);
}
