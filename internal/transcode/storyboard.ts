import { firstOutputDescriptor } from './arguments.ts';

/** Key frames of the live window: fragmented MP4 whose fragments each begin with one, and where each of them lies. */
export interface StoryboardSource {
  readonly init: Buffer;
  readonly media: Buffer;
  /** Since the start of the broadcast, in ms, one for each fragment, growing. */
  readonly timesMs: readonly number[];
  /** Where the last of them ends. */
  readonly endMs: number;
  readonly width: number;
  readonly height: number;
}

/** Small pictures of the live window in one large one, and which of them belongs to which time. */
export interface Storyboard {
  /** JPEG. */
  readonly sprite: Buffer;
  /** WebVTT; the places in the sprite follow its address. */
  index(spriteUrl: string): string;
}

const columns = 6;
const tileWidth = 160;

/** ffmpeg's argument list: the fragments on standard input, the large picture out of descriptor 3. */
export function storyboardArguments(source: StoryboardSource): string[] {
  const rows = Math.ceil(source.timesMs.length / columns);
  // Decoders that cannot skip what is no key frame are helped by the filter.
  const filters = `select='key',scale=${tileWidth}:${tileHeight(source)}:flags=bilinear,setsar=1,tile=${columns}x${rows}`;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-filter_threads', '1'],
    // What the loop filter smooths is not seen in pictures so small, and nothing is predicted from key frames here.
    ...['-threads', '1', '-skip_frame', 'nokey', '-skip_loop_filter', 'all', '-f', 'mp4', '-i', 'pipe:0'],
    ...['-an', '-vf', filters],
    ...['-fps_mode', 'passthrough', '-frames:v', '1', '-c:v', 'mjpeg', '-threads', '1', '-q:v', '6', '-f', 'mjpeg'],
    `pipe:${firstOutputDescriptor}`,
  ];
}

/** What came of it. */
export function storyboardOf(source: StoryboardSource, sprite: Buffer): Storyboard {
  return { sprite, index: (spriteUrl) => indexOf(source, spriteUrl) };
}

/** WebVTT whose cues are pieces of a picture (Media Fragments URI, 4.2.2): the custom of players that show them. */
function indexOf(source: StoryboardSource, spriteUrl: string): string {
  const height = tileHeight(source);
  const cues = source.timesMs.map((timeMs, position) => {
    const [x, y] = [(position % columns) * tileWidth, Math.floor(position / columns) * height];
    const untilMs = source.timesMs[position + 1] ?? source.endMs;
    return `${clockTime(timeMs)} --> ${clockTime(untilMs)}\n${spriteUrl}#xywh=${x},${y},${tileWidth},${height}`;
  });
  return `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

function tileHeight({ width, height }: StoryboardSource): number {
  return Math.max(2, 2 * Math.round((tileWidth * height) / width / 2));
}

/** `01:02:03.456` */
function clockTime(timeMs: number): string {
  const whole = Math.max(0, Math.round(timeMs));
  const digits = (value: number, count: number): string => String(value).padStart(count, '0');
  const [hours, minutes] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  return `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(Math.floor(whole / 1000) % 60, 2)}.${digits(whole % 1000, 3)}`;
}
