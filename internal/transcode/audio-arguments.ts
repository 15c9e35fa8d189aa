import type { AudioConfig } from '../media/packet.ts';
import { firstOutputDescriptor } from './arguments.ts';

/** AAC-LC at this rate is as good as what it is made of. */
const channelBitrateKbps = 80;
/** Low rates hold less: at twice this many bits a sample the encoder would complain. */
const bitsPerSample = 2;

/**
 * ffmpeg's argument list for making AAC: sound only on standard input, its times counted from 0, and ADTS on descriptor 3.
 *
 * FLV rather than bare MP3, since ffmpeg reads the latter in blocks of 1 kB, that is up to a second of sound, and since a frame that
 * cannot be decoded would shorten the output, which carries no times, for good: with times going in, `aresample` puts silence in its
 * place, so that the output has exactly as many samples as the input.
 */
export function audioArguments(target: AudioConfig, inputFormat: 'flv' | 'mp4'): string[] {
  const fullKbps = Math.min(channelBitrateKbps, (target.sampleRate * bitsPerSample) / 1000);
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats'],
    // The least possible probe: sound comes out after the second frame that goes in.
    ...['-copyts', '-probesize', '32', '-analyzeduration', '1'],
    ...['-f', inputFormat, '-i', 'pipe:0'],
    ...['-af', 'aresample=async=1:min_hard_comp=0.02:first_pts=0'],
    ...['-c:a', 'aac', '-b:a', `${Math.round(fullKbps * target.channels)}k`],
    ...['-flush_packets', '1', '-f', 'adts', `pipe:${firstOutputDescriptor}`],
  ];
}
