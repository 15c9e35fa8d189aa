import { lowComplexityConfig } from './aac.ts';
import { silentAacFrame } from './aac-silence.ts';
import type { AudioConfig } from './packet.ts';

/** One frame of Opus of 20 ms (fullband CELT, RFC 6716, 3.1) in mono and in stereo that decodes to silence. */
const silentOpusFrames: readonly Buffer[] = [Buffer.from('f8fffe', 'hex'), Buffer.from('fcfffe', 'hex')];
const silentOpusSamples = 960;

/** A frame of silence that fits among the track's own; null where none is known. */
export function silentFrame(config: AudioConfig): Buffer | null {
  if (config.codec === 'aac') return silentAacFrame(config.channels);
  const isUsual = config.codec === 'opus' && config.samplesPerFrame === silentOpusSamples;
  return isUsual ? (silentOpusFrames[config.channels - 1] ?? null) : null;
}

/** The track that stands in where an encoder sends no sound: AAC-LC in stereo at 48 kHz, 3 kbit/s of nothing. */
export const silentTrack: AudioConfig | null = lowComplexityConfig(48_000, 2);
