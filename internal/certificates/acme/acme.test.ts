import assert from 'node:assert/strict';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { AcmeServer } from '../../../test/peers/acme-server.ts';
import { CertificateAuthority } from '../../../test/peers/certificate-authority.ts';
import { makeTemporaryFolder } from '../../../test/peers/temporary-folder.ts';
import { until } from '../../../test/peers/wait.ts';
import { ManualClock, systemClock } from '../../platform/clock.ts';
import { AerialError } from '../../platform/errors.ts';
import { silentLogger } from '../../platform/log.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { CertificateFolder } from './certificate-folder.ts';
import { CertificateKeeper } from './certificate-keeper.ts';
import { Challenges } from './challenges.ts';
import { obtainCertificate, type ObtainNeeds } from './obtain-certificate.ts';
import { backOffMs, earliestMs, renewalMs, withAttempt } from './schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let authority: CertificateAuthority;
before(async () => {
  authority = await CertificateAuthority.create();
});

/** An authority, and a machine whose port 80 shows the challenges. */
async function stage(t: TestContext, options: { portOf?: (name: string) => number | null } = {}) {
  const challenges = new Challenges();
  const web = createServer((request, response) => {
    const answer = challenges.answer(request.url?.split('/').at(-1) ?? '');
    response.writeHead(answer === null ? 404 : 200).end(answer ?? '');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  const server = new AcmeServer({ authority, portOf: options.portOf ?? (() => port) });
  await server.start();
  const folder = makeTemporaryFolder('acme');
  t.after(async () => {
    web.close();
    await server.stop();
    folder.remove();
  });
  const directory = join(folder.path, 'certificates');
  const needs = {
    directoryUrl: server.directoryUrl,
    email: 'me@tv.example',
    names: ['tv.example', 'www.tv.example'],
    userAgent: 'aerial/test',
    board: challenges,
    clock: systemClock,
    pollMs: { first: 5, longest: 20 },
  };
  return { server, challenges, directory, needs };
}

type Stage = Awaited<ReturnType<typeof stage>>;

function obtain({ directory, needs }: Stage, changes: Partial<ObtainNeeds> = {}): Promise<Certificate> {
  const accountKey = new CertificateFolder({ directory }).accountKey();
  return obtainCertificate({ ...needs, accountKey, signal: new AbortController().signal, ...changes });
}

function isUnavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AerialError && error.code === 'CERTIFICATE_UNAVAILABLE', String(error));
    assert.match(error.toLine(), pattern);
    return true;
  };
}

describe('A certificate by ACME', () => {
  it('is had for all names at once, for a key that never left this machine', async (t) => {
    const here = await stage(t);
    const certificate = await obtain(here);
    assert.deepEqual(certificate.names, here.needs.names);
    const [first] = certificate.certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
    assert.ok(new X509Certificate(first ?? '').verify(new X509Certificate(authority.certificate).publicKey));
    assert.deepEqual(here.server.contacts, [['mailto:me@tv.example']]);
    assert.equal(here.challenges.count, 0);
  });

  it('is had although nonces are refused now and then', async (t) => {
    const here = await stage(t);
    here.server.badNonces = 3;
    assert.equal((await obtain(here, { email: '' })).names.length, 2);
    here.server.badNonces = 4;
    await assert.rejects(obtain(here), isUnavailable(/nonce/));
  });

  it('is refused in words that say what to do', async (t) => {
    const nowhere = await stage(t, { portOf: (name) => (name === 'tv.example' ? null : 1) });
    await assert.rejects(obtain(nowhere), isUnavailable(/tv\.example failed.*no address found.*A and AAAA/));
    const closed = await stage(t, { portOf: () => 1 });
    await assert.rejects(obtain(closed), isUnavailable(/connection refused.*port 80.*--acme-http-port/));
    const other = createServer((_request, response) => void response.end('Welcome!'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    t.after(() => other.close());
    const wrong = await stage(t, { portOf: () => (other.address() as AddressInfo).port });
    await assert.rejects(obtain(wrong), isUnavailable(/Something else answers at port 80/));
    assert.equal(wrong.challenges.count, 0);
  });

  it('is not asked for again before the authority allows it', async (t) => {
    const here = await stage(t);
    here.server.rateLimitSeconds = 7200;
    await assert.rejects(obtain(here), (error) => {
      assert.ok(isUnavailable(/Too many certificates/)(error));
      return error instanceof AerialError && error.retryAfterSeconds === 7200;
    });
    assert.equal(here.server.orderCount, 1);
  });

  it('fails in words when the authority is gone, or is none', async (t) => {
    const here = await stage(t);
    const silent = createServer((_request, response) => void response.end('<html>'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    t.after(() => silent.close());
    const directoryUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    await assert.rejects(obtain(here, { directoryUrl }), isUnavailable(/something else than RFC 8555/));
    await assert.rejects(obtain(here, { directoryUrl: 'http://127.0.0.1:2222/' }), isUnavailable(/ECONNREFUSED/));
  });

  it('is given up at once when the server stops', async (t) => {
    const here = await stage(t, { portOf: () => hanging });
    const web = createServer(() => {});
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    t.after(() => web.closeAllConnections());
    t.after(() => web.close());
    const hanging = (web.address() as AddressInfo).port;
    const abort = new AbortController();
    const asked = new Promise((resolve) => web.once('request', resolve));
    const failed = assert.rejects(
      obtain(here, { signal: abort.signal, pollMs: { first: 60_000, longest: 60_000 } }),
      isUnavailable(/./),
    );
    await asked;
    abort.abort();
    await failed;
  });
});

/** A keeper on a clock that stands still; `tries` counts what it asked for. */
function keep(directory: string, answers: (() => Promise<Certificate>)[], clock = new ManualClock()) {
  const said: { sentence: string; fields: Record<string, unknown> }[] = [];
  const say = (fields: object, sentence: string): void =>
    void said.push({ sentence, fields: fields as Record<string, unknown> });
  const certificates: Certificate[] = [];
  let tries = 0;
  const keeper = new CertificateKeeper({
    directoryUrl: 'https://acme.example/directory',
    email: '',
    names: ['tv.example'],
    userAgent: 'aerial/test',
    board: new Challenges(),
    clock,
    log: { ...silentLogger, info: say, warn: say, error: say },
    folder: new CertificateFolder({ directory }),
    random: () => 0,
    obtain: () => answers[tries++]?.() ?? Promise.reject(new Error('no more answers')),
    onCertificate: (certificate) => void certificates.push(certificate),
  });
  keeper.start();
  return { keeper, clock, said, certificates, tries: () => tries };
}

/** Lets promises under way come to their end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

async function issue(clock: ManualClock, days: number, names = ['tv.example']): Promise<Certificate> {
  const fromMs = Math.floor(clock.wallMs() / 1000) * 1000;
  return readCertificate(await authority.issue(names, { fromMs, toMs: fromMs + days * DAY_MS }));
}

describe('The keeper of a certificate', () => {
  it('gets the first one in the background, and the next at two thirds of its life', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const clock = new ManualClock();
    const answers = [() => issue(clock, 90), () => issue(clock, 90)];
    const { keeper, certificates, tries } = keep(folder.path, answers, clock);
    assert.equal(keeper.certificate, null);
    await until('the first certificate', () => certificates.length === 1, { timeoutMs: 5000 });
    clock.advance(59 * DAY_MS);
    await settle();
    assert.equal(tries(), 1);
    clock.advance(1.1 * DAY_MS);
    await until('the second certificate', () => certificates.length === 2, { timeoutMs: 5000 });
    assert.equal(keeper.certificate, certificates[1]);
    await keeper.stop();
    assert.equal(tries(), 2);
  });

  it('starts with the one of the last run, unless it is for other names', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const clock = new ManualClock();
    const first = keep(folder.path, [() => issue(clock, 90)], clock);
    await until('a certificate', () => first.certificates.length === 1, { timeoutMs: 5000 });
    await first.keeper.stop();
    const second = keep(folder.path, [], clock);
    await settle();
    assert.equal(second.keeper.certificate?.fingerprint, first.certificates[0]?.fingerprint);
    assert.equal(second.tries(), 0);
    await second.keeper.stop();
    for (const name of readdirSync(folder.path)) assert.equal(statSync(join(folder.path, name)).mode & 0o777, 0o600);
    new CertificateFolder({ directory: folder.path }).writeCertificate(await issue(clock, 90, ['other.example']));
    const third = keep(folder.path, [() => issue(clock, 90)], clock);
    assert.deepEqual(third.keeper.certificate?.names, ['other.example']);
    await until('a new certificate', () => third.certificates.length === 1, { timeoutMs: 5000 });
    await third.keeper.stop();
  });

  it('waits longer after each failure, and as long as the authority asks, also across a restart', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const fail = (retryAfterSeconds?: number) => () =>
      Promise.reject(
        new AerialError('CERTIFICATE_UNAVAILABLE', {
          message: 'No.',
          hint: 'Wait.',
          ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        }),
      );
    const first = keep(folder.path, [fail(), fail(), fail(86_400)]);
    const { clock } = first;
    await settle();
    assert.equal(first.tries(), 1);
    assert.match(first.said.at(-1)?.sentence ?? '', /HTTPS waits/);
    for (const [waitMs, tries] of [
      [19 * 60_000, 1],
      [2 * 60_000, 2],
      [39 * 60_000, 2],
      [2 * 60_000, 3],
      [23 * HOUR_MS, 3],
    ] as const) {
      clock.advance(waitMs);
      await settle();
      assert.equal(first.tries(), tries);
    }
    await first.keeper.stop();
    const second = keep(folder.path, [() => issue(clock, 90)], clock);
    await settle();
    assert.equal(second.tries(), 0);
    clock.advance(1.1 * HOUR_MS);
    await until('a certificate', () => second.certificates.length === 1, { timeoutMs: 5000 });
    await second.keeper.stop();
  });

  it('tries again in its time also where the clock was far ahead when it failed', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const clock = new ManualClock();
    const setClock = t.mock.method(clock, 'wallMs', () => ManualClock.prototype.wallMs.call(clock) + 365 * DAY_MS);
    const fail = () => Promise.reject(new Error('The certificate of the authority is over.'));
    const { keeper, tries } = keep(folder.path, [fail, fail], clock);
    await settle();
    assert.equal(tries(), 1);
    setClock.mock.restore();
    clock.advance(21 * 60_000);
    await settle();
    assert.equal(tries(), 2);
    await keeper.stop();
  });

  it('goes on with what it has when the folder is damaged or cannot be written', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    writeFileSync(join(folder.path, 'certificate.pem'), randomBytes(100));
    writeFileSync(join(folder.path, 'state.json'), '{"attemptsMs": "many"}');
    mkdirSync(join(folder.path, 'certificate.pem.new'));
    const clock = new ManualClock();
    const { keeper, certificates, said } = keep(folder.path, [() => issue(clock, 90)], clock);
    await until('a certificate', () => certificates.length === 1, { timeoutMs: 5000 });
    assert.ok(said.some(({ sentence }) => /could not be kept/.test(sentence)));
    await keeper.stop();
  });

  it('starts, and says what is wrong, when its folder cannot be used at all', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const file = join(folder.path, 'certificates');
    writeFileSync(file, 'no folder');
    const { keeper, said } = keep(file, []);
    await until('a sentence', () => said.some(({ sentence }) => /HTTPS waits/.test(sentence)), { timeoutMs: 5000 });
    assert.equal(keeper.certificate, null);
    await keeper.stop();
  });

  it('keeps no key where a log could show it', async (t) => {
    const folder = makeTemporaryFolder('keeper');
    t.after(() => folder.remove());
    const clock = new ManualClock();
    const { keeper, certificates, said } = keep(folder.path, [() => issue(clock, 90)], clock);
    await until('a certificate', () => certificates.length === 1, { timeoutMs: 5000 });
    await keeper.stop();
    assert.doesNotMatch(JSON.stringify(said), /PRIVATE/);
    assert.match(readFileSync(join(folder.path, 'certificate.pem'), 'utf8'), /^-----BEGIN PRIVATE KEY/);
  });
});

describe('The times of asking', () => {
  it('grow from 20 minutes to 6 hours', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 99].map(backOffMs),
      [20, 40, 80, 160, 320, 360, 360].map((m) => m * 60_000),
    );
  });

  it('are at most three in an hour, however often the server is started', () => {
    let state = { directoryUrl: null, attemptsMs: [] as readonly number[], notBeforeMs: 0 } as never;
    let nowMs = 10 * DAY_MS;
    for (let start = 0; start < 3; start++) {
      assert.equal(earliestMs(state, nowMs), nowMs);
      state = withAttempt(state, nowMs) as never;
      nowMs += 1000;
    }
    assert.equal(earliestMs(state, nowMs), 10 * DAY_MS + HOUR_MS);
    // A clock that was far ahead when the state was written bans nobody.
    const wrong = { directoryUrl: null, attemptsMs: [99 * DAY_MS, 99 * DAY_MS, 99 * DAY_MS], notBeforeMs: 99 * DAY_MS };
    assert.equal(earliestMs(wrong, nowMs), nowMs);
  });

  it('lie at two thirds of the life, and a little after by chance', () => {
    const certificate = { validFromMs: 0, validToMs: 90 * DAY_MS };
    assert.equal(Math.round(renewalMs(certificate, 0) / DAY_MS), 60);
    assert.equal(Math.round(renewalMs(certificate, 1) / DAY_MS), 62);
  });
});
