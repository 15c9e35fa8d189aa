import type { AudioConfig } from '../../media/packet.ts';
import { firstOutputDescriptor } from '../arguments.ts';
import { escaped, firstLetters } from '../drawn-text.ts';
import { stillEncoders } from '../encoders/still-encoders.ts';
import type { SlateArt, SlateOrder, SlateRendition } from './slate-order.ts';

/** Of an own video as much is shown, again and again. */
export const longestSlateSeconds = 20;
/** Letters of the usual font are so wide, as a share of their height. */
const letterWidth = 0.62;

interface Canvas {
  readonly width: number;
  readonly height: number;
}

/**
 * ffmpeg's argument list for the pictures of a slate: one decode, one fragmented MP4 for each rendition on the descriptors from 3 on.
 * It is run in the slate's folder. Without letters where the machine has no fonts.
 */
export function slateArguments(order: SlateOrder, how: { readonly hasLetters: boolean }): string[] {
  const [source] = order.renditions;
  if (source === undefined) return [];
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', '-filter_complex_threads', '1'],
    ...inputs(order.art, source),
    ...['-filter_complex', [picture(order.art, source, how.hasLetters), ...scalings(order)].join(';')],
    ...order.renditions.flatMap((rendition, position) => output(order.art, rendition, position)),
  ];
}

/** Argument list for the sound of an own video, as AAC in ADTS or Opus in Ogg. */
export function slateSoundArguments(file: string, audio: AudioConfig): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', ...ownFile(file)],
    ...['-map', '0:a:0', '-vn', '-t', String(longestSlateSeconds), '-b:a', '128k'],
    ...(audio.codec === 'opus'
      ? ['-c:a', 'libopus', '-frame_duration', String((audio.samplesPerFrame * 1000) / audio.sampleRate), '-f', 'ogg']
      : ['-c:a', 'aac', '-f', 'adts']),
    ...['-ar', String(audio.sampleRate), '-ac', String(audio.channels), `pipe:${firstOutputDescriptor}`],
  ];
}

/** Argument list that shows whether there is a picture in a file, as one small frame. */
export function slateCheckArguments(art: { readonly kind: 'picture' | 'video'; readonly file: string }): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', ...ownFile(art.file)],
    ...['-map', '0:V:0', '-frames:v', '1', '-vf', 'scale=64:64', '-f', 'rawvideo', `pipe:${firstOutputDescriptor}`],
  ];
}

function inputs(art: SlateArt, source: SlateRendition): string[] {
  const still = (file: string): string[] => ['-framerate', String(source.frameRate), ...ownFile(file)];
  switch (art.kind) {
    case 'built-in':
      return [...still(art.backdrop), ...(art.logo === null ? [] : still(art.logo))];
    case 'picture':
      return still(art.file);
    case 'video':
      return ownFile(art.file);
  }
}

/** Formats that name no other files: playlists and lists of scenes would open what their author may not see. */
const plainFormats = 'image2,png_pipe,jpeg_pipe,webp_pipe,gif,mov,matroska,webm,avi,mpegts,mpeg,flv,ogg';

/** An input that opens this file and nothing else; its name is never taken for an option or a protocol. */
function ownFile(file: string): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', plainFormats, '-i', `file:${file}`];
}

/** What was recorded with pixels that are not square is shown as wide as it was meant. */
const squarePixels = 'scale=max(2\\,trunc(iw*sar/2)*2):ih,setsar=1';

/** From the inputs to one picture of the source's size, in `[slate]`. */
function picture(art: SlateArt, canvas: SlateRendition, hasLetters: boolean): string {
  const { width, height } = canvas;
  if (art.kind !== 'built-in') {
    const fitted = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
    return `[0:V]${squarePixels},${fitted},pad=${width}:${height}:-1:-1,setsar=1,format=yuv420p[slate]`;
  }
  const filled = `[0:v]scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height},setsar=1`;
  const name = hasLetters ? nameFilter(art.name, canvas) : '';
  if (art.logo === null) return `${filled}${name},format=yuv420p[slate]`;
  const side = logoSide(canvas);
  const logo = `[1:v]scale=${side}:${side}:force_original_aspect_ratio=decrease,format=rgba[logo]`;
  const left = margin(canvas);
  return `${filled}[backdrop];${logo};[backdrop][logo]overlay=x=${left}:y=${Math.round(height * 0.5) - side}${name},format=yuv420p[slate]`;
}

function nameFilter(name: string, canvas: Canvas): string {
  const shown = firstLetters(name.replaceAll(/\p{Cc}/gu, ' ').trim());
  if (shown === '') return '';
  const room = canvas.width * 0.56;
  const size = Math.round(Math.max(12, Math.min(canvas.height * 0.08, room / (letterWidth * shown.length))));
  const below = Math.round(canvas.height * 0.545);
  return `,drawtext=text=${escaped(shown)}:expansion=none:fontcolor=white:fontsize=${size}:x=${margin(canvas)}:y=${below}`;
}

function margin(canvas: Canvas): number {
  return Math.round(canvas.width * 0.07);
}

function logoSide(canvas: Canvas): number {
  return Math.round(Math.min(canvas.width, canvas.height) * 0.22);
}

/** One chain from the largest picture to the smallest, as on air. What stands still is drawn once, and then repeated. */
function scalings({ art, renditions }: SlateOrder): string[] {
  const steps: string[] = [];
  let from = 'slate';
  for (const [position, { width, height, frameRate }] of renditions.entries()) {
    const isLast = position === renditions.length - 1;
    const repeated = art.kind === 'video' ? '' : `loop=loop=-1:size=1,setpts=N/${frameRate}/TB,`;
    const scaled = `scale=${width}:${height},setsar=1`;
    const next = `rest${position}`;
    steps.push(`[${from}]${scaled}${isLast ? '' : `,split=2[${next}]`}[scaled${position}]`);
    steps.push(`[scaled${position}]${repeated}fps=${frameRate}[out${position}]`);
    from = next;
  }
  return steps;
}

function output(art: SlateArt, rendition: SlateRendition, position: number): string[] {
  const length =
    art.kind === 'video' ? ['-t', String(longestSlateSeconds)] : ['-frames:v', String(rendition.keyFrameInterval)];
  const encoder = stillEncoders[rendition.codec];
  const { muxerFlags = '' } = encoder;
  return [
    ...['-map', `[out${position}]`, ...encoder.outputArguments(rendition)],
    ...['-force_key_frames', `expr:eq(mod(n,${rendition.keyFrameInterval}),0)`, ...length],
    ...['-movflags', `+cmaf+empty_moov+default_base_moof+frag_every_frame${muxerFlags}`, '-f', 'mp4'],
    `pipe:${firstOutputDescriptor + position}`,
  ];
}
