import { createPrivateKey, X509Certificate } from 'node:crypto';
import { doubt, fault, type Finding, good } from './finding.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** Whether a certificate and its key (both PEM) belong together and hold now. */
export function checkCertificate(certificatePem: Buffer, keyPem: Buffer, wallMs: number): Finding {
  const subject = 'Certificate';
  try {
    const certificate = new X509Certificate(certificatePem);
    const names = certificate.subjectAltName?.replaceAll('DNS:', '') ?? certificate.subject;
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) {
      return fault(
        subject,
        `${names}: the key is not that of the certificate`,
        'Give the two files that were issued together.',
      );
    }
    const daysLeft = Math.floor((certificate.validToDate.getTime() - wallMs) / DAY_MS);
    if (daysLeft < 0) return fault(subject, `${names}: no longer valid`, 'Renew it.');
    if (certificate.validFromDate.getTime() > wallMs)
      return fault(subject, `${names}: not valid yet`, 'Check the clock of this machine.');
    const says = `${names}, valid for ${daysLeft} more days`;
    return daysLeft < SOON_DAYS ? doubt(subject, says, 'Renew it soon.') : good(subject, says);
  } catch (error) {
    return fault(
      subject,
      error instanceof Error ? error.message : String(error),
      'Give a certificate chain and an unencrypted key, both as PEM.',
    );
  }
}
