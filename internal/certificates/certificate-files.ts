import { readFileSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Clock } from '../platform/clock.ts';
import { AerialError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { type Certificate, readCertificate } from './certificate.ts';

/** How often the files are looked at. */
const LOOK_MS = 5_000;

export interface CertificateFilesNeeds {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The owner's certificate files, read again when they change. A change is taken over once two looks in a row saw the same, since whoever renews
 * writes the two one after the other; a pair that cannot be used is refused with a line in the log, and the old one goes on.
 */
export class CertificateFiles {
  readonly #needs: CertificateFilesNeeds;
  #certificate: Certificate;
  /** How the files looked when they were last judged, and at the last look. */
  #judged: string;
  #seen: string | null = null;

  /** Throws `TLS_FILE_UNUSABLE`. */
  constructor(needs: CertificateFilesNeeds) {
    this.#needs = needs;
    // Before they are read: what changes meanwhile is seen by the first look.
    this.#judged = this.#files.map(describeNow).join();
    this.#certificate = this.#read();
  }

  get certificate(): Certificate {
    return this.#certificate;
  }

  /** Looks at the files from now on and calls `onChange` with each new certificate; the returned function stops that. */
  watch(onChange: (certificate: Certificate) => void): () => void {
    const look = (): void => void this.look().then((changed) => changed && onChange(this.#certificate));
    look();
    return this.#needs.clock.every(LOOK_MS, look);
  }

  /** One look; resolves to whether there is a new certificate. */
  async look(): Promise<boolean> {
    const now = await this.#describe();
    const before = this.#seen;
    this.#seen = now;
    if (now === this.#judged || now !== before) return false;
    this.#judged = now;
    return this.#takeOver();
  }

  #takeOver(): boolean {
    const { log } = this.#needs;
    try {
      const next = this.#read();
      const isNew = next.fingerprint !== this.#certificate.fingerprint || next.key !== this.#certificate.key;
      this.#certificate = next;
      const until = new Date(next.validToMs).toISOString();
      if (isNew)
        log.info({ names: next.names, until }, 'The certificate files changed: the new certificate holds now.');
      return isNew;
    } catch (error) {
      const says = error instanceof AerialError ? error.toLine() : String(error);
      log.warn({ error: says }, 'The certificate files changed, but cannot be used: the old certificate goes on.');
      return false;
    }
  }

  #read(): Certificate {
    const { certificateFile, keyFile } = this.#needs;
    return readCertificate({
      certificate: readPem(certificateFile, 'tls-certificate'),
      key: readPem(keyFile, 'tls-key'),
    });
  }

  async #describe(): Promise<string> {
    const looks = this.#files.map((file) => stat(file).then(describe, () => describe(undefined)));
    return (await Promise.all(looks)).join();
  }

  get #files(): readonly string[] {
    return [this.#needs.certificateFile, this.#needs.keyFile];
  }
}

/** What changes with a file's content. */
function describe(file: Stats | undefined): string {
  return file === undefined ? 'gone' : `${file.ino} ${file.size} ${file.mtimeMs}`;
}

function describeNow(file: string): string {
  try {
    return describe(statSync(file));
  } catch {
    return describe(undefined);
  }
}

function readPem(file: string, setting: string): string {
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
