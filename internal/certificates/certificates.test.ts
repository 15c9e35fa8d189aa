import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { CertificateAuthority } from '../../test/peers/certificate-authority.ts';
import { makeTemporaryFolder } from '../../test/peers/temporary-folder.ts';
import { ManualClock } from '../platform/clock.ts';
import { AerialError } from '../platform/errors.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { type CertificatePair, judgeExpiry, readCertificate } from './certificate.ts';
import { CertificateFiles } from './certificate-files.ts';
import { watchExpiry } from './expiry-watch.ts';

const DAY_MS = 86_400_000;

let authority: CertificateAuthority;
before(async () => {
  authority = await CertificateAuthority.create();
});

/** A logger that keeps its sentences. */
function listen() {
  const said: string[] = [];
  const say = (_fields: object, sentence: string): void => void said.push(sentence);
  return { said, log: { ...silentLogger, info: say, warn: say, error: say } };
}

async function openFiles(t: TestContext) {
  const folder = makeTemporaryFolder('certificates');
  t.after(() => folder.remove());
  const certificateFile = join(folder.path, 'chain.pem');
  const keyFile = join(folder.path, 'key.pem');
  const write = (pair: Partial<CertificatePair>): void => {
    if (pair.certificate !== undefined) writeFileSync(certificateFile, pair.certificate);
    if (pair.key !== undefined) writeFileSync(keyFile, pair.key);
  };
  write(await authority.issue(['a.example']));
  const { said, log } = listen();
  const open = (): CertificateFiles =>
    new CertificateFiles({ certificateFile, keyFile, clock: new ManualClock(), log });
  return { open, write, said, keyFile };
}

describe('A certificate', () => {
  it('says for whom it is, and until when', async () => {
    const pair = await authority.issue(['A.example', '*.b.example', '127.0.0.1'], { fromMs: 0, toMs: 90 * DAY_MS });
    const certificate = readCertificate(pair);
    assert.deepEqual(certificate.names, ['a.example', '*.b.example', '127.0.0.1']);
    assert.equal(certificate.validToMs, 90 * DAY_MS);
  });

  it('is refused without its own key', async () => {
    const [one, other] = [await authority.issue(['a.example']), await authority.issue(['a.example'])];
    const refused = (error: unknown): boolean => error instanceof AerialError && error.code === 'TLS_FILE_UNUSABLE';
    assert.throws(() => readCertificate({ certificate: one.certificate, key: other.key }), refused);
    assert.throws(() => readCertificate({ certificate: 'nonsense', key: one.key }), refused);
    assert.throws(() => readCertificate({ certificate: one.certificate, key: '' }), refused);
  });

  it('nears its end within 30 and 7 days, or a quarter and a tenth of a shorter life', () => {
    const stage = (lifeDays: number, daysLeft: number): string =>
      judgeExpiry({ validFromMs: 0, validToMs: lifeDays * DAY_MS }, (lifeDays - daysLeft) * DAY_MS).stage;
    const table: readonly (readonly [number, number, string])[] = [
      [365, 31, 'fine'],
      [365, 29, 'soon'],
      [365, 6, 'urgent'],
      [365, -1, 'over'],
      [90, 29, 'fine'],
      [90, 22, 'soon'],
      [90, 6, 'urgent'],
      [6, 2, 'fine'],
      [6, 1, 'soon'],
      [6, 0.5, 'urgent'],
    ];
    for (const [life, left, expected] of table) assert.equal(stage(life, left), expected, `${left} of ${life} days`);
  });
});

describe('Certificate files', () => {
  it('are taken over once they have changed and two looks saw the same', async (t) => {
    const { open, write, said } = await openFiles(t);
    const files = open();
    assert.equal(await files.look(), false);
    const next = await authority.issue(['next.example']);
    write(next);
    assert.equal(await files.look(), false);
    assert.equal(await files.look(), true);
    assert.equal(files.certificate.certificate, next.certificate);
    assert.equal(await files.look(), false);
    assert.equal(said.length, 1);
  });

  it('go on as they were when the new pair is broken, which is said once', async (t) => {
    const { open, write, said, keyFile } = await openFiles(t);
    const files = open();
    const { fingerprint } = files.certificate;
    await files.look();
    const next = await authority.issue(['next.example']);
    write({ certificate: next.certificate });
    for (let look = 0; look < 4; look++) assert.equal(await files.look(), false);
    assert.equal(files.certificate.fingerprint, fingerprint);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /the old certificate goes on/);
    rmSync(keyFile);
    for (let look = 0; look < 4; look++) assert.equal(await files.look(), false);
    write({ key: next.key });
    await files.look();
    assert.equal(await files.look(), true);
  });

  it('must be readable at the start', async (t) => {
    const { open, keyFile } = await openFiles(t);
    rmSync(keyFile);
    assert.throws(open, /The file of --tls-key cannot be read/);
    const certificateFile = '/dev/null/chain.pem';
    const needs = { certificateFile, keyFile, clock: new ManualClock(), log: silentLogger };
    assert.throws(() => new CertificateFiles(needs), /The file of --tls-certificate cannot be read/);
  });
});

describe('The watch on the end of a certificate', () => {
  it('warns once a day while the end is near, and shows it as a metric', async () => {
    const clock = new ManualClock();
    const { said, log } = listen();
    const metrics = new MetricsRegistry();
    const fromMs = clock.wallMs() - 300 * DAY_MS;
    let certificate = readCertificate(
      await authority.issue(['a.example'], { fromMs, toMs: clock.wallMs() + 31.5 * DAY_MS }),
    );
    const stop = watchExpiry({ clock, log, metrics, source: 'files', read: () => certificate });
    assert.deepEqual(said, []);
    clock.advance(2 * DAY_MS);
    assert.match(said[0] ?? '', /valid for 29 more days/);
    clock.advance(30 * DAY_MS);
    assert.equal(said.length, 31);
    assert.match(said.at(-3) ?? '', /valid for 1 more day\. /);
    assert.match(said.at(-1) ?? '', /no longer valid/);
    assert.match(metrics.render(), /not_after_timestamp_seconds\{source="files"\} 170\d{7}/);
    certificate = readCertificate(await authority.issue(['a.example'], { fromMs, toMs: clock.wallMs() + 99 * DAY_MS }));
    clock.advance(5 * DAY_MS);
    assert.equal(said.length, 31);
    stop();
  });
});
