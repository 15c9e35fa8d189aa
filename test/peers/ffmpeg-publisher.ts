import { Child } from './children.ts';
import { until } from './wait.ts';

export interface FfmpegPublisherNeeds {
  /** Such as `rtmp://127.0.0.1:1935/live/KEY`. */
  readonly url: string;
  /** An FLV file, sent as it is, in real time and in a loop. */
  readonly clipPath: string;
  /** Further output options in the place of `-c copy`. */
  readonly outputOptions?: readonly string[];
}

/** A real ffmpeg that publishes a clip in real time, as the most common peer after OBS does. */
export class FfmpegPublisher {
  readonly child: Child;

  constructor(needs: FfmpegPublisherNeeds) {
    const options = needs.outputOptions ?? ['-c', 'copy'];
    this.child = new Child('ffmpeg', [
      ...['-hide_banner', '-nostdin', '-loglevel', 'info', '-re', '-stream_loop', '-1', '-i', needs.clipPath],
      ...options,
      ...['-f', 'flv', '-rtmp_live', 'live', needs.url],
    ]);
  }

  /** Everything that ffmpeg has printed, for a person. */
  get words(): string {
    return this.child.lines.join('\n');
  }

  /** Resolves once ffmpeg reports frames on their way; throws with its words when it ends instead. */
  async publishing(timeoutMs = 15_000): Promise<void> {
    await until('ffmpeg publishes', () => this.#reportsFrames(), { timeoutMs, explain: () => this.words });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.child.stop(signal);
  }

  #reportsFrames(): boolean {
    if (this.child.exit !== null) throw new Error(`ffmpeg ended with ${this.child.exit.code}: ${this.words}`);
    return this.child.lines.some((line) => /^(frame|size)=\s*[1-9]/.test(line));
  }
}
