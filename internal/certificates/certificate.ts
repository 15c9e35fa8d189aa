import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { AerialError } from '../platform/errors.ts';

/** A certificate chain and its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

/** A pair that TLS takes, and what its first certificate says. Times in wall-clock milliseconds. */
export interface Certificate extends CertificatePair {
  /** Host names and addresses that it is for, in lower case. */
  readonly names: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;

/** Reads a pair. Throws `TLS_FILE_UNUSABLE` when the two do not belong together or TLS cannot use them; the dates are not looked at. */
export function readCertificate(pair: CertificatePair): Certificate {
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) {
      throw new AerialError('TLS_FILE_UNUSABLE', {
        message: 'The key is not that of the certificate.',
        hint: 'Give the two files that were issued together.',
      });
    }
    createSecureContext({ cert: pair.certificate, key: pair.key });
    return {
      ...pair,
      names: namesOf(certificate),
      validFromMs: certificate.validFromDate.getTime(),
      validToMs: certificate.validToDate.getTime(),
      fingerprint: certificate.fingerprint256,
    };
  } catch (error) {
    if (error instanceof AerialError) throw error;
    throw new AerialError('TLS_FILE_UNUSABLE', {
      message: 'The certificate or its key cannot be used.',
      hint: 'Give a certificate chain and the unencrypted key that belongs to it, both as PEM.',
      cause: error,
    });
  }
}

/** How near its end a certificate is. */
export interface Expiry {
  readonly stage: 'fine' | 'soon' | 'urgent' | 'over';
  /** Whole days left; below 0 when it is over. */
  readonly daysLeft: number;
}

/**
 * `soon` within 30 days of the end and `urgent` within 7, or within a quarter and a tenth of a shorter life: certificates of 90 days are
 * renewed with 30 left, and nobody need hear of it then.
 */
export function judgeExpiry(certificate: Pick<Certificate, 'validFromMs' | 'validToMs'>, wallMs: number): Expiry {
  const lifeMs = certificate.validToMs - certificate.validFromMs;
  const leftMs = certificate.validToMs - wallMs;
  const daysLeft = Math.floor(leftMs / DAY_MS);
  if (leftMs < 0) return { stage: 'over', daysLeft };
  if (leftMs < Math.min(7 * DAY_MS, lifeMs / 10)) return { stage: 'urgent', daysLeft };
  if (leftMs < Math.min(30 * DAY_MS, lifeMs / 4)) return { stage: 'soon', daysLeft };
  return { stage: 'fine', daysLeft };
}

function namesOf(certificate: X509Certificate): string[] {
  const listed = (certificate.subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
  return listed.map((name) => name.toLowerCase());
}
