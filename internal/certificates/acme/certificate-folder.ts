import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../platform/errors.ts';
import { z } from '../../platform/schema.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { AccountKey } from './account-key.ts';

const CERTIFICATE = 'certificate.pem';
const ACCOUNT_KEY = 'account-key.pem';
const STATE = 'state.json';

const stateShape = z.object({
  /** The ACME directory that the certificate is from. */
  directoryUrl: z.string().nullable().default(null),
  /** When it was tried to get one lately, in wall-clock milliseconds, oldest first. */
  attemptsMs: z.array(z.number()).max(100).default([]),
  /** Before then the authority does not want to be asked again. */
  notBeforeMs: z.number().default(0),
});
export type AcmeState = Readonly<z.infer<typeof stateShape>>;

/** What is kept of certificates by ACME, in a folder that only its owner reads. */
export class CertificateFolder {
  readonly #directory: string;

  constructor(needs: { directory: string }) {
    this.#directory = needs.directory;
  }

  /** The certificate that was kept; null without one, or when it cannot be read or is damaged. */
  readCertificate(): Certificate | null {
    try {
      const text = this.#read(CERTIFICATE);
      const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/.exec(text ?? '')?.[0];
      if (text === null || key === undefined) return null;
      return readCertificate({ certificate: text.replace(key, ''), key });
    } catch {
      return null;
    }
  }

  /** Key and chain are one file, so that they change at one moment. */
  writeCertificate(certificate: Certificate): void {
    this.#write(CERTIFICATE, certificate.key + certificate.certificate);
  }

  readState(): AcmeState {
    try {
      return stateShape.parse(JSON.parse(this.#read(STATE) ?? '{}'));
    } catch {
      return stateShape.parse({});
    }
  }

  writeState(state: AcmeState): void {
    this.#write(STATE, `${JSON.stringify(state, null, 2)}\n`);
  }

  /** The key of the account at the authority, made at the first call. */
  accountKey(): AccountKey {
    const kept = this.#read(ACCOUNT_KEY);
    if (kept !== null) return new AccountKey(createPrivateKey(kept));
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#write(ACCOUNT_KEY, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return new AccountKey(privateKey);
  }

  #read(name: string): string | null {
    try {
      return readFileSync(join(this.#directory, name), 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Whole or not at all: under another name first, on the disk before it takes its place. */
  #write(name: string, text: string): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const file = join(this.#directory, name);
    const unfinished = `${file}.new`;
    const descriptor = openSync(unfinished, 'w', 0o600);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, file);
  }
}

/** Where certificates by ACME are kept. */
export function certificateDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'certificates');
}
