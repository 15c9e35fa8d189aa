import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';

import type { AerialEvents } from '../app/events.ts';
import type { CertificatePair } from '../certificates/certificate.ts';
import type { MediaSink } from '../media/packet.ts';
import type { Clock } from '../platform/clock.ts';
import { addressMissing, AerialError, systemCode } from '../platform/errors.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { BroadcastInfo } from './broadcast.ts';
import { ConnectionTable } from './connection-table.ts';
import { RtmpConnection } from './connection.ts';
import { FrontDesk } from './front-desk.ts';
import { defaultLimits, type IngestLimits } from './limits.ts';
import { Stage, type IngestState } from './stage.ts';
import type { StreamKey } from './stream-key.ts';

/** How often deadlines are looked at. */
const SWEEP_MS = 500;
const LISTEN_BACKLOG = 511;

export interface IngestServerNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly events: EventPublisher<AerialEvents>;
  /** Asked at each attempt to publish. */
  readonly streamKeys: { list(): readonly StreamKey[] };
  /** Asked once a broadcast, when its tracks are known. */
  readonly openSink: (info: BroadcastInfo) => MediaSink;
  /** How long a broadcast waits for its encoder's return, in milliseconds; asked when the encoder leaves. */
  readonly graceMs: () => number;
  readonly newBroadcastId: () => string;
  readonly listen: {
    /** The address to listen at; undefined is all of them. */
    readonly host: string | undefined;
    /** 0 takes any free port. */
    readonly port: number;
    /** RTMPS on a port of its own (1936 is customary); null is none. While its certificate is awaited, whoever knocks there is let go. */
    readonly tls: { readonly port: number; readonly pair: CertificatePair | 'awaited' } | null;
  };
  readonly limits?: Partial<IngestLimits>;
}

/** Listens for encoders over RTMP and RTMPS, and puts the one that may publish on air. */
export class IngestServer {
  readonly #needs: IngestServerNeeds;
  readonly #limits: IngestLimits;
  readonly #connections: ConnectionTable<RtmpConnection>;
  readonly #stage: Stage;
  readonly #desk: FrontDesk;
  #plain: Server | null = null;
  #secure: Server | null = null;
  #context: SecureContext | null = null;
  #cancelSweep: (() => void) | null = null;

  constructor(needs: IngestServerNeeds) {
    this.#needs = needs;
    this.#limits = { ...defaultLimits, ...needs.limits };
    this.#connections = new ConnectionTable(this.#limits);
    this.#stage = new Stage(needs);
    this.#desk = new FrontDesk({
      ...needs,
      limits: this.#limits,
      stage: this.#stage,
      onClosed: (connection) => this.#connections.remove(connection),
    });
    this.#observe();
  }

  /** The bound RTMP port, or null while not listening. */
  get port(): number | null {
    return boundPort(this.#plain);
  }

  /** The bound RTMPS port, or null. */
  get tlsPort(): number | null {
    return boundPort(this.#secure);
  }

  /** Listens. Rejects with PORT_IN_USE, PORT_FORBIDDEN or TLS_FILE_UNUSABLE. */
  async start(): Promise<void> {
    const { host, port, tls } = this.#needs.listen;
    if (tls !== null && tls.pair !== 'awaited') this.#context = openContext(tls.pair);
    try {
      this.#plain = await listen((socket) => this.#take(socket), { host, port, option: '--rtmp-port' });
      if (tls !== null) {
        this.#secure = await listen((socket) => this.#takeSecurely(socket), {
          host,
          port: tls.port,
          option: '--rtmps-port',
        });
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#cancelSweep = this.#needs.clock.every(SWEEP_MS, () => this.#sweep());
    this.#needs.log.info({ rtmpPort: this.port, rtmpsPort: this.tlsPort }, 'Waiting for an encoder.');
  }

  /** Takes nobody else in, ends the broadcast, closes every socket. Twice is harmless. */
  async stop(): Promise<void> {
    this.#cancelSweep?.();
    this.#cancelSweep = null;
    const servers = [this.#plain, this.#secure].filter((server) => server !== null);
    this.#plain = null;
    this.#secure = null;
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    this.#stage.endNow('the server is shutting down', false);
    for (const connection of this.#connections) connection.drop('the server is shutting down');
    await Promise.all(closed);
  }

  /**
   * Ends the broadcast at an administrator's word; false when nothing is on air. Encoders come back by themselves: with `holdsOff` its stream
   * key is turned away in words until it has not been tried for 60 s.
   */
  endNow(reason: string, how: { readonly holdsOff: boolean }): boolean {
    return this.#stage.endNow(reason, how.holdsOff);
  }

  state(): IngestState {
    return this.#stage.state();
  }

  /** Encoders that connect by RTMPS from now on see this certificate; those that are there go on. */
  useCertificate(pair: CertificatePair): void {
    this.#context = openContext(pair);
  }

  #takeSecurely(socket: Socket): void {
    if (this.#context === null) return void socket.destroy();
    this.#take(socket, new TLSSocket(socket, { isServer: true, secureContext: this.#context }));
  }

  #take(socket: Socket, spoken: Socket = socket): void {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return void socket.destroy();
    const connection = new RtmpConnection({
      socket: spoken,
      remoteAddress,
      limits: this.#limits,
      clock: this.#needs.clock,
      owner: this.#desk,
    });
    this.#connections.add(connection);
  }

  #sweep(): void {
    const nowMs = this.#needs.clock.monotonicMs();
    for (const connection of this.#connections) connection.sweep(nowMs);
    this.#stage.check();
  }

  #observe(): void {
    const { metrics } = this.#needs;
    const health = (): IngestState['health'] => this.#stage.state().health;
    metrics.observe('aerial_ingest_connections', 'Open RTMP connections.', () => this.#connections.size);
    metrics.observe(
      'aerial_ingest_bitrate_kbps',
      'Inbound media, averaged over 5 s.',
      () => health()?.bitrateKbps ?? 0,
    );
    const inSeconds = (ms: number | null | undefined): number => (ms ?? Number.NaN) / 1000;
    metrics.observe('aerial_ingest_key_frame_interval_seconds', 'Between the last two key frames.', () =>
      inSeconds(health()?.keyFrameIntervalMs),
    );
    metrics.observe('aerial_ingest_key_frame_jitter_seconds', 'Between the longest and the shortest of those.', () =>
      inSeconds(health()?.keyFrameJitterMs),
    );
    metrics.observe('aerial_ingest_drift_seconds', 'How far the sound is ahead of the picture.', () =>
      inSeconds(health()?.driftMs),
    );
    metrics.observe('aerial_ingest_silent_seconds', 'For how long there has been no sound.', () =>
      inSeconds(health()?.silentForMs ?? 0),
    );
    metrics.observe('aerial_ingest_interlaced', 'Whether the encoder sends interlaced pictures: 1, else 0.', () =>
      health()?.isInterlaced === true ? 1 : 0,
    );
    metrics.observe('aerial_ingest_frame_rate', 'Inbound pictures per second.', () => health()?.frameRate ?? 0);
  }
}

function boundPort(server: Server | null): number | null {
  const address = server?.address() as AddressInfo | null | undefined;
  return address?.port ?? null;
}

function openContext(pair: CertificatePair): SecureContext {
  try {
    return createSecureContext({ cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.2' });
  } catch (error) {
    throw new AerialError('TLS_FILE_UNUSABLE', {
      message: 'The certificate or its key cannot be used for RTMPS.',
      hint: 'Give a certificate chain and the key that belongs to it, both as PEM.',
      cause: error,
    });
  }
}

function listen(
  onSocket: (socket: Socket) => void,
  at: { host: string | undefined; port: number; option: string },
): Promise<Server> {
  const server = createServer(onSocket);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(describeListenError(error, at)));
    server.listen({ host: at.host, port: at.port, backlog: LISTEN_BACKLOG }, () => {
      // Errors of accepting (out of descriptors) are no reason to stop.
      server.removeAllListeners('error').on('error', () => undefined);
      resolve(server);
    });
  });
}

function describeListenError(
  error: unknown,
  at: { host: string | undefined; port: number; option: string },
): AerialError {
  const missing = addressMissing(error, at.host, 'rtmp-address');
  if (missing !== null) return missing;
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new AerialError('PORT_FORBIDDEN', {
      message: `This user may not listen on port ${at.port} for RTMP.`,
      hint: `Choose a port above 1023 with ${at.option}.`,
      cause: error,
    });
  }
  if (code === 'EADDRINUSE') {
    return new AerialError('PORT_IN_USE', {
      message: `Port ${at.port} for RTMP is taken by another program.`,
      hint: `Stop that program, or choose another port with ${at.option}.`,
      cause: error,
    });
  }
  return new AerialError('INTERNAL', {
    message: `Port ${at.port} for RTMP could not be opened: ${String(error)}.`,
    hint: `Check the listen address, or choose another port with ${at.option}.`,
    cause: error,
  });
}
