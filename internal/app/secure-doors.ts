import { certificateDirectory, CertificateFolder } from '../certificates/acme/certificate-folder.ts';
import { CertificateKeeper } from '../certificates/acme/certificate-keeper.ts';
import { Challenges } from '../certificates/acme/challenges.ts';
import { obtainCertificate } from '../certificates/acme/obtain-certificate.ts';
import type { Certificate, CertificatePair } from '../certificates/certificate.ts';
import { watchExpiry } from '../certificates/expiry-watch.ts';
import type { Settings } from '../config/settings.ts';
import { WebListener, type WebListenerNeeds } from '../http/listener.ts';
import { plainDoor } from '../http/plain-door.ts';
import { withStrictTransport } from '../http/strict-transport.ts';
import type { Clock } from '../platform/clock.ts';
import { AerialError } from '../platform/errors.ts';
import type { Logger, LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';

/** How long a port that could not be opened is left alone. */
const REOPEN_MS = 60_000;
/** Connections to the port that only sends on. */
const PLAIN_CONNECTIONS = 500;

export interface SecureDoorsNeeds {
  readonly settings: Settings;
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly version: string;
  readonly random: () => number;
  readonly handle: WebListenerNeeds['handle'];
  readonly upgrades?: WebListenerNeeds['upgrades'];
}

interface Door {
  readonly listener: WebListener;
  state: 'closed' | 'opening' | 'open';
  /** Whether it was said that it cannot be opened. */
  isRefused: boolean;
}

/**
 * HTTPS with a certificate by ACME, beside the web port: a plain port for the authority's check and the way to HTTPS, and the secure one. A port
 * that cannot be opened is said in the log and tried again each minute; the station goes on without it.
 */
export class SecureDoors {
  readonly #needs: SecureDoorsNeeds;
  readonly #log: Logger;
  readonly #keeper: CertificateKeeper;
  readonly #plain: Door;
  readonly #secure: Door;
  #listener: (certificate: Certificate) => void = () => {};
  #isLookedAfter = false;
  #isStopped = false;

  constructor(needs: SecureDoorsNeeds) {
    this.#needs = needs;
    this.#log = needs.log.component('certificates');
    const { clock, dataDirectory, random, settings, version } = needs;
    const challenges = new Challenges();
    this.#keeper = new CertificateKeeper({
      directoryUrl: settings.get('acme-directory'),
      email: settings.get('acme-email'),
      names: settings.get('acme-host'),
      userAgent: `aerial/${version}`,
      board: challenges,
      clock,
      log: this.#log,
      folder: new CertificateFolder({ directory: certificateDirectory(dataDirectory) }),
      random,
      obtain: obtainCertificate,
      onCertificate: (certificate) => this.#take(certificate),
    });
    this.#plain = this.#openable({
      port: settings.get('acme-http-port'),
      portSetting: 'acme-http-port',
      door: 'redirect',
      maxConnections: PLAIN_CONNECTIONS,
      tls: null,
      handle: plainDoor({
        hosts: settings.get('acme-host'),
        httpPort: settings.get('acme-http-port'),
        httpsPort: settings.get('acme-https-port'),
        challengeAnswer: (token) => challenges.answer(token),
        isSecureReady: () => this.certificate !== null,
      }),
    });
    this.#secure = this.#openable({
      port: settings.get('acme-https-port'),
      portSetting: 'acme-https-port',
      door: 'https',
      maxConnections: settings.get('http-connections'),
      tls: this.certificate ?? 'awaited',
      handle: withStrictTransport(needs.handle, () => settings.get('hsts-days')),
      ...(needs.upgrades !== undefined && { upgrades: needs.upgrades }),
    });
  }

  /** What is shown now; null before the first. */
  get certificate(): CertificatePair | null {
    return this.#keeper.certificate;
  }

  /** Opens the ports, and begins to look after the certificate in the background; `onCertificate` gets each new one. Never rejects. */
  async start(onCertificate: (certificate: CertificatePair) => void): Promise<() => Promise<void>> {
    this.#listener = onCertificate;
    const { clock, metrics } = this.#needs;
    await this.#openAll();
    const reopen = clock.every(REOPEN_MS, () => void this.#openAll());
    const read = (): Certificate | null => this.#keeper.certificate;
    const unwatch = watchExpiry({ clock, log: this.#log, metrics, source: 'acme', read });
    return async () => {
      this.#isStopped = true;
      reopen();
      unwatch();
      await Promise.all([this.#keeper.stop(), this.#secure.listener.stop(), this.#plain.listener.stop()]);
    };
  }

  #openable(needs: Omit<WebListenerNeeds, 'address' | 'metrics'>): Door {
    const { metrics, settings } = this.#needs;
    const address = settings.get('http-address');
    return { listener: new WebListener({ address, metrics, ...needs }), state: 'closed', isRefused: false };
  }

  async #openAll(): Promise<void> {
    await Promise.all([this.#open(this.#secure), this.#open(this.#plain)]);
    // Without the plain port the authority's check would fail, and it counts failures.
    if (this.#isLookedAfter || this.#isStopped || this.#plain.state !== 'open') return;
    this.#isLookedAfter = true;
    this.#keeper.start();
  }

  async #open(door: Door): Promise<void> {
    if (door.state !== 'closed') return;
    door.state = 'opening';
    try {
      await door.listener.start();
      door.state = 'open';
      if (this.#isStopped) await door.listener.stop();
      else if (door.isRefused)
        this.#log.info({ port: door.listener.port }, 'A port for HTTPS could be opened after all.');
    } catch (error) {
      const says = error instanceof AerialError ? error.toLine() : String(error);
      if (!door.isRefused)
        this.#log.error({ error: says }, 'A port for HTTPS cannot be opened; it is tried again each minute.');
      door.isRefused = true;
      door.state = 'closed';
    }
  }

  #take(certificate: Certificate): void {
    this.#secure.listener.useCertificate(certificate);
    this.#listener(certificate);
  }
}
