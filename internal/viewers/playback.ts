import type { WatchSession } from './audience.ts';
import { percentOf, spreadOf } from './statistics.ts';

/** What a player says of the last seconds; null for what it does not say. */
export interface PlayerReport {
  /** Throughput as the player measures it. */
  readonly bandwidthKbps: number | null;
  /** Distance behind live. */
  readonly latencySeconds: number | null;
  /** Time from asking for a segment to its last byte. */
  readonly downloadSeconds: number | null;
  /** Of the rendition on screen. */
  readonly bitrateKbps: number | null;
  /** A letter of CMCD's key `sta`, such as `p` for playing. */
  readonly playerState: string | null;
  /** Stalls and failures since the last report. */
  readonly errors: number;
  /** Changes of rendition since the last report; null has them told from `bitrateKbps`. */
  readonly qualityChanges: number | null;
}

/** How playback goes in one player: the latest of each figure, and sums since it was first seen. */
export interface ClientPlayback {
  readonly lastUpdateWallMs: number;
  readonly playerState: string | null;
  readonly bandwidthKbps: number | null;
  readonly latencySeconds: number | null;
  readonly downloadSeconds: number | null;
  readonly bitrateKbps: number | null;
  readonly errorCount: number;
  readonly lastErrorWallMs: number | null;
  readonly qualityChangeCount: number;
}

/** A player's figures after one more report. */
export function afterReport(before: ClientPlayback | null, report: PlayerReport, wallMs: number): ClientPlayback {
  return {
    lastUpdateWallMs: wallMs,
    playerState: report.playerState ?? before?.playerState ?? null,
    bandwidthKbps: report.bandwidthKbps ?? before?.bandwidthKbps ?? null,
    latencySeconds: report.latencySeconds ?? before?.latencySeconds ?? null,
    downloadSeconds: report.downloadSeconds ?? before?.downloadSeconds ?? null,
    bitrateKbps: report.bitrateKbps ?? before?.bitrateKbps ?? null,
    errorCount: (before?.errorCount ?? 0) + report.errors,
    lastErrorWallMs: report.errors > 0 ? wallMs : (before?.lastErrorWallMs ?? null),
    qualityChangeCount: (before?.qualityChangeCount ?? 0) + qualityChanges(before, report),
  };
}

/** Players read a rendition's bitrate from the playlist, where it is measured anew as the broadcast goes on. */
const SAME_RENDITION = 0.1;

function qualityChanges(before: ClientPlayback | null, report: PlayerReport): number {
  if (report.qualityChanges !== null) return report.qualityChanges;
  const was = before?.bitrateKbps ?? null;
  if (was === null || report.bitrateKbps === null) return 0;
  return Math.abs(report.bitrateKbps / was - 1) > SAME_RENDITION ? 1 : 0;
}

/** Figures of one window over all players that reported in it; null where none said. */
export interface PlaybackWindow {
  readonly wallMs: number;
  readonly errors: number;
  readonly qualityChanges: number;
  readonly latencySeconds: WindowSpread | null;
  readonly downloadSeconds: WindowSpread | null;
  readonly bandwidthKbps: WindowSpread | null;
}

type WindowSpread = NonNullable<ReturnType<typeof spreadOf>>;

/** Players whose figures one window holds; of those on top of that it has the errors only. */
const MAX_REPORTING = 50_000;
/** Windows that are kept: ten hours. */
const MAX_WINDOWS = 300;

/** What players report, gathered into windows. */
export class PlaybackHistory {
  readonly #reporting = new Set<WatchSession>();
  readonly #windows: PlaybackWindow[] = [];
  #latest: PlaybackWindow | null = null;
  #errors = 0;
  #qualityChanges = 0;
  #representation = 0;

  /** Oldest first. */
  get windows(): readonly PlaybackWindow[] {
    return this.#windows;
  }

  /** The window that ended last; null when nobody said anything in it. */
  get latest(): PlaybackWindow | null {
    return this.#latest;
  }

  /** Percent of viewers who said their bandwidth in the last window. */
  get representation(): number {
    return this.#representation;
  }

  take(session: WatchSession, report: PlayerReport, wallMs: number): void {
    const before = session.playback;
    const after = afterReport(before, report, wallMs);
    session.playback = after;
    if (this.#reporting.size < MAX_REPORTING) this.#reporting.add(session);
    this.#errors += report.errors;
    this.#qualityChanges += after.qualityChangeCount - (before?.qualityChangeCount ?? 0);
  }

  /** Ends a window; one in which nobody said anything leaves no trace. */
  close(wallMs: number, viewerCount: number): void {
    const playbacks = [...this.#reporting].flatMap(({ playback }) => (playback === null ? [] : [playback]));
    const measured = measuredIn(playbacks);
    this.#representation = percentOf(Math.min(measured.bandwidthKbps.length, viewerCount), viewerCount);
    this.#latest = null;
    if (playbacks.length > 0) {
      this.#latest = {
        wallMs,
        errors: this.#errors,
        qualityChanges: this.#qualityChanges,
        latencySeconds: spreadOf(measured.latencySeconds),
        downloadSeconds: spreadOf(measured.downloadSeconds),
        bandwidthKbps: spreadOf(measured.bandwidthKbps),
      };
      this.#windows.push(this.#latest);
      if (this.#windows.length > MAX_WINDOWS) this.#windows.shift();
    }
    this.#reporting.clear();
    this.#errors = 0;
    this.#qualityChanges = 0;
  }
}

function measuredIn(
  playbacks: readonly ClientPlayback[],
): Record<'latencySeconds' | 'downloadSeconds' | 'bandwidthKbps', number[]> {
  const said = (key: 'latencySeconds' | 'downloadSeconds' | 'bandwidthKbps'): number[] =>
    playbacks.map((playback) => playback[key]).filter((value) => value !== null);
  return {
    latencySeconds: said('latencySeconds'),
    downloadSeconds: said('downloadSeconds'),
    bandwidthKbps: said('bandwidthKbps'),
  };
}
