import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import type { Settings } from '../config/settings.ts';
import { LiveChannel } from '../hls/live-channel.ts';
import { WebListener } from '../http/listener.ts';
import { addChannelPageRoute } from '../http/routes/channel-page.ts';
import { addMetricsRoute } from '../http/routes/metrics.ts';
import { addStatusRoute } from '../http/routes/status.ts';
import { StaticFiles } from '../http/static-files.ts';
import { WebServer } from '../http/web-server.ts';
import type { BroadcastInfo } from '../ingest/broadcast.ts';
import { IngestServer } from '../ingest/server.ts';
import type { StreamKey } from '../ingest/stream-key.ts';
import type { MediaItem, MediaSink } from '../media/packet.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import { AerialError } from '../platform/errors.ts';
import { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { LocalStore } from '../storage/local-store.ts';
import { WriteBehind } from '../storage/write-behind.ts';
import type { Store } from '../store/store.ts';
import { AudioBridge } from '../transcode/audio-bridge.ts';
import { Transcoder } from '../transcode/transcoder.ts';
import { keepBroadcastRecords } from './broadcast-records.ts';
import { DurableCounters } from './durable-counters.ts';
import type { AerialEvents } from './events.ts';
import { FanOut } from './fan-out.ts';
import { Lifecycle, type Stage } from './lifecycle.ts';
import { addProcessMetrics } from './process-metrics.ts';
import { OnAir } from './state.ts';

export interface AppNeeds {
  readonly settings: Settings;
  /** Open, migrated and locked; whoever opened it closes it, after `stop`. */
  readonly store: Store;
  /** Absolute, exists and can be written. */
  readonly dataDirectory: string;
  readonly assets: Assets;
  readonly log: LogRoot;
  readonly clock: Clock;
  readonly version: string;
}

/** The ports that are really bound. */
export interface ListeningAt {
  readonly httpPort: number;
  /** Whether the web port speaks HTTPS. */
  readonly httpSecure: boolean;
  readonly rtmpPort: number;
  readonly rtmpsPort: number | null;
}

interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/**
 * The composition root: builds every part, hands each what it needs, and owns the order of start and stop (`docs/closures.md`). It is the
 * only place that knows all the others.
 */
export class AppController {
  readonly #needs: AppNeeds;
  readonly #metrics = new MetricsRegistry();
  readonly #events: EventHub<AerialEvents>;
  readonly #onAir: OnAir;
  readonly #lifecycle: Lifecycle;
  readonly #archive: WriteBehind;
  readonly #archiveStore: LocalStore;
  readonly #channel: LiveChannel;
  /** What runs an ffmpeg. */
  readonly #transcoders = new Set<{ stop(): Promise<void> }>();

  constructor(needs: AppNeeds) {
    this.#needs = needs;
    const log = needs.log.component('app');
    this.#events = new EventHub({
      onListenerError: (name, error) =>
        log.error({ event: name, error: String(error) }, 'A listener to an event failed; the others were told.'),
    });
    this.#lifecycle = new Lifecycle({ log });
    const latest = needs.store.broadcasts.latest();
    this.#onAir = new OnAir({
      events: this.#events,
      wallMs: () => needs.clock.wallMs(),
      lastConnectWallMs: latest?.startedWallMs ?? null,
      lastDisconnectWallMs: latest?.endedWallMs ?? null,
    });
    this.#archiveStore = new LocalStore({ directory: join(needs.dataDirectory, 'hls') });
    this.#archive = new WriteBehind({
      store: this.#archiveStore,
      clock: needs.clock,
      log: needs.log.component('storage'),
      metrics: this.#metrics,
    });
    this.#channel = this.#buildChannel();
  }

  /**
   * Starts everything in order: the store's folder, the web port, then the ingest, so that nothing is broadcast that cannot be watched.
   * Rejects with an `AerialError` (`PORT_IN_USE`, `PORT_FORBIDDEN`, `TLS_FILE_UNUSABLE`) after stopping what had started.
   */
  async start(): Promise<ListeningAt> {
    const tls = this.#readTlsFiles();
    const web = this.#buildWeb();
    const listener = this.#buildListener(web, tls);
    const ingest = this.#buildIngest(tls);
    const { settings, store, clock } = this.#needs;
    const stages: Stage[] = [
      { name: 'metrics', start: () => addProcessMetrics(this.#metrics) },
      {
        name: 'records',
        start: () =>
          keepBroadcastRecords({
            events: this.#events,
            broadcasts: store.broadcasts,
            clock,
            log: this.#needs.log.component('store'),
          }),
      },
      { name: 'storage', start: () => this.#startArchive() },
      { name: 'web', start: async () => (await web.start(), () => web.stop()) },
      { name: 'listener', start: async () => (await listener.start(), () => listener.stop()) },
      // Stopped before the listener: held requests are answered and the playlists closed while viewers can still be told.
      { name: 'channel', start: () => () => this.#channel.stop() },
      { name: 'transcoders', start: () => () => this.#stopTranscoders() },
      { name: 'ingest', start: async () => (await ingest.start(), () => ingest.stop()) },
    ];
    await this.#lifecycle.start(stages);
    return {
      httpPort: listener.port,
      httpSecure: tls !== null,
      rtmpPort: ingest.port ?? settings.get('rtmp-port'),
      rtmpsPort: ingest.tlsPort,
    };
  }

  /** Stops everything in the opposite order, within 5 s. Twice is harmless, also after a failed start. */
  stop(): Promise<void> {
    return this.#lifecycle.stop();
  }

  #buildChannel(): LiveChannel {
    const { clock, log, settings, store } = this.#needs;
    return new LiveChannel({
      clock,
      log: log.component('hls'),
      metrics: this.#metrics,
      counters: new DurableCounters({ stored: store.counters, log: log.component('store') }),
      archive: {
        put: (path, bytes) => {
          if (settings.get('store-segments')) this.#archive.put(path, bytes);
        },
        remove: (path) => this.#archive.remove(path),
      },
      settings: {
        get partTargetMs() {
          return settings.get('part-ms');
        },
        get windowSeconds() {
          return settings.get('window-seconds');
        },
        get maxWaitingRequests() {
          return settings.get('http-waiting-requests');
        },
      },
      sessionPrefix: randomBytes(5).toString('hex'),
    });
  }

  #buildWeb(): WebServer {
    const { assets, clock, log, settings, version } = this.#needs;
    const statics = new StaticFiles({ source: assets });
    const readState = () => ({ ...this.#onAir.current, title: settings.get('stream-title') });
    return new WebServer({
      log: log.component('http'),
      early: [
        (request, response, pathname, query) => this.#channel.handle(request, response, pathname, query),
        (request, response, pathname) => statics.handle(request, response, pathname),
      ],
      routes: [
        (app) => addStatusRoute(app, { version, wallMs: () => clock.wallMs(), readState }),
        (app) =>
          addMetricsRoute(app, { isEnabled: () => settings.get('metrics'), render: () => this.#metrics.render() }),
        (app) =>
          addChannelPageRoute(app, {
            version,
            assets,
            wallMs: () => clock.wallMs(),
            readState,
            readChannel: () => ({ name: settings.get('channel-name'), summary: settings.get('channel-summary') }),
          }),
      ],
    });
  }

  #buildListener(web: WebServer, tls: TlsFiles | null): WebListener {
    const { settings } = this.#needs;
    return new WebListener({
      address: settings.get('http-address'),
      port: settings.get('http-port'),
      tls,
      maxConnections: settings.get('http-connections'),
      handle: web.handle,
      metrics: this.#metrics,
    });
  }

  #buildIngest(tls: TlsFiles | null): IngestServer {
    const { clock, log, settings } = this.#needs;
    return new IngestServer({
      clock,
      log: log.component('ingest'),
      metrics: this.#metrics,
      events: this.#events,
      streamKeys: { list: () => this.#listStreamKeys() },
      openSink: (info) => this.#openBroadcast(info),
      graceMs: () => settings.get('grace-seconds') * 1000,
      newBroadcastId: () => randomBytes(8).toString('hex'),
      listen: {
        host: settings.get('rtmp-address') ?? undefined,
        port: settings.get('rtmp-port'),
        tls: tls === null ? null : { port: settings.get('rtmps-port'), cert: tls.certificate, key: tls.key },
      },
      limits: {
        maxConnections: settings.get('ingest-connections'),
        maxConnectionsPerAddress: settings.get('ingest-connections-per-address'),
      },
    });
  }

  #listStreamKeys(): readonly StreamKey[] {
    const given = this.#needs.settings.get('stream-key');
    return [
      ...given.map((key, position) => ({ id: `run-${position}`, key, comment: 'given with --stream-key' })),
      ...this.#needs.store.streamKeys.list(),
    ];
  }

  #openBroadcast(info: BroadcastInfo): MediaSink {
    const { clock, log, settings } = this.#needs;
    const channel = this.#channel;
    const source = channel.beginBroadcast(info);
    const cores = settings.get('cores');
    const transcoder = new Transcoder({
      clock,
      log: log.component('transcode'),
      metrics: this.#metrics,
      ffmpegPath: settings.get('ffmpeg'),
      ladder: settings.get('ladder'),
      cores: cores === 'auto' ? availableParallelism() : cores,
      outputs: {
        declare: (plans) => channel.declareRenditions(plans),
        config: (index, config) => channel.rendition(index).config(config),
        video: (index, packet) => channel.rendition(index).video(packet),
        lost: (index) => channel.rendition(index).lost(),
      },
      onChange: (renditions) =>
        this.#events.publish('transcode.changed', { broadcastId: info.broadcastId, renditions }),
    });
    this.#transcoders.add(transcoder);
    const fanOut = new FanOut({
      log: log.component('app'),
      consumers: [
        { name: 'source rendition', sink: source },
        { name: 'transcoder', sink: transcoder },
        { name: 'end of broadcast', sink: { push: (item) => this.#onItem(item, [transcoder, bridge]) } },
      ],
    });
    const bridge = new AudioBridge({
      clock,
      log: log.component('transcode'),
      metrics: this.#metrics,
      ffmpegPath: settings.get('ffmpeg'),
      next: fanOut,
    });
    this.#transcoders.add(bridge);
    return bridge;
  }

  #onItem(item: MediaItem, transcoders: readonly { stop(): Promise<void> }[]): void {
    if (item.kind !== 'end') return;
    for (const transcoder of transcoders) void transcoder.stop().finally(() => this.#transcoders.delete(transcoder));
  }

  async #stopTranscoders(): Promise<void> {
    await Promise.all([...this.#transcoders].map((transcoder) => transcoder.stop()));
  }

  async #startArchive(): Promise<() => Promise<void>> {
    await this.#archiveStore
      .clear()
      .catch((error: unknown) =>
        this.#needs.log
          .component('storage')
          .warn({ error: String(error) }, 'What the last run stored could not be removed.'),
      );
    return () => this.#archive.stop();
  }

  #readTlsFiles(): TlsFiles | null {
    const certificate = this.#needs.settings.get('tls-certificate');
    const key = this.#needs.settings.get('tls-key');
    if (certificate === null || key === null) return null;
    return { certificate: readTlsFile(certificate, 'tls-certificate'), key: readTlsFile(key, 'tls-key') };
  }
}

function readTlsFile(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AerialError('TLS_FILE_UNUSABLE', {
      message: `The file of --${setting} cannot be read.`,
      hint: `Check that it exists and that the user who runs Aerial may read it: ${file}`,
      cause: error,
    });
  }
}
