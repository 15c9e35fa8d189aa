import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { Audience, sessionsOf, type Viewer, type WatchSession } from './audience.ts';
import { type CmcdReport, cmcdOfRequest } from './cmcd.ts';
import { type CurveStore, FigureCurve, type KeptSample } from './figure-curve.ts';
import type { HealthClient } from './health.ts';
import { noPeak, type Peaks, peaksAfter, peaksAtStart } from './peaks.ts';
import { PlaybackHistory, type PlayerReport } from './playback.ts';

/** Where figures are kept; satisfied by the store's repository. */
export interface SampleStore extends CurveStore {
  replace(series: string, sample: KeptSample): void;
  latest(series: string): KeptSample | null;
}

export interface ViewershipNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly samples: SampleStore;
  readonly audience?: Audience;
}

/** Somebody who calls: who the request says that it is. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

const FORGET_EVERY_MS = 1_000;
/** Addresses that are looked at each time: about a millisecond's work. */
const MAX_LOOKS = 10_000;
const SAMPLE_EVERY_MS = 10_000;
const SAVE_EVERY_MS = 60_000;
const WINDOW_MS = 120_000;
const THIN_EVERY_MS = 3_600_000;

const SERIES = { viewers: 'viewers', session: 'viewers.session-peak', overall: 'viewers.overall-peak' } as const;

/** A player that stalled within this time counts as one that does. */
const RECENT_ERROR_MS = WINDOW_MS;

/**
 * Who watches while something is on air: counts them, remembers peaks and figures over time, and gathers what their players report. A disk
 * that fails costs figures, and nothing else.
 */
export class Viewership {
  readonly #needs: ViewershipNeeds;
  readonly #audience: Audience;
  readonly #curve: FigureCurve;
  readonly #playback = new PlaybackHistory();
  #peaks: Peaks;
  #isPeakUnsaved = false;
  #isOnAir = false;
  #lastEndWallMs: number | null;
  #errorCount = 0;

  /** `lastEndWallMs` is when the last broadcast before this process ended. */
  constructor(needs: ViewershipNeeds, lastEndWallMs: number | null) {
    this.#needs = needs;
    this.#audience = needs.audience ?? new Audience();
    this.#curve = new FigureCurve({ samples: needs.samples, series: SERIES.viewers });
    this.#lastEndWallMs = lastEndWallMs;
    const kept = (series: string) => this.#attempt(() => needs.samples.latest(series)) ?? noPeak;
    this.#peaks = { session: kept(SERIES.session), overall: kept(SERIES.overall) };
  }

  /** Viewers now; 0 while nothing is on air. */
  get count(): number {
    return this.#audience.count;
  }

  get peaks(): Peaks {
    return peaksAfter(this.#peaks, { value: this.count, wallMs: this.#needs.clock.wallMs() });
  }

  get playback(): PlaybackHistory {
    return this.#playback;
  }

  /** Stalls and failures that players reported since the process began. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Starts the clockwork; returns what ends it and saves what is to be saved. */
  start(): () => void {
    const { clock } = this.#needs;
    const endings = [
      clock.every(FORGET_EVERY_MS, () => this.#look()),
      clock.every(SAMPLE_EVERY_MS, () => this.#sample()),
      clock.every(SAVE_EVERY_MS, () => this.#savePeaks()),
      clock.every(WINDOW_MS, () => this.#playback.close(clock.wallMs(), this.count)),
      clock.every(THIN_EVERY_MS, () => this.#thin()),
    ];
    this.#thin();
    return () => {
      for (const end of endings) end();
      this.#look();
      this.#savePeaks();
    };
  }

  /** A broadcast begins: from now on viewers count. */
  begin(): void {
    if (this.#isOnAir) return;
    this.#isOnAir = true;
    const wallMs = this.#needs.clock.wallMs();
    this.#peaks = peaksAtStart(this.#peaks, wallMs, this.#lastEndWallMs);
    this.#isPeakUnsaved = true;
    this.#sample();
  }

  /** The broadcast is over: nobody watches any more. */
  end(): void {
    if (!this.#isOnAir) return;
    this.#look();
    this.#savePeaks();
    this.#isOnAir = false;
    this.#lastEndWallMs = this.#needs.clock.wallMs();
    this.#audience.clear();
    this.#attempt(() => this.#curve.add({ wallMs: this.#wallMs, spanMs: 0, value: 0 }));
  }

  /** Somebody asked for a playlist or pinged. */
  see(visitor: Visitor): void {
    if (this.#isOnAir) this.#meet(visitor, null);
  }

  /** Somebody asked for media; `query` and `headers` may carry a report. Called at each request, so it does next to nothing. */
  seeRequest(
    pathname: string,
    query: string,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    visitor: () => Visitor,
  ): void {
    if (!this.#isOnAir) return;
    const cmcd = cmcdOfRequest(query, headers);
    if (cmcd !== null) this.takeReport(visitor(), cmcd);
    else if (pathname.endsWith('.m3u8')) this.#meet(visitor(), null);
  }

  /** A player reports, and is seen by that. */
  takeReport(visitor: Visitor, { sessionId, report }: CmcdReport): void {
    if (!this.#isOnAir) return;
    const session = this.#meet(visitor, sessionId);
    if (session !== null) this.#take(session, report);
  }

  /** The viewers now. */
  viewers(): Iterable<Viewer> {
    return this.#audience.viewers();
  }

  /** Players that report, as far as health goes. */
  reportingClients(): HealthClient[] {
    const sinceWallMs = this.#wallMs - RECENT_ERROR_MS;
    const clients: HealthClient[] = [];
    for (const viewer of this.#audience.viewers()) {
      for (const { playback } of sessionsOf(viewer)) {
        if (playback === null) continue;
        const { bandwidthKbps, lastErrorWallMs } = playback;
        clients.push({ bandwidthKbps, hasErrors: lastErrorWallMs !== null && lastErrorWallMs >= sinceWallMs });
      }
    }
    return clients;
  }

  /** How many watched, from a time on, in at most 2,000 points. */
  overTime(sinceWallMs: number): readonly KeptSample[] {
    return this.#curve.read(sinceWallMs);
  }

  get #wallMs(): number {
    return this.#needs.clock.wallMs();
  }

  #meet({ address, userAgent }: Visitor, sessionId: string | null): WatchSession | null {
    const { clock } = this.#needs;
    return this.#audience.see({
      address,
      userAgent,
      sessionId,
      nowMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
    });
  }

  #take(session: WatchSession, report: PlayerReport): void {
    this.#errorCount += report.errors;
    this.#playback.take(session, report, this.#wallMs);
  }

  #look(): void {
    if (!this.#isOnAir) return;
    this.#audience.forget(this.#needs.clock.monotonicMs(), MAX_LOOKS);
    const peaks = this.peaks;
    if (peaks.session === this.#peaks.session && peaks.overall === this.#peaks.overall) return;
    this.#peaks = peaks;
    this.#isPeakUnsaved = true;
  }

  #sample(): void {
    if (!this.#isOnAir) return;
    const sample = { wallMs: this.#wallMs, spanMs: SAMPLE_EVERY_MS, value: this.count };
    this.#attempt(() => this.#curve.add(sample));
  }

  #savePeaks(): void {
    if (!this.#isPeakUnsaved) return;
    this.#isPeakUnsaved = false;
    const { samples } = this.#needs;
    const save = (series: string, { wallMs, value }: { wallMs: number; value: number }): void =>
      samples.replace(series, { wallMs, spanMs: 0, value });
    this.#attempt(() => {
      save(SERIES.session, this.#peaks.session);
      save(SERIES.overall, this.#peaks.overall);
    });
  }

  #thin(): void {
    this.#attempt(() => this.#curve.thin(this.#wallMs));
  }

  #attempt<Result>(work: () => Result): Result | null {
    try {
      return work();
    } catch (error) {
      this.#needs.log.warn({ error: String(error) }, 'Figures about viewers could not be written or read.');
      return null;
    }
  }
}
