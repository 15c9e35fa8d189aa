import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { sessionsOf, type Viewer } from '../viewers/audience.ts';
import { CountryTally, type TallyStore } from '../viewers/country-tally.ts';
import type { CurveStore } from '../viewers/figure-curve.ts';
import { type FigureName, Figures } from '../viewers/figures.ts';
import type { HardwarePart } from '../viewers/hardware.ts';
import type { Place } from '../viewers/places.ts';
import type { AerialEvents } from './events.ts';
import type { Stopper } from './lifecycle.ts';

const MINUTE_SECONDS = 60;

export interface StationFiguresNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: Logger;
  readonly metrics: Pick<MetricsRegistry, 'read'>;
  readonly samples: CurveStore & TallyStore;
  readonly hardware: { series(part: HardwarePart): readonly { readonly value: number }[] };
  readonly viewers: () => Iterable<Viewer>;
  readonly placeOf: (address: string) => Promise<Place | null>;
}

/** The station's figures over time: most of them are the metrics of the process, looked at each minute. */
export class StationFigures {
  readonly figures: Figures;
  readonly countries: CountryTally;
  readonly #needs: StationFiguresNeeds;
  readonly #before = new Map<string, number>();
  #messages = 0;

  constructor(needs: StationFiguresNeeds) {
    this.#needs = needs;
    this.figures = new Figures({ ...needs, read: () => this.#read() });
    this.countries = new CountryTally({
      ...needs,
      addresses: () => addressesOf(needs.viewers()),
      countryOf: async (address) => (await needs.placeOf(address))?.countryCode ?? null,
    });
  }

  start(): Stopper {
    const endings = [
      this.#needs.events.on('chat.message', () => void (this.#messages += 1)),
      this.figures.start(),
      this.countries.start(),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  #read(): Record<FigureName, number | null> {
    const { hardware, metrics } = this.#needs;
    const messages = this.#messages;
    this.#messages = 0;
    const known = (name: string): number | null => {
      const value = metrics.read(name);
      return Number.isFinite(value) ? value : null;
    };
    const latest = (part: HardwarePart): number | null => hardware.series(part).at(-1)?.value ?? null;
    return {
      served: (this.#growthOf('aerial_hls_sent_bytes_total') * 8) / 1000 / MINUTE_SECONDS,
      inbound: known('aerial_ingest_bitrate_kbps'),
      messages,
      latency: known('aerial_playback_latency_seconds'),
      bandwidth: known('aerial_playback_bandwidth_kbps'),
      stalls: this.#growthOf('aerial_playback_errors'),
      cpu: latest('cpu'),
      memory: latest('memory'),
      disk: latest('disk'),
    };
  }

  #growthOf(name: string): number {
    const now = this.#needs.metrics.read(name);
    const before = this.#before.get(name) ?? 0;
    this.#before.set(name, now);
    return Math.max(0, now - before);
  }
}

function* addressesOf(viewers: Iterable<Viewer>): Generator<string> {
  for (const viewer of viewers) for (const _session of sessionsOf(viewer)) yield viewer.address;
}
