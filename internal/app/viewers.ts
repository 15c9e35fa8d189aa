import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Settings } from '../config/settings.ts';
import { targetDurationSeconds } from '../hls/grid.ts';
import type { RenditionStatus } from '../hls/live-channel.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import { viewerHandlers } from '../http/handlers/viewers.ts';
import type { MediaHandler } from '../http/media/exchange.ts';
import type { IngestState } from '../ingest/stage.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { Store } from '../store/store.ts';
import { ChatPresence } from '../viewers/chat-presence.ts';
import { openCountryLookup } from '../viewers/country-lookup.ts';
import { HardwareWatch } from '../viewers/hardware-watch.ts';
import { type HardwareProbe, hostProbe } from '../viewers/hardware.ts';
import { type Health, type HealthFacts, judgeHealth } from '../viewers/health.ts';
import { type OwncastFigures, renderOwncastMetrics } from '../viewers/owncast-metrics.ts';
import { type Place, Places } from '../viewers/places.ts';
import { UserAgents } from '../viewers/user-agent.ts';
import { Viewership } from '../viewers/viewership.ts';
import type { AerialEvents } from './events.ts';
import type { Stopper } from './lifecycle.ts';
import type { OnAir } from './state.ts';
import { StationFigures } from './station-figures.ts';

/** An encoder's figures are means of five seconds: right after its start they say too little. */
const SETTLING_MS = 15_000;

export interface ViewersNeeds {
  readonly assets: Assets;
  readonly clients: ClientAddresses;
  readonly clock: Clock;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly events: EventSource<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly onAir: OnAir;
  readonly settings: Settings;
  readonly store: Pick<Store, 'samples' | 'broadcasts'>;
  readonly version: string;
  /** The machine's own figures, unless told. */
  readonly hardware?: HardwareProbe;
  /** Null until the ingest has been built. */
  readonly readIngest: () => IngestState | null;
  /** What is wrong with the copies of the live window; null while nothing is. */
  readonly readStorageTrouble: () => string | null;
  readonly readRenditions: () => readonly RenditionStatus[];
  /** What is wrong with what is on air, in sentences. */
  readonly readWarnings: () => readonly string[];
  /** Connections to the chat, people that it knows, and messages that are kept. */
  readonly readChat: () => Pick<OwncastFigures, 'chatClientCount' | 'chatUserCount' | 'chatMessageCount'>;
  /** Connections to the chat now. */
  readonly readChatClients: () => number;
}

/** Who watches and how well: counting, figures over time, places, health, and the API that tells of them. */
export class ViewersPart {
  readonly handlers: ReturnType<typeof viewerHandlers>;
  readonly #needs: ViewersNeeds;
  readonly #viewership: Viewership;
  readonly #chatPresence: ChatPresence;
  readonly #hardware: HardwareWatch;
  readonly #places: Places;
  readonly #figures: StationFigures;
  #settledMs = 0;

  constructor(needs: ViewersNeeds) {
    this.#needs = needs;
    const { clock, dataDirectory, store } = needs;
    const log = needs.log.component('viewers');
    const lastEndWallMs = store.broadcasts.latest()?.endedWallMs ?? null;
    this.#viewership = new Viewership({ clock, log, samples: store.samples }, lastEndWallMs);
    this.#chatPresence = new ChatPresence({
      clock,
      log,
      samples: store.samples,
      readCount: needs.readChatClients,
    });
    this.#hardware = new HardwareWatch({ probe: needs.hardware ?? hostProbe(dataDirectory), clock, log });
    this.#places = new Places({
      assets: needs.assets,
      directory: join(dataDirectory, 'geo'),
      open: openCountryLookup,
      log,
    });
    this.#figures = this.#buildFigures();
    const userAgents = new UserAgents();
    this.handlers = viewerHandlers({
      wallMs: () => clock.wallMs(),
      viewership: this.#viewership,
      chatPresence: this.#chatPresence,
      figures: this.#figures.figures,
      countries: this.#figures.countries,
      hardware: this.#hardware,
      placeOf: (address) => this.#places.of(address),
      softwareOf: (userAgent) => userAgents.describe(userAgent),
      readStream: () => ({ bitratesKbps: this.#bitratesKbps(), segmentSeconds: targetDurationSeconds }),
      renderMetrics: () => this.renderMetrics(),
      pause: () => setImmediate(),
    });
    this.#observe();
  }

  /** Viewers now; 0 while nothing is on air. */
  count(): number {
    return this.#viewership.count;
  }

  /** The same for everybody to see: null when there are none, or the owner hides how many there are. */
  shownCount(): number | null {
    const count = this.count();
    return count === 0 || this.#needs.settings.get('hide-viewer-count') ? null : count;
  }

  peaks(): { readonly session: number; readonly overall: number } {
    const { session, overall } = this.#viewership.peaks;
    return { session: session.value, overall: overall.value };
  }

  /** How busy the processor was in the last half minute. */
  get cpuPercent(): number {
    return this.#hardware.cpuPercent;
  }

  /** How far behind live players are, the middle one of those that reported of late; null when none did. */
  get latencySeconds(): number | null {
    return this.#viewership.playback.latest?.latencySeconds?.median ?? null;
  }

  /** Where an address is; null when that is not known. */
  geo(address: string): Promise<Place | null> {
    return this.#places.of(address);
  }

  /** How the broadcast does; null while nothing is on air or there is nothing to go by. */
  health(): Health | null {
    return this.#needs.onAir.current.phase === 'offline' ? null : judgeHealth(this.#healthFacts());
  }

  /** Puts the counting before what serves media. */
  watch(media: MediaHandler): MediaHandler {
    const { clients } = this.#needs;
    return (request, response, pathname, query) => {
      this.#viewership.seeRequest(pathname, query, request.headers, () => ({
        address: clients.addressOf(request),
        userAgent: request.headers['user-agent'] ?? '',
      }));
      media(request, response, pathname, query);
    };
  }

  /** All figures of the process, and Owncast's names for some of them, as Prometheus text. */
  renderMetrics(): string {
    const { metrics, settings, version } = this.#needs;
    return (
      metrics.render() +
      renderOwncastMetrics({
        version,
        host: settings.get('public-url') ?? '',
        viewerCount: this.count(),
        playbackErrorCount: this.#viewership.errorCount,
        cpuPercent: this.#hardware.cpuPercent,
        ...this.#needs.readChat(),
      })
    );
  }

  start(): Stopper {
    const { clock, events } = this.#needs;
    const settle = (): void => void (this.#settledMs = clock.monotonicMs() + SETTLING_MS);
    const endings = [
      this.#hardware.start(),
      this.#viewership.start(),
      this.#chatPresence.start(),
      this.#figures.start(),
      events.on('broadcast.started', () => {
        settle();
        this.#viewership.begin();
      }),
      events.on('broadcast.resumed', settle),
      events.on('broadcast.ended', () => this.#viewership.end()),
    ];
    return () => {
      for (const end of endings) void end();
    };
  }

  #buildFigures(): StationFigures {
    const { log, store } = this.#needs;
    return new StationFigures({
      ...this.#needs,
      log: log.component('viewers'),
      samples: store.samples,
      hardware: this.#hardware,
      viewers: () => this.#viewership.viewers(),
      placeOf: (address) => this.#places.of(address),
    });
  }

  #bitratesKbps(): number[] {
    return this.#needs
      .readRenditions()
      .filter(({ key, state }) => key !== 'audio' && state === 'running')
      .flatMap(({ bitsPerSecond }) => (bitsPerSecond === null ? [] : [bitsPerSecond / 1000]));
  }

  #healthFacts(): HealthFacts {
    const { clock, onAir, readIngest } = this.#needs;
    const { tracks, renditions } = onAir.current;
    const ingest = clock.monotonicMs() < this.#settledMs ? null : (readIngest()?.health ?? null);
    return {
      viewerCount: this.count(),
      clients: this.#viewership.reportingClients(),
      cpuPercent: this.#hardware.cpuPercent,
      ingest: ingest === null ? null : { ...ingest, declaredFrameRate: tracks?.video?.frameRate ?? null },
      bitratesKbps: this.#bitratesKbps(),
      storageTrouble: this.#needs.readStorageTrouble(),
      warnings: [...this.#needs.readWarnings(), ...(ingest?.warnings ?? [])],
      missingRenditions: renditions.flatMap(({ name, state, reason }) =>
        state === 'lost' || state === 'shed' ? [{ name, state, reason: reason ?? '' }] : [],
      ),
    };
  }

  #observe(): void {
    const { metrics } = this.#needs;
    const viewership = this.#viewership;
    const { playback } = viewership;
    metrics.observe('aerial_viewers', 'Viewers now.', () => viewership.count);
    metrics.observe('aerial_viewers_session_peak', 'Most viewers of this broadcast.', () => this.peaks().session);
    metrics.observe('aerial_viewers_overall_peak', 'Most viewers ever.', () => this.peaks().overall);
    metrics.observe(
      'aerial_playback_errors',
      'Stalls and failures that players reported since the start.',
      () => viewership.errorCount,
    );
    metrics.observe(
      'aerial_playback_latency_seconds',
      'Median distance behind live, over two minutes; NaN while no player reports.',
      () => playback.latest?.latencySeconds?.median ?? Number.NaN,
    );
    metrics.observe(
      'aerial_playback_bandwidth_kbps',
      'Median throughput of players, over two minutes; NaN while none reports.',
      () => playback.latest?.bandwidthKbps?.median ?? Number.NaN,
    );
    metrics.observe(
      'aerial_host_cpu_percent',
      'Processor in use, of the whole machine.',
      () => this.#hardware.cpuPercent,
    );
  }
}
