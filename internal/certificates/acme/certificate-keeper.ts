import { AerialError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { Certificate } from '../certificate.ts';
import type { AcmeState, CertificateFolder } from './certificate-folder.ts';
import type { ObtainNeeds } from './obtain-certificate.ts';
import { backOffMs, earliestMs, isFor, renewalMs, withAttempt } from './schedule.ts';

/** The longest that is waited before the wall clock is looked at again: it may jump. */
const LOOK_MS = 3_600_000;

export interface CertificateKeeperNeeds extends Omit<ObtainNeeds, 'accountKey' | 'signal'> {
  readonly log: Logger;
  readonly folder: CertificateFolder;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly obtain: (needs: ObtainNeeds) => Promise<Certificate>;
  readonly onCertificate: (certificate: Certificate) => void;
}

/**
 * Keeps a certificate by ACME: the one of the last run at once, a new one when there is none or two thirds of its life are over. Nothing that
 * fails is fatal: it is said in the log, tried again after a growing while, and the certificate that is there goes on.
 */
export class CertificateKeeper {
  readonly #needs: CertificateKeeperNeeds;
  readonly #abort = new AbortController();
  readonly #chance: number;
  #certificate: Certificate | null;
  #state: AcmeState;
  #failures = 0;
  /** Not before then, by the monotonic clock, for failures of this run: the wall clock may have been wrong, and the reason for them. */
  #retryAtMs = 0;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(needs: CertificateKeeperNeeds) {
    this.#needs = needs;
    this.#chance = needs.random();
    this.#certificate = needs.folder.readCertificate();
    this.#state = needs.folder.readState();
  }

  /** What holds now, even if it is over or for other names than wanted; null before the first. */
  get certificate(): Certificate | null {
    return this.#certificate;
  }

  /** Begins to look after the certificate, in the background. */
  start(): void {
    this.#plan();
  }

  /** Ends an attempt under way and begins no other. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#cancelTimer?.();
    await this.#running;
  }

  #plan(): void {
    if (this.#abort.signal.aborted) return;
    const { clock } = this.#needs;
    const nowMs = clock.wallMs();
    const retryInMs = this.#retryAtMs - clock.monotonicMs();
    const waitMs = Math.max(Math.max(this.#dueMs(), earliestMs(this.#state, nowMs)) - nowMs, retryInMs);
    if (waitMs > 0) this.#cancelTimer = clock.after(Math.min(waitMs, LOOK_MS), () => this.#plan());
    else this.#running = this.#attempt().then(() => this.#plan());
  }

  #dueMs(): number {
    const certificate = this.#certificate;
    if (certificate === null || !isFor(certificate, this.#state, this.#needs)) return 0;
    return renewalMs(certificate, this.#chance);
  }

  async #attempt(): Promise<void> {
    const { clock, folder, log, names, obtain } = this.#needs;
    try {
      this.#keep(withAttempt(this.#state, clock.wallMs()));
      log.info({ names }, 'Asking for an HTTPS certificate.');
      const certificate = await obtain({
        ...this.#needs,
        accountKey: folder.accountKey(),
        signal: this.#abort.signal,
      });
      this.#take(certificate);
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#fail(error);
    }
  }

  #take(certificate: Certificate): void {
    const { directoryUrl, folder, log, onCertificate } = this.#needs;
    this.#certificate = certificate;
    this.#failures = 0;
    this.#retryAtMs = 0;
    const until = new Date(certificate.validToMs).toISOString();
    log.info({ names: certificate.names, until }, 'There is a new HTTPS certificate.');
    onCertificate(certificate);
    try {
      folder.writeCertificate(certificate);
    } catch (error) {
      log.error({ error: String(error) }, 'The new certificate holds, but could not be kept for the next start.');
    }
    this.#keep({ ...this.#state, directoryUrl, notBeforeMs: 0 });
  }

  #fail(error: unknown): void {
    const { clock, log, names } = this.#needs;
    const nowMs = clock.wallMs();
    this.#failures += 1;
    const askedMs = (error instanceof AerialError ? (error.retryAfterSeconds ?? 0) : 0) * 1000;
    if (askedMs > 0) this.#keep({ ...this.#state, notBeforeMs: nowMs + askedMs });
    const retryInMs = Math.max(backOffMs(this.#failures), askedMs);
    this.#retryAtMs = clock.monotonicMs() + retryInMs;
    const nextMs = Math.max(nowMs + retryInMs, earliestMs(this.#state, nowMs));
    const says = error instanceof AerialError ? error.toLine() : String(error);
    const goesOn = this.#certificate === null ? 'HTTPS waits' : 'the old one goes on';
    log.warn(
      { names, error: says, nextTry: new Date(nextMs).toISOString() },
      `No HTTPS certificate could be had; ${goesOn}.`,
    );
  }

  /** A disk that is full does not keep the certificate from being renewed. */
  #keep(state: AcmeState): void {
    this.#state = state;
    try {
      this.#needs.folder.writeState(state);
    } catch (error) {
      this.#needs.log.warn({ error: String(error) }, 'The state of the HTTPS certificate could not be kept.');
    }
  }
}
