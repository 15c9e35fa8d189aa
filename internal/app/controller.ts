import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';

import type { CertificatePair } from '../certificates/certificate.ts';
import type { Settings } from '../config/settings.ts';
import { LiveChannel } from '../hls/live-channel.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import { WebListener } from '../http/listener.ts';
import { withStrictTransport } from '../http/strict-transport.ts';
import type { WebServer } from '../http/web-server.ts';
import { IngestServer } from '../ingest/server.ts';
import type { StreamKey } from '../ingest/stream-key.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import { releaseStartUpMemory } from '../platform/memory.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';
import type { Store } from '../store/store.ts';
import { Artwork } from './artwork.ts';
import { keepBackups } from './backup-keeper.ts';
import { keepBroadcastRecords } from './broadcast-records.ts';
import { Broadcasting } from './broadcasting.ts';
import { Certificates } from './certificates.ts';
import { ChatPart } from './chat.ts';
import { buildClients } from './clients.ts';
import { buildDirectoryPings } from './directory.ts';
import { DurableCounters } from './durable-counters.ts';
import type { AerialEvents } from './events.ts';
import { FederationPart } from './federation.ts';
import { Lifecycle, type Stage } from './lifecycle.ts';
import { addProcessMetrics } from './process-metrics.ts';
import { buildOutbound } from './outbound.ts';
import { Slate } from './slate.ts';
import { NoticesPart } from './notices.ts';
import { SchedulePart } from './schedule.ts';
import { OnAir } from './state.ts';
import { TimelinePart } from './timeline.ts';
import { TestPicturePart } from './test-picture.ts';
import { StoragePart } from './storage.ts';
import { ViewersPart } from './viewers.ts';
import { buildWeb } from './web.ts';
import { WebhooksPart } from './webhooks.ts';

/** Pages, players and encoders that waited for the start have come by then. */
const START_UP_OVER_MS = 3_000;

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
  readonly #storage: StoragePart;
  readonly #timeline: TimelinePart;
  readonly #channel: LiveChannel;
  #ingest: IngestServer | null = null;
  readonly #artwork: Artwork;
  readonly #clients: ClientAddresses;
  readonly #viewers: ViewersPart;
  readonly #broadcasting: Broadcasting;
  readonly #slate: Slate;
  readonly #chat: ChatPart;
  readonly #schedule: SchedulePart;
  readonly #outbound: OutboundFetch;
  readonly #webhooks: WebhooksPart;
  readonly #notices: NoticesPart;
  readonly #testPicture: TestPicturePart;
  readonly #federation: FederationPart;

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
    this.#storage = new StoragePart({ ...needs, metrics: this.#metrics, stayMs: () => this.#channel.stayMs });
    this.#timeline = new TimelinePart({ ...needs, events: this.#events, log: needs.log.component('timeline') });
    this.#channel = this.#buildChannel();
    this.#slate = this.#buildSlate();
    this.#broadcasting = this.#buildBroadcasting();
    this.#artwork = new Artwork({
      ...needs,
      events: this.#events,
      newestPictures: (lengthMs) => this.#channel.newestPictures(lengthMs),
      // Pages count from when the encoder connected, too.
      storyboardSource: () => this.#channel.storyboardSource(this.#onAir.current.lastConnectWallMs ?? 0),
    });
    this.#clients = buildClients(needs.settings);
    this.#schedule = new SchedulePart({ ...needs, events: this.#events });
    this.#chat = this.#buildChat();
    this.#viewers = new ViewersPart({
      ...needs,
      clients: this.#clients,
      events: this.#events,
      metrics: this.#metrics,
      onAir: this.#onAir,
      readIngest: () => this.#ingest?.state() ?? null,
      readRenditions: () => this.#channel.status().renditions,
      readWarnings: () => this.#broadcasting.health.warnings(),
      readChat: () => this.#chat.figures(),
      readChatClients: () => this.#chat.room.count,
      readStorageTrouble: () => this.#storage.trouble(),
    });
    this.#outbound = buildOutbound(needs);
    this.#webhooks = this.#buildWebhooks();
    this.#notices = this.#buildNotices();
    this.#testPicture = this.#buildTestPicture();
    this.#federation = this.#buildFederation();
  }

  /**
   * Starts everything in order: the store's folder, the web port, then the ingest, so that nothing is broadcast that cannot be watched.
   * Rejects with an `AerialError` (`PORT_IN_USE`, `PORT_FORBIDDEN`, `TLS_FILE_UNUSABLE`) after stopping what had started.
   */
  async start(): Promise<ListeningAt> {
    const web = this.#buildWeb();
    const certificates = this.#buildCertificates(web);
    const listener = this.#buildListener(web, certificates.ofWeb);
    const ingest = this.#buildIngest(certificates.ofIngest);
    this.#ingest = ingest;
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
      { name: 'timeline', start: () => this.#timeline.start() },
      { name: 'viewers', start: () => this.#viewers.start() },
      {
        name: 'backups',
        start: () => keepBackups({ backups: store.backups, settings, clock, log: this.#needs.log.component('store') }),
      },
      { name: 'storage', start: () => this.#storage.start() },
      { name: 'schedule', start: () => this.#schedule.start() },
      { name: 'notices', start: () => this.#notices.start() },
      { name: 'webhooks', start: () => this.#webhooks.start() },
      {
        name: 'directory',
        start: () => buildDirectoryPings({ ...this.#needs, events: this.#events, outbound: this.#outbound }).start(),
      },
      { name: 'fediverse', start: () => this.#federation.start() },
      { name: 'web', start: async () => (await web.start(), () => web.stop()) },
      { name: 'listener', start: async () => (await listener.start(), () => listener.stop()) },
      // Stopped before the listeners, too: everybody is told goodbye.
      { name: 'chat', start: () => this.#chat.start() },
      { name: 'secure doors', start: () => certificates.openDoors(ingest) },
      // Stopped before the listeners: held requests are answered and the playlists closed while viewers can still be told.
      { name: 'channel', start: () => () => this.#channel.stop() },
      { name: 'artwork', start: () => this.#artwork.start() },
      { name: 'slate', start: () => this.#slate.start() },
      { name: 'transcoders', start: () => this.#broadcasting.start() },
      { name: 'ingest', start: async () => (await ingest.start(), () => ingest.stop()) },
      // Stopped before the ingest: a broadcast that goes on after a restart is the same one to followers.
      { name: 'live notices', start: () => this.#federation.tellOfBroadcasts() },
      // Stopped before the ingest: it is an encoder like any other.
      { name: 'test picture', start: () => this.#testPicture.start() },
      { name: 'certificates', start: () => certificates.watch({ web: listener, ingest }) },
      { name: 'memory', start: () => this.#releaseMemoryWhenQuiet() },
    ];
    await this.#lifecycle.start(stages);
    return {
      httpPort: listener.port,
      httpSecure: certificates.ofWeb !== null,
      rtmpPort: ingest.port ?? settings.get('rtmp-port'),
      rtmpsPort: ingest.tlsPort,
    };
  }

  /** Stops everything in the opposite order, within 5 s. Twice is harmless, also after a failed start. */
  stop(): Promise<void> {
    return this.#lifecycle.stop();
  }

  #buildBroadcasting(): Broadcasting {
    return new Broadcasting({
      ...this.#needs,
      slate: this.#slate,
      channel: this.#channel,
      events: this.#events,
      metrics: this.#metrics,
      endBroadcast: (reason) => this.#ingest?.endNow(reason, { holdsOff: false }) ?? false,
    });
  }

  #buildChat(): ChatPart {
    return new ChatPart({
      ...this.#needs,
      clients: this.#clients,
      events: this.#events,
      metrics: this.#metrics,
      onAir: this.#onAir,
      emoji: () => this.#artwork.gallery.emoji(),
      planned: () => this.#schedule.next(),
    });
  }

  #buildNotices(): NoticesPart {
    return new NoticesPart({
      ...this.#needs,
      events: this.#events,
      metrics: this.#metrics,
      outbound: this.#outbound,
    });
  }

  #buildSlate(): Slate {
    return new Slate({
      ...this.#needs,
      events: this.#events,
      readLogo: () => this.#artwork.gallery.logo(),
      stage: () => this.#channel.interlude(),
    });
  }

  /** Not at once: whoever waits for the server to be there is answered first. */
  #releaseMemoryWhenQuiet(): () => void {
    return this.#needs.clock.after(START_UP_OVER_MS, () => {
      if (this.#onAir.current.phase === 'offline') releaseStartUpMemory();
    });
  }

  #buildChannel(): LiveChannel {
    const { clock, log, settings, store } = this.#needs;
    return new LiveChannel({
      clock,
      log: log.component('hls'),
      metrics: this.#metrics,
      counters: new DurableCounters({ stored: store.counters, log: log.component('store') }),
      archive: this.#storage.archive,
      onSegment: (segment) => this.#timeline.note(segment),
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
    const { assets, clock, log, settings, store, version } = this.#needs;
    return buildWeb({
      artwork: this.#artwork,
      publicFolder: join(this.#needs.dataDirectory, 'public'),
      assets,
      clients: this.#clients,
      clock,
      log,
      metrics: this.#metrics,
      onAir: this.#onAir,
      outbound: this.#outbound,
      settings,
      store,
      version,
      storage: this.#storage,
      timeline: this.#timeline,
      viewers: this.#viewers,
      broadcasting: this.#broadcasting,
      slate: this.#slate,
      chat: this.#chat,
      schedule: this.#schedule,
      notices: this.#notices,
      webhooks: this.#webhooks,
      testPicture: this.#testPicture,
      federation: this.#federation,
      readIngest: () => this.#ingest?.state() ?? null,
      media: this.#viewers.watch((request, response, pathname, query) =>
        this.#channel.handle(request, response, pathname, query),
      ),
    });
  }

  #buildWebhooks(): WebhooksPart {
    return new WebhooksPart({
      ...this.#needs,
      events: this.#events,
      metrics: this.#metrics,
      onAir: this.#onAir,
      outbound: this.#outbound,
      viewers: this.#viewers,
    });
  }

  #buildTestPicture(): TestPicturePart {
    return new TestPicturePart({
      ...this.#needs,
      events: this.#events,
      newKey: () => randomBytes(24).toString('base64url'),
      readIngest: () => (this.#ingest === null ? null : { state: this.#ingest.state(), port: this.#ingest.port }),
    });
  }

  #buildFederation(): FederationPart {
    return new FederationPart({
      ...this.#needs,
      schedule: this.#schedule,
      artwork: this.#artwork,
      chat: this.#chat,
      events: this.#events,
      metrics: this.#metrics,
      onAir: this.#onAir,
    });
  }

  #buildCertificates(web: WebServer): Certificates {
    const random = (): number => randomInt(1_000_000) / 1_000_000;
    return new Certificates({
      ...this.#needs,
      handle: web.handle,
      upgrades: this.#chat.sockets,
      metrics: this.#metrics,
      random,
    });
  }

  #buildListener(web: WebServer, tls: CertificatePair | null): WebListener {
    const { settings } = this.#needs;
    return new WebListener({
      address: settings.get('http-address'),
      port: settings.get('http-port'),
      tls,
      maxConnections: settings.get('http-connections'),
      media: { clock: this.#needs.clock, handle: web.handleMedia },
      handle: tls === null ? web.handle : withStrictTransport(web.handle, () => settings.get('hsts-days')),
      upgrades: this.#chat.sockets,
      metrics: this.#metrics,
    });
  }

  #buildIngest(pair: CertificatePair | 'awaited' | null): IngestServer {
    const { clock, log, settings } = this.#needs;
    return new IngestServer({
      clock,
      log: log.component('ingest'),
      metrics: this.#metrics,
      events: this.#events,
      streamKeys: { list: () => this.#listStreamKeys() },
      openSink: (info) => this.#broadcasting.open(info),
      graceMs: () => settings.get('grace-seconds') * 1000,
      newBroadcastId: () => randomBytes(8).toString('hex'),
      listen: {
        host: settings.get('rtmp-address') ?? undefined,
        port: settings.get('rtmp-port'),
        tls: pair === null ? null : { port: settings.get('rtmps-port'), pair },
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
      ...this.#testPicture.streamKeys(),
    ];
  }
}
