import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { type Certificate, judgeExpiry } from './certificate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ExpiryWatchNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  /** Where the certificate comes from: the label of the metric, and who renews it. */
  readonly source: 'files' | 'acme';
  /** Null while there is none. */
  readonly read: () => Certificate | null;
}

const remedies = {
  files: 'Renew it: the files are read again when they change.',
  acme: 'The log says why it could not be renewed.',
} as const;

/** Says in the log, at most once a day, that a certificate nears its end, and shows the end as a metric; the returned function stops that. */
export function watchExpiry(needs: ExpiryWatchNeeds): () => void {
  const { clock, log, metrics, read, source } = needs;
  let saidMs: number | null = null;
  metrics.observe(
    'aerial_certificate_not_after_timestamp_seconds',
    'When the certificate ends, in Unix time; 0 without one.',
    () => (read()?.validToMs ?? 0) / 1000,
    { source },
  );
  const look = (): void => {
    const certificate = read();
    if (certificate === null) return;
    const nowMs = clock.wallMs();
    const { stage, daysLeft } = judgeExpiry(certificate, nowMs);
    if (stage === 'fine') saidMs = null;
    if (stage === 'fine' || (saidMs !== null && nowMs - saidMs < DAY_MS)) return;
    saidMs = nowMs;
    const fields = { names: certificate.names, daysLeft, until: new Date(certificate.validToMs).toISOString() };
    if (stage === 'over') log.error(fields, `The HTTPS certificate is no longer valid. ${remedies[source]}`);
    else {
      const days = `${daysLeft} more ${daysLeft === 1 ? 'day' : 'days'}`;
      log.warn(fields, `The HTTPS certificate is valid for ${days}. ${remedies[source]}`);
    }
  };
  look();
  return clock.every(HOUR_MS, look);
}
