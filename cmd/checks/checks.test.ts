import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CertificateFolder } from '../../internal/certificates/acme/certificate-folder.ts';
import { readCertificate } from '../../internal/certificates/certificate.ts';
import { Settings } from '../../internal/config/settings.ts';
import { systemClock } from '../../internal/platform/clock.ts';
import { S3Server } from '../../test/peers/s3-server.ts';
import { CertificateAuthority } from '../../test/peers/certificate-authority.ts';
import { checkBucket } from './bucket.ts';
import { checkCertificate, checkCertificates } from './certificate.ts';
import { checkDatabase, checkSpace } from './disk.ts';
import { checkFfmpeg } from './ffmpeg.ts';
import { type Finding, renderFinding } from './finding.ts';
import { checkClock, checkOpenFiles, checkRuntime, type ClockReading, parseOpenFileLimit } from './machine.ts';
import { checkPort, parseListeners } from './ports.ts';
import { checkDataDirectory } from './probe-files.ts';

const verdicts = (...findings: readonly Finding[]): string[] => findings.map(({ verdict }) => verdict);

test('a finding is one line, and one below with what to do', () => {
  const terminal = { say() {}, complain() {}, colours: false };
  const finding = { subject: 'Disk', verdict: 'fault', says: '3 MB free', remedy: 'Free some.' } as const;
  assert.equal(renderFinding(finding, terminal), '✗ Disk              3 MB free\n                    → Free some.');
  assert.equal(renderFinding({ ...finding, verdict: 'good', remedy: null }, terminal), '✓ Disk              3 MB free');
});

test('an old Node or C library is a fault', () => {
  const runtime = { nodeVersion: '24.21.0', glibc: '2.36', cores: 2 };
  assert.deepEqual(
    verdicts(
      checkRuntime(runtime),
      checkRuntime({ ...runtime, glibc: undefined }),
      checkRuntime({ ...runtime, glibc: '2.31' }),
      checkRuntime({ ...runtime, glibc: '2.34' }),
      checkRuntime({ ...runtime, nodeVersion: '20.11.0' }),
    ),
    ['good', 'good', 'fault', 'good', 'fault'],
  );
});

describe('what is said of ffmpeg', () => {
  type State = 'works' | 'fails' | 'late';
  const encoders = (states: Readonly<Record<string, State>>) =>
    Object.entries(states).map(([name, state]) => ({
      name,
      title: name,
      works: state === 'works',
      reason: state === 'works' ? null : `It ${state}.`,
      isLate: state === 'late',
    }));
  const check = (
    states: { h264: Readonly<Record<string, State>>; hevc?: Readonly<Record<string, State>> },
    wishes: { chosen?: string; codecs?: readonly ('h264' | 'hevc' | 'av1')[] } = {},
  ) => {
    const codecs = (['h264', 'hevc'] as const).map((codec) => ({ codec, encoders: encoders(states[codec] ?? {}) }));
    const report = { found: true, version: '7.1', codecs, problem: null, hint: null };
    const [h264, hevc] = checkFfmpeg(report, { chosen: 'libx264', isNeeded: true, codecs: [], ...wishes });
    assert.ok(h264 !== undefined && hevc !== undefined);
    return { h264, hevc };
  };

  test('tells an encoder that could not be tried in time apart from one that does not work', () => {
    const h264 = (x264: State, vaapi: State, chosen: string): Finding =>
      check({ h264: { libx264: x264, h264_vaapi: vaapi } }, { chosen }).h264;
    assert.deepEqual(h264('works', 'late', 'libx264'), {
      subject: 'ffmpeg',
      verdict: 'good',
      says: '7.1; libx264 works; h264_vaapi could not be tried in time',
      remedy: null,
    });
    const isLate = h264('works', 'late', 'h264_vaapi');
    assert.deepEqual([isLate.verdict, isLate.remedy], ['doubt', 'Run this again when the machine is less busy.']);
    const fails = h264('works', 'fails', 'h264_vaapi');
    assert.deepEqual([fails.verdict, fails.says], ['doubt', 'h264_vaapi does not work here. It fails.']);
    assert.match(fails.remedy ?? '', /until then libx264 makes the smaller renditions/);
    assert.deepEqual(verdicts(h264('late', 'works', 'libx264'), h264('late', 'works', 'h264_vaapi')), [
      'doubt',
      'doubt',
    ]);
  });

  test('lists what makes each other codec, and doubts only what is asked for', () => {
    const h264 = { libx264: 'works' } as const;
    const hevc = (states: Readonly<Record<string, State>>, isWanted: boolean): Finding =>
      check({ h264, hevc: states }, { codecs: isWanted ? ['h264', 'hevc'] : ['av1'] }).hevc;
    assert.deepEqual(hevc({ hevc_vaapi: 'works', hevc_nvenc: 'fails', libx265: 'works' }, true), {
      subject: 'HEVC renditions',
      verdict: 'good',
      says: 'hevc_vaapi and libx265 work',
      remedy: null,
    });
    const fails = hevc({ hevc_vaapi: 'fails', libx265: 'fails' }, true);
    assert.deepEqual([fails.verdict, fails.says.slice(0, 23)], ['doubt', 'nothing makes them here']);
    assert.match(
      fails.remedy ?? '',
      /^Leave HEVC out of the setting "ladder", or install an ffmpeg built with libx265/,
    );
    assert.deepEqual(hevc({ libx265: 'fails' }, false), {
      subject: 'HEVC renditions',
      verdict: 'good',
      says: 'nothing makes them here; none is asked for',
      remedy: null,
    });
    const late = hevc({ hevc_vaapi: 'fails', libx265: 'late' }, true);
    assert.deepEqual(
      [late.verdict, late.says, late.remedy],
      ['doubt', 'libx265 could not be tried in time', 'Run this again when the machine is less busy.'],
    );
    assert.equal(hevc({ libx265: 'late' }, false).verdict, 'good');
    assert.equal(hevc({ hevc_vaapi: 'late', libx265: 'works' }, true).verdict, 'good');
  });

  test('says nothing of codecs where ffmpeg itself does not do', () => {
    const report = { found: false, version: null, codecs: [], problem: 'It is not there.', hint: 'Install it.' };
    const findings = (isNeeded: boolean) => checkFfmpeg(report, { chosen: 'libx264', isNeeded, codecs: ['hevc'] });
    assert.deepEqual(verdicts(...findings(true), ...findings(false)), ['fault', 'doubt']);
  });
});

test('the limit of open files is read and weighed against the connections', () => {
  assert.equal(
    parseOpenFileLimit(
      'Limit  Soft  Hard\nMax open files            1024                 524288               files\n',
    ),
    1024,
  );
  assert.equal(
    parseOpenFileLimit('Max open files            unlimited            unlimited            files\n'),
    Infinity,
  );
  assert.equal(parseOpenFileLimit(''), null);
  assert.deepEqual(
    verdicts(
      checkOpenFiles(Infinity, 20_000),
      checkOpenFiles(1024, 20_000),
      checkOpenFiles(256, 20_000),
      checkOpenFiles(null, 1),
    ),
    ['good', 'doubt', 'fault', 'doubt'],
  );
});

describe('the clock', () => {
  const sane: ClockReading = {
    wallMs: Date.UTC(2026, 10, 20),
    newestFileMs: Date.UTC(2026, 10, 19),
    wallElapsedMs: 200,
    monotonicElapsedMs: 200.4,
    synchronised: null,
    timeZone: 'UTC',
  };
  test('that is before the newest file was set back', () => {
    assert.equal(checkClock(sane).verdict, 'good');
    const finding = checkClock({ ...sane, wallMs: Date.UTC(1970, 0, 1) });
    assert.equal(finding.verdict, 'fault');
    assert.match(finding.says, /^1970-01-01 00:00:00 UTC.*written at 2026-11-19 00:00:00/);
  });
  test('that jumps, or that nobody keeps, is a doubt', () => {
    assert.equal(checkClock({ ...sane, wallElapsedMs: 1_200 }).verdict, 'doubt');
    assert.equal(checkClock({ ...sane, synchronised: false }).verdict, 'doubt');
    assert.equal(checkClock({ ...sane, synchronised: true }).verdict, 'good');
  });
});

test('space is weighed in bytes and in files', () => {
  const roomy = { freeBytes: 5e9, files: 1_000, freeFiles: 900 };
  assert.deepEqual(
    verdicts(
      checkSpace(roomy),
      checkSpace({ ...roomy, freeBytes: 5e8 }),
      checkSpace({ ...roomy, freeBytes: 5e7 }),
      checkSpace({ ...roomy, freeFiles: 3 }),
      checkSpace({ freeBytes: 5e9, files: 0, freeFiles: 0 }),
    ),
    ['good', 'doubt', 'fault', 'fault', 'good'],
  );
});

test('a database may be missing or older, but neither newer nor damaged', () => {
  const sound = { version: 3, newestVersion: 3, damage: null };
  assert.deepEqual(
    verdicts(
      checkDatabase(null, 'x'),
      checkDatabase(sound, 'x'),
      checkDatabase({ ...sound, version: 1 }, 'x'),
      checkDatabase({ ...sound, version: 4 }, 'x'),
      checkDatabase({ ...sound, damage: 'row 3 missing' }, 'x'),
    ),
    ['good', 'good', 'good', 'fault', 'fault'],
  );
});

describe('a port', () => {
  test('that is taken names who has it; by Aerial itself it is as it should be', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const needs = { subject: 'Web port', port, address: '127.0.0.1', flag: 'http-port', ownProcess: null };
    const taken = await checkPort(needs);
    assert.equal(taken.verdict, 'fault');
    assert.match(taken.says, new RegExp(`${port} is taken by .+ \\(process ${process.pid}\\)`));
    assert.match(taken.remedy ?? '', /--http-port/);
    assert.equal((await checkPort({ ...needs, ownProcess: process.pid })).verdict, 'good');
  });
  test('of an address that is not of this machine is a fault; any free one is always there', async () => {
    const needs = { subject: 'Web port', flag: 'http-port', ownProcess: null };
    assert.equal((await checkPort({ ...needs, port: 0, address: '192.0.2.1' })).verdict, 'fault');
    assert.equal((await checkPort({ ...needs, port: 0, address: '127.0.0.1' })).verdict, 'good');
  });
  test('is found among the listeners of the kernel, and only among those', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0',
      '   1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0',
    ].join('\n');
    assert.deepEqual(parseListeners(table, 8080), ['4711']);
    assert.deepEqual(parseListeners(table, 80), []);
  });
});

test('what is no certificate is a fault in words', () => {
  const finding = checkCertificate({ certificate: 'a', key: 'b' }, 0);
  assert.equal(finding.verdict, 'fault');
  assert.match(finding.remedy ?? '', /PEM/);
});

test('a data directory may still have to be made, but not below a file', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-checks-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'file');
  writeFileSync(file, '');
  assert.deepEqual(
    verdicts(
      checkDataDirectory(directory, null),
      checkDataDirectory(join(directory, 'a/b'), null),
      checkDataDirectory(join(file, 'a'), null),
    ),
    ['good', 'good', 'fault'],
  );
  assert.match(checkDataDirectory(directory, 42).says, /in use by Aerial \(process 42\)/);
});

test('certificates are judged by the days that are left', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-checks-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const authority = await CertificateAuthority.create();
  const dayMs = 86_400_000;
  const pair = await authority.issue(['tv.example.org'], { fromMs: 0, toMs: 100 * dayMs });
  const at = (day: number): Finding => checkCertificate(pair, day * dayMs);
  assert.deepEqual(verdicts(at(-1), at(1), at(80), at(95), at(101)), ['fault', 'good', 'doubt', 'doubt', 'fault']);
  assert.equal(at(1).says, 'tv.example.org, valid for 99 more days');
  const other = await authority.issue(['tv.example.org']);
  assert.match(checkCertificate({ ...pair, key: other.key }, 0).says, /key is not that of the certificate/);
  const settings = new Settings({ flags: { 'acme-host': 'tv.example.org' } });
  const [none] = checkCertificates(settings, directory, 0);
  assert.deepEqual([none?.verdict, none?.says], ['doubt', 'none yet for tv.example.org']);
  new CertificateFolder({ directory: join(directory, 'certificates') }).writeCertificate(readCertificate(pair));
  assert.deepEqual(verdicts(...checkCertificates(settings, directory, dayMs)), ['good']);
});

test('a bucket is tried where one is set, and what it lacks is a doubt', async (t) => {
  const server = await S3Server.start();
  t.after(() => server.close());
  const check = (changes: Parameters<S3Server['config']>[0]) =>
    checkBucket(new Settings({ flags: { s3: JSON.stringify(server.config(changes)) } }), () => systemClock.wallMs());
  assert.deepEqual(await check({ enabled: false }), []);
  assert.deepEqual(verdicts(...(await check({}))), ['good']);
  const [finding] = await check({ secret: 'another' });
  assert.equal(finding?.verdict, 'doubt');
  assert.match(finding?.remedy ?? '', /does not take the access key/);
});
