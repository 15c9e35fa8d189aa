import assert from 'node:assert/strict';
import dns from 'node:dns';
import { after, before, describe, it } from 'node:test';
import { CertificateAuthority } from '../../test/peers/certificate-authority.ts';
import { S3Server } from '../../test/peers/s3-server.ts';
import { until } from '../../test/peers/wait.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { BucketMirror } from './bucket-mirror.ts';
import { testBucket } from './bucket-test.ts';
import { BucketFault } from './remote-bucket.ts';
import { S3Bucket } from './s3-bucket.ts';
import { readAsBrowser } from './serving-check.ts';
import { MemoryLedger } from './testing.ts';

let server: S3Server;
before(async () => void (server = await S3Server.start()));
after(() => server.close());

const object = { bytes: Buffer.from('media'), mediaType: 'video/mp4', cacheControl: 'no-store' };

/** Steps of the test of a bucket, those that failed as their sentences. */
async function tryBucket(changes: Parameters<S3Server['config']>[0] = {}, at = server): Promise<string[]> {
  const place = at.config(changes);
  const bucket = new S3Bucket({ place });
  try {
    const needs = { place, bucket, read: readAsBrowser, wallMs: () => systemClock.wallMs(), token: 'abc' };
    return (await testBucket(needs)).map(({ step, ok, sentence }) => (ok ? step : `${step}: ${sentence}`));
  } finally {
    bucket.close();
  }
}

/** A mirror of the live window in that bucket, in real time. */
function mirror(): BucketMirror {
  return new BucketMirror({
    clock: systemClock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    ledger: new MemoryLedger(),
    open: (place) => new S3Bucket({ place }),
    read: readAsBrowser,
    random: () => 0,
    servesViewers: () => true,
    stayMs: () => 0,
  });
}

describe('A bucket at a server that checks signatures', () => {
  it('is written, read by anybody and emptied again', async () => {
    assert.deepEqual(await tryBucket({ pathPrefix: '/a prefix/' }), ['write', 'read', 'remove']);
    assert.deepEqual(
      server.changes.map(({ method, key }) => `${method} ${key}`),
      ['PUT a prefix/hls/aerial-test-abc.txt', 'DELETE a prefix/hls/aerial-test-abc.txt'],
    );
  });

  it('says what is wrong with key, secret, region and name', async () => {
    assert.match((await tryBucket({ secret: 'wrong' })).join(), /^write: 127\S+ does not take the access key/);
    assert.match((await tryBucket({ accessKey: 'wrong' })).join(), /^write: 127\S+ does not take the access key/);
    assert.match((await tryBucket({ region: 'elsewhere' })).join(), /^write: The bucket "live" is not in the region/);
    assert.match((await tryBucket({ bucket: 'dead' })).join(), /^write: There is no bucket "dead"/);
    assert.match((await tryBucket({ endpoint: 'http://127.0.0.1:9' })).join(), /^write: 127.0.0.1:9 cannot be reached/);
  });

  it('says that clocks differ, and is written all the same', async () => {
    server.faults.skewMs = 3_600_000;
    const steps = await tryBucket();
    server.faults.skewMs = 0;
    assert.deepEqual(steps.slice(0, 2), ['write', 'read']);
    assert.match(steps[2] ?? '', /^clock: The clock of this machine is 60 minutes behind/);
  });

  it('says that viewers may not read, by ACL or from other sites', async () => {
    assert.match((await tryBucket({ acl: 'private' })).join(), /read: Viewers may not read .*public-read/);
    server.faults.allowsOrigins = false;
    assert.match((await tryBucket()).join(), /read: .* \(CORS\)/);
    server.faults.allowsOrigins = true;
    assert.match(
      (await tryBucket({ servingEndpoint: 'http://127.0.0.1:9' })).join(),
      /read: .* does not answer viewers/,
    );
  });

  it('says that the bucket takes no ACL, and does without one when told', async () => {
    server.faults.refusesAcl = true;
    assert.match((await tryBucket()).join(), /^write: .* takes no ACL .* Set the ACL to none/);
    assert.doesNotMatch((await tryBucket({ acl: 'none' })).join(), /^write: /);
    server.faults.refusesAcl = false;
  });

  it('gets all of the live window through a storm of refusals, playlists after what they name', async () => {
    server.faults.busyShare = 0.3;
    server.changes.length = 0;
    const followed = mirror();
    const stop = followed.start();
    followed.use(server.config({ pathPrefix: 'storm' }));
    const names = Array.from({ length: 12 }, (_, index) => `b/0/${index}.m4s`);
    followed.document(
      '0/stream.m3u8',
      (stateOf) => names.filter((name) => stateOf(name) === 'stored').join('\n') || null,
    );
    for (const name of names) followed.put(name, Buffer.from(name));
    const last = () => server.changes.findLast(({ key }) => key.endsWith('.m3u8'))?.text?.split('\n').length;
    await until('all of it is there', () => last() === names.length, { timeoutMs: 60_000 });
    server.faults.busyShare = 0;
    await stop();
    const there = new Set<string>();
    for (const { key, text } of server.changes) {
      for (const name of text?.split('\n') ?? []) assert.ok(there.has(`storm/hls/${name}`), name);
      there.add(key);
    }
  });

  it('knows what it holds by its entity tag', async () => {
    const bucket = new S3Bucket({ place: server.config() });
    const tag = await bucket.put('hls/x', object);
    assert.equal(await bucket.entityTag('hls/x'), tag);
    await bucket.remove('hls/x');
    assert.equal(await bucket.entityTag('hls/x'), null);
    await bucket.remove('hls/x');
    server.faults.busyShare = 1;
    await assert.rejects(bucket.put('hls/x', object), (error) => error instanceof BucketFault && error.kind === 'busy');
    server.faults.busyShare = 0;
    bucket.close();
  });
});

describe('A bucket over HTTPS, its name before that of the host', () => {
  it('is trusted by its certificate alone, and written and read at the address that viewers get', async (t) => {
    const authority = await CertificateAuthority.create();
    const tls = await authority.issue(['s3.localhost', '*.s3.localhost']);
    const secure = await S3Server.start({ tls, host: 's3.localhost', virtualHost: true });
    t.after(() => secure.close());
    const { lookup } = dns;
    // Not every machine knows that all names below localhost are its own (RFC 6761, 6.3).
    t.mock.method(dns, 'lookup', (name: string, ...rest: [dns.LookupAllOptions, () => void]) =>
      lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest),
    );
    assert.match((await tryBucket({}, secure)).join(), /^write: The certificate of s3.localhost:\d+ cannot be trusted/);
    t.after(authority.trustHere());
    assert.deepEqual(await tryBucket({ pathPrefix: 'tv' }, secure), ['write', 'read', 'remove']);
    assert.deepEqual(secure.reads, ['tv/hls/aerial-test-abc.txt']);
    assert.match((await tryBucket({ forcePathStyle: true }, secure)).join(), /^write: s3\.localhost:\d+ answered/);
    assert.match((await tryBucket({ secret: 'wrong' }, secure)).join(), /^write: .* does not take the access key/);
  });
});
