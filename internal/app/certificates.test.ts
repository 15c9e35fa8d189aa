import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CertificateAuthority } from '../../test/peers/certificate-authority.ts';
import { makeTemporaryFolder } from '../../test/peers/temporary-folder.ts';
import { until } from '../../test/peers/wait.ts';
import type { CertificatePair } from '../certificates/certificate.ts';
import { Settings } from '../config/settings.ts';
import { ManualClock } from '../platform/clock.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { Certificates } from './certificates.ts';

function build(flags: Record<string, string>, dataDirectory: string, clock = new ManualClock()): Certificates {
  return new Certificates({
    settings: new Settings({ flags }),
    dataDirectory,
    clock,
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    version: '1.2.3',
    random: () => 0,
    handle: () => {},
  });
}

test('renewed files reach the web port and the port of encoders', async (t) => {
  const folder = makeTemporaryFolder('certificates');
  t.after(() => folder.remove());
  const authority = await CertificateAuthority.create();
  const files = { 'tls-certificate': join(folder.path, 'chain.pem'), 'tls-key': join(folder.path, 'key.pem') };
  const write = (pair: CertificatePair): void => {
    writeFileSync(files['tls-certificate'], pair.certificate);
    writeFileSync(files['tls-key'], pair.key);
  };
  const [first, second] = [await authority.issue(['a.example']), await authority.issue(['b.example'])];
  write(first);
  const clock = new ManualClock();
  const certificates = build(files, folder.path, clock);
  assert.equal(certificates.ofWeb?.certificate, first.certificate);
  assert.equal(certificates.ofIngest, certificates.ofWeb);
  const shown = new Map<string, string>();
  const port = (name: string) => ({
    useCertificate: (pair: CertificatePair) => void shown.set(name, pair.certificate),
  });
  t.after(certificates.watch({ web: port('web'), ingest: port('ingest') }));
  const isShown = (): boolean => {
    clock.advance(5000);
    return shown.size === 2;
  };
  write(second);
  await until('the new certificate', isShown, { timeoutMs: 5000 });
  assert.deepEqual([...shown.values()], [second.certificate, second.certificate]);
});

test('without files or a host there is no HTTPS; with a host the port of encoders awaits its certificate', async (t) => {
  const folder = makeTemporaryFolder('certificates');
  t.after(() => folder.remove());
  const none = build({}, folder.path);
  assert.deepEqual([none.ofWeb, none.ofIngest], [null, null]);
  const byAcme = build({ 'acme-host': 'tv.example.org' }, folder.path);
  assert.deepEqual([byAcme.ofWeb, byAcme.ofIngest], [null, 'awaited']);
});
