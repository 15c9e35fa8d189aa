import type { VideoConfig } from '../media/packet.ts';
import { firstOutputDescriptor } from './arguments.ts';
import { deinterlacing } from './deinterlacing.ts';
import type { SnapshotKind } from './picture-demand.ts';

const still = "select='eq(n,0)',scale='min(1280,iw)':-2,format=yuvj420p";
const small = "fps=8,scale='min(480,iw)':-2:flags=bilinear";
const palette = '[to-count]palettegen=stats_mode=diff[palette];[to-draw][palette]paletteuse=dither=bayer:bayer_scale=4';

const outputs: Readonly<Record<SnapshotKind, readonly string[]>> = {
  still: ['-frames:v', '1', '-c:v', 'mjpeg', '-threads', '1', '-q:v', '4', '-f', 'mjpeg'],
  moving: ['-c:v', 'gif', '-threads', '1', '-loop', '0', '-f', 'gif'],
  web: [
    ...['-c:v', 'libwebp_anim', '-threads', '1', '-quality', '60', '-compression_level', '1'],
    ...['-loop', '0', '-f', 'webp'],
  ],
};

/**
 * Arguments that make, of fragmented MP4 on the standard input, its first frame as JPEG, its first second as a GIF of 8 frames a second, 480 pixels
 * wide, and the same as WebP: as many of the three as are wanted, the still always, each out of a descriptor in the order of `kinds`. `interlacing` is the source's. One thread: it has 20
 * seconds, and the live path needs the others.
 */
export function thumbnailArguments(kinds: readonly SnapshotKind[], interlacing?: VideoConfig['interlacing']): string[] {
  const isStillAlone = kinds.every((kind) => kind === 'still');
  const first = deinterlacing(interlacing)
    .map((filter) => `${filter},`)
    .join('');
  const graph = `[0:v]${first}${isStillAlone ? `${still}[still]` : graphOf(kinds)}`;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-filter_complex_threads', '1', '-threads', '1'],
    // A still needs none but the first frame to be decoded.
    ...(isStillAlone ? ['-skip_frame', 'nokey'] : []),
    ...['-t', '1', '-f', 'mp4', '-i', 'pipe:0', '-filter_complex', graph],
    ...kinds.flatMap((kind, position) => [
      ...['-map', `[${kind}]`, ...outputs[kind]],
      `pipe:${firstOutputDescriptor + position}`,
    ]),
  ];
}

function graphOf(kinds: readonly SnapshotKind[]): string {
  const isMoving = kinds.includes('moving');
  const copies = [...(isMoving ? ['[to-count]', '[to-draw]'] : []), ...(kinds.includes('web') ? ['[web]'] : [])];
  const split = `[b]${small},split=${copies.length}${copies.join('')}`;
  return `split=2[a][b];[a]${still}[still];${split}${isMoving ? `;${palette}[moving]` : ''}`;
}
