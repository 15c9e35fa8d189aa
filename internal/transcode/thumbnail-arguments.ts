import { firstOutputDescriptor } from './arguments.ts';

/** Where ffmpeg writes what it is asked for: the position of each output. */
export const thumbnailOutputs = { still: 0, moving: 1, web: 2 } as const;

const still = "select='eq(n,0)',scale='min(1280,iw)':-2,format=yuvj420p";
const small = "fps=8,scale='min(480,iw)':-2:flags=bilinear";
const palette = '[to-count]palettegen=stats_mode=diff[palette];[to-draw][palette]paletteuse=dither=bayer:bayer_scale=4';

const webp = [
  ...['-map', '[web]', '-c:v', 'libwebp_anim', '-threads', '1', '-quality', '60', '-compression_level', '1'],
  ...['-loop', '0', '-f', 'webp', `pipe:${firstOutputDescriptor + thumbnailOutputs.web}`],
];

/**
 * Arguments that make, of fragmented MP4 on the standard input, its first frame as JPEG and its first second as a GIF of 8 frames a second,
 * 480 pixels wide, and where ffmpeg has that encoder as WebP. One thread: it has 20 seconds, and the live path needs the others.
 */
export function thumbnailArguments(how: { readonly hasWebp: boolean }): string[] {
  const copies = how.hasWebp ? 'split=3[to-count][to-draw][web]' : 'split[to-count][to-draw]';
  const filters = `[0:v]split=2[a][b];[a]${still}[still];[b]${small},${copies};${palette}[moving]`;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-filter_complex_threads', '1'],
    ...['-threads', '1', '-t', '1', '-f', 'mp4', '-i', 'pipe:0', '-filter_complex', filters],
    ...['-map', '[still]', '-frames:v', '1', '-c:v', 'mjpeg', '-threads', '1', '-q:v', '4', '-f', 'mjpeg'],
    `pipe:${firstOutputDescriptor + thumbnailOutputs.still}`,
    ...['-map', '[moving]', '-c:v', 'gif', '-threads', '1', '-loop', '0', '-f', 'gif'],
    `pipe:${firstOutputDescriptor + thumbnailOutputs.moving}`,
    ...(how.hasWebp ? webp : []),
  ];
}
