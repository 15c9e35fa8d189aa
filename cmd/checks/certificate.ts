import { readFileSync } from 'node:fs';
import { certificateDirectory, CertificateFolder } from '../../internal/certificates/acme/certificate-folder.ts';
import {
  type Certificate,
  type CertificatePair,
  judgeExpiry,
  readCertificate,
} from '../../internal/certificates/certificate.ts';
import type { Settings } from '../../internal/config/settings.ts';
import { AerialError } from '../../internal/platform/errors.ts';
import { doubt, fault, type Finding, good } from './finding.ts';

const SUBJECT = 'Certificate';
const ACME_SUBJECT = 'ACME certificate';

/** The certificates that these settings bring along: the owner's files, and the one by ACME. */
export function checkCertificates(settings: Settings, dataDirectory: string, wallMs: number): Finding[] {
  const file = settings.get('tls-certificate');
  const keyFile = settings.get('tls-key');
  const names = settings.get('acme-host');
  return [
    ...(file === null || keyFile === null ? [] : [checkFiles(file, keyFile, wallMs)]),
    ...(names.length === 0 ? [] : [checkKept(dataDirectory, names, wallMs)]),
  ];
}

function checkFiles(file: string, keyFile: string, wallMs: number): Finding {
  try {
    return checkCertificate({ certificate: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') }, wallMs);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return fault(SUBJECT, says, 'Check that the files exist and that the user who runs Aerial may read them.');
  }
}

/** Whether a certificate and its key belong together and hold now. */
export function checkCertificate(pair: CertificatePair, wallMs: number): Finding {
  try {
    const certificate = readCertificate(pair);
    const { stage, daysLeft } = judgeExpiry(certificate, wallMs);
    const names = certificate.names.join(', ');
    if (stage === 'over') return fault(SUBJECT, `${names}: no longer valid`, 'Renew it.');
    if (certificate.validFromMs > wallMs)
      return fault(SUBJECT, `${names}: not valid yet`, 'Check the clock of this machine.');
    const says = describe(certificate, daysLeft);
    return stage === 'fine' ? good(SUBJECT, says) : doubt(SUBJECT, says, 'Renew it soon.');
  } catch (error) {
    if (!(error instanceof AerialError)) throw error;
    return fault(SUBJECT, error.message, error.hint);
  }
}

/** What ACME lacks keeps no station from serving. */
function checkKept(dataDirectory: string, names: readonly string[], wallMs: number): Finding {
  const certificate = new CertificateFolder({ directory: certificateDirectory(dataDirectory) }).readCertificate();
  const remedy = 'Aerial asks for one while it runs; its log says what keeps it from that.';
  if (certificate === null) return doubt(ACME_SUBJECT, `none yet for ${names.join(', ')}`, remedy);
  const { stage, daysLeft } = judgeExpiry(certificate, wallMs);
  const says = describe(certificate, daysLeft);
  return stage === 'fine' ? good(ACME_SUBJECT, says) : doubt(ACME_SUBJECT, says, remedy);
}

function describe({ names }: Certificate, daysLeft: number): string {
  const days = `${daysLeft} more ${daysLeft === 1 ? 'day' : 'days'}`;
  return `${names.join(', ')}, ${daysLeft < 0 ? 'no longer valid' : `valid for ${days}`}`;
}
