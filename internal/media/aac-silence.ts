/**
 * One AAC-LC frame of nothing (ISO/IEC 14496-3, 4.4.2.1): a channel element, or a pair of them, of which no scale factor band is
 * coded, and the end of the block. It decodes to silence at any rate, and fades out what came before it.
 */
const silentFrames: readonly Buffer[] = [Buffer.from('00000007', 'hex'), Buffer.from('2000000000000e', 'hex')];

/** A silent frame of AAC-LC with one channel or two; null for any other number. */
export function silentAacFrame(channels: number): Buffer | null {
  return silentFrames[channels - 1] ?? null;
}
