import type { CertificatePair } from '../certificates/certificate.ts';
import { CertificateFiles } from '../certificates/certificate-files.ts';
import { watchExpiry } from '../certificates/expiry-watch.ts';
import { SecureDoors, type SecureDoorsNeeds } from './secure-doors.ts';

/** What shakes hands with a certificate, and can change it while it runs. */
interface CertificateUser {
  useCertificate(pair: CertificatePair): void;
}

/** The certificates that the station shows at its ports. The constructor throws `TLS_FILE_UNUSABLE` for files that cannot be used. */
export class Certificates {
  readonly #needs: SecureDoorsNeeds;
  readonly #files: CertificateFiles | null;
  readonly #doors: SecureDoors | null;

  constructor(needs: SecureDoorsNeeds) {
    this.#needs = needs;
    const { clock, settings } = needs;
    const certificateFile = settings.get('tls-certificate');
    const keyFile = settings.get('tls-key');
    const log = needs.log.component('certificates');
    const files = certificateFile === null || keyFile === null ? null : { certificateFile, keyFile };
    this.#files = files === null ? null : new CertificateFiles({ ...files, clock, log });
    this.#doors = settings.get('acme-host').length === 0 ? null : new SecureDoors(needs);
  }

  /** What the web port begins with; null when it does not speak HTTPS. */
  get ofWeb(): CertificatePair | null {
    return this.#files?.certificate ?? null;
  }

  /** What the RTMPS port begins with; null when there is none. */
  get ofIngest(): CertificatePair | 'awaited' | null {
    if (this.#files !== null) return this.#files.certificate;
    return this.#doors === null ? null : (this.#doors.certificate ?? 'awaited');
  }

  /** From now on hands each new certificate of the files to those ports, and warns before one ends; the returned function stops that. */
  watch(ports: { readonly web: CertificateUser; readonly ingest: CertificateUser }): () => void {
    const files = this.#files;
    if (files === null) return () => {};
    const { clock, metrics } = this.#needs;
    const log = this.#needs.log.component('certificates');
    const unwatch = files.watch((pair) => {
      ports.web.useCertificate(pair);
      ports.ingest.useCertificate(pair);
    });
    const unwarn = watchExpiry({ clock, log, metrics, source: 'files', read: () => files.certificate });
    return () => {
      unwatch();
      unwarn();
    };
  }

  /** Opens the ports with a certificate by ACME, where the settings name a host for one. */
  async openDoors(ingest: CertificateUser): Promise<() => Promise<void> | void> {
    if (this.#doors === null) return () => {};
    // The owner's own files go before, at the port that both could serve.
    return this.#doors.start((pair) => this.#files === null && ingest.useCertificate(pair));
  }
}
