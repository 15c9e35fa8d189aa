import type { AudioConfig, VideoPacket } from '../media/packet.ts';
import type { AudioLog } from './audio-log.ts';
import type { Grid, GridSegment, Placement } from './grid.ts';

interface BesideNeeds {
  readonly grid: Grid;
  /** The same sound in another codec, which comes a little later than the grid's own. */
  readonly audio: AudioLog;
  readonly readConfig: () => AudioConfig | null;
}

/** Which frames of the log a segment has. */
interface Share {
  readonly config: AudioConfig | null;
  readonly start: number;
  end: number | null;
}

/** More than a window holds. */
const keptShares = 700;

/** The broadcast's grid with the same sound in another codec: the same segments, whose shares of it are decided once, when they are first asked for. */
export class GridBeside implements Pick<Grid, 'find' | 'at' | 'last' | 'settledMs'> {
  readonly #needs: BesideNeeds;
  readonly #shares = new Map<number, Share>();

  constructor(needs: BesideNeeds) {
    this.#needs = needs;
  }

  get settledMs(): number {
    return this.#needs.grid.settledMs;
  }

  get last(): GridSegment | null {
    return this.#dress(this.#needs.grid.last);
  }

  find(packet: VideoPacket, placement: Placement): GridSegment | null {
    return this.#dress(this.#needs.grid.find(packet, placement));
  }

  at(mediaSequence: number): GridSegment | null {
    return this.#dress(this.#needs.grid.at(mediaSequence));
  }

  #dress(segment: GridSegment | null): GridSegment | null {
    if (segment === null) return null;
    const share = this.#shareOf(segment);
    const { end } = segment;
    return {
      ...segment,
      tracks: { video: segment.tracks.video, audio: share.config },
      audioStart: share.start,
      end: end === null || share.end === null ? null : { ...end, audioEnd: share.end },
    };
  }

  #shareOf(segment: GridSegment): Share {
    const { audio, readConfig } = this.#needs;
    const { mediaSequence, startDtsMs, isDiscontinuity, end } = segment;
    const endBefore = this.#shares.get(mediaSequence - 1)?.end ?? null;
    const share = this.#shares.get(mediaSequence) ?? {
      config: readConfig(),
      // What has not come by the end of a segment is in the next one.
      start: isDiscontinuity
        ? audio.firstAtOrAfter(startDtsMs, endBefore ?? 0)
        : (endBefore ?? audio.firstAtOrAfter(startDtsMs, 0)),
      end: null,
    };
    if (end !== null) share.end ??= audio.firstAtOrAfter(startDtsMs + end.sourceDurationMs, share.start);
    this.#shares.set(mediaSequence, share);
    this.#shares.delete(mediaSequence - keptShares);
    return share;
  }
}
