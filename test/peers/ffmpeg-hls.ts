import { join } from 'node:path';
import { Child } from './children.ts';
import { takePort } from './ports.ts';
import type { RtmpTarget } from './rtmp-session.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** One rendition of the peer: a playlist of its own, in a folder in memory. */
export interface HlsOutput {
  /** Which streams and how they are coded, such as `['-map', '0', '-c', 'copy']`. */
  readonly arguments: readonly string[];
}

export interface FfmpegHlsNeeds {
  /** What stands before the first output, such as a graph of filters. */
  readonly inputArguments?: readonly string[];
  readonly graphArguments?: readonly string[];
  readonly outputs: readonly HlsOutput[];
  readonly segmentType: 'mpegts' | 'fmp4';
}

const playlistArguments = ['-f', 'hls', '-hls_time', '2', '-hls_list_size', '15', '-hls_flags', 'delete_segments'];

/** A plain ffmpeg that takes one encoder by RTMP and writes HLS: what a server without code of its own would run. */
export class FfmpegHls {
  readonly target: RtmpTarget;
  readonly child: Child;
  readonly #remove: () => void;

  private constructor(target: RtmpTarget, child: Child, remove: () => void) {
    this.target = target;
    this.child = child;
    this.#remove = remove;
  }

  /** It listens a moment later: whoever sends to it tries again until then. */
  static async start(needs: FfmpegHlsNeeds): Promise<FfmpegHls> {
    const folder = makeTemporaryFolder('ffmpeg-hls', '/dev/shm');
    const target = { port: await takePort(), streamKey: 'peer' };
    const child = new Child('ffmpeg', [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', ...(needs.inputArguments ?? [])],
      ...['-listen', '1', '-f', 'flv', '-i', `rtmp://127.0.0.1:${target.port}/live/${target.streamKey}`],
      ...(needs.graphArguments ?? []),
      ...needs.outputs.flatMap((output, position) => [
        ...[...output.arguments, ...playlistArguments, '-hls_segment_type', needs.segmentType],
        ...['-hls_fmp4_init_filename', `${position}.mp4`],
        ...['-hls_segment_filename', join(folder.path, `${position}-%d.${needs.segmentType}`)],
        join(folder.path, `${position}.m3u8`),
      ]),
    ]);
    return new FfmpegHls(target, child, folder.remove);
  }

  async stop(): Promise<void> {
    await this.child.stop('SIGTERM', 2000);
    this.#remove();
  }
}
