import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { BucketMirror } from './bucket-mirror.ts';
import type { BucketPlace } from './bucket-place.ts';
import type { ReadAnswer } from './serving-check.ts';
import { MemoryBucket, MemoryLedger } from './testing.ts';

const place: BucketPlace = {
  endpoint: 'https://s3.example',
  servingEndpoint: 'https://cdn.example/',
  accessKey: 'a',
  secret: 's',
  bucket: 'live',
  region: 'r',
  acl: '',
  pathPrefix: 'tv',
  forcePathStyle: true,
};

let clock: ManualClock;
let bucket: MemoryBucket;
let ledger: MemoryLedger;
let answer: Partial<ReadAnswer>;
let servesViewers: boolean;
let stayMs: number;

beforeEach(() => {
  clock = new ManualClock();
  bucket = new MemoryBucket();
  ledger = new MemoryLedger();
  answer = {};
  servesViewers = true;
  stayMs = 39_000;
});

function mirror(open: () => MemoryBucket = () => bucket): BucketMirror {
  return new BucketMirror({
    clock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    ledger,
    open,
    read: async () => ({ status: 200, allowedOrigin: '*', dateWallMs: null, bytes: 3, ...answer }),
    random: () => 1,
    servesViewers: () => servesViewers,
    stayMs: () => stayMs,
  });
}

/** Lets what can go on without time passing go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

/** Time passes in steps, so that what a timer began comes to its end before the next one. */
async function pass(ms: number): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= 1_000) {
    clock.advance(Math.min(1_000, leftMs));
    await settle();
  }
}

describe('The mirror of the live window in a bucket', () => {
  it('stores objects under their prefix, and a text only after all that it names', async () => {
    const followed = mirror();
    followed.use(place);
    followed.document('0/stream.m3u8', (stateOf) => {
      const there = ['b1/0/1', 'b1/0/2'].filter((name) => stateOf(name) === 'stored');
      return there.length === 0 ? null : there.join();
    });
    followed.put('b1/0/1', Buffer.from('one'));
    followed.put('b1/0/2', Buffer.from('two'));
    await settle();
    assert.equal(bucket.objects.get('tv/hls/0/stream.m3u8'), 'b1/0/1,b1/0/2');
    for (const [index, entry] of bucket.history.entries()) {
      if (!entry.endsWith('m3u8')) continue;
      assert.ok(bucket.history.slice(0, index).includes('put tv/hls/b1/0/1'), entry);
    }
  });

  it('goes on trying with growing pauses, one at a time, and catches up with all that is still wanted', async () => {
    const followed = mirror();
    bucket.fault = 'busy';
    followed.use(place);
    for (const name of ['1', '2', '3', '4']) followed.put(name, Buffer.from('abc'));
    await settle();
    assert.equal(followed.status().state, 'well', 'once is nothing to speak of');
    await pass(5_000);
    assert.equal(followed.status().state, 'failing');
    assert.match(
      followed.status().trouble ?? '',
      /^Nothing can be stored in the S3 bucket; viewers get everything from here meanwhile\. It failed\. Wait\./,
    );
    await pass(60_000);
    followed.remove('1');
    bucket.fault = null;
    await pass(15_000);
    assert.deepEqual([...bucket.objects.keys()], ['tv/hls/2', 'tv/hls/3', 'tv/hls/4']);
    assert.equal(followed.status().missedCount, 1);
    assert.equal(followed.status().state, 'recovering', 'it may fail again at once');
    assert.match(followed.status().trouble ?? '', /answers again.*nothing to do/);
    assert.equal(followed.trouble(), null, 'there is nothing to do about it');
    bucket.fault = 'busy';
    followed.put('5', Buffer.from('abc'));
    await pass(1_000);
    assert.equal(followed.status().state, 'failing');
    bucket.fault = null;
    await pass(2_000);
    await pass(11_000);
    assert.deepEqual(
      [followed.status().state, followed.status().trouble, followed.status().waitingCount],
      ['well', null, 0],
    );
  });

  it('is behind while the bucket takes longer than the window lasts', async () => {
    const followed = mirror();
    followed.use(place);
    let open = (): void => {};
    bucket.gate = new Promise((resolve) => (open = resolve));
    followed.put('1', Buffer.from('abc'));
    await pass(13_000);
    assert.match(followed.status().trouble ?? '', /takes longer than the picture lasts/);
    followed.remove('1');
    open();
    await pass(1_000);
    assert.deepEqual([followed.status().state, followed.status().missedCount], ['behind', 1]);
    await pass(60_000);
    assert.equal(followed.status().state, 'well');
  });

  it('is not behind for what was on air before the bucket was set', async () => {
    const followed = mirror();
    followed.put('1', Buffer.from('abc'));
    followed.put('2', Buffer.from('abc'));
    await pass(20_000);
    let open = (): void => {};
    bucket.gate = new Promise((resolve) => (open = resolve));
    followed.use(place);
    assert.equal(followed.status().state, 'well');
    followed.remove('1');
    await pass(5_000);
    assert.deepEqual([followed.status().state, followed.status().missedCount], ['well', 1]);
    await pass(8_000);
    assert.equal(followed.status().state, 'behind', 'by then the bucket had time enough');
    open();
    await pass(1_000);
    assert.equal(followed.status().state, 'well');
  });

  it('sends viewers there only for what is certainly there and was seen to be readable', async () => {
    const followed = mirror();
    followed.use(place);
    followed.put('a/1', Buffer.from('abc'));
    assert.equal(followed.locate('a/1'), null);
    await settle();
    assert.equal(followed.locate('a/1'), null, 'nobody has read there yet');
    await pass(1_000);
    assert.equal(followed.locate('a/1'), 'https://cdn.example/tv/hls/a/1');
    assert.equal(followed.locate('a/2'), null);
    answer = { allowedOrigin: null };
    await pass(31_000);
    assert.equal(followed.locate('a/1'), null);
    assert.match(followed.status().servingTrouble ?? '', /CORS/);
    answer = {};
    await pass(3_000);
    assert.equal(followed.status().servesViewers, true);
    bucket.fault = 'address';
    followed.put('a/2', Buffer.from('abc'));
    await settle();
    assert.equal(followed.locate('a/1'), null, 'a bucket that fails serves nobody');
    servesViewers = false;
    assert.equal(followed.servingOrigin, null);
  });

  it('tells nothing any more of what viewers could not read once a broadcast is over, and looks anew at the next', async () => {
    const followed = mirror();
    followed.use(place);
    answer = { status: 403 };
    followed.put('a/1', Buffer.from('abc'));
    await pass(3_000);
    assert.match(followed.status().servingTrouble ?? '', /may not read/);
    followed.remove('a/1');
    assert.equal(followed.status().servingTrouble, null);
    await pass(5_000);
    followed.put('b/1', Buffer.from('abc'));
    await pass(3_000);
    assert.match(followed.status().servingTrouble ?? '', /may not read/);
    assert.equal(followed.locate('b/1'), null);
  });

  it('removes what is not wanted any more after a while, and only what it wrote', async () => {
    const followed = mirror();
    bucket.objects.set('tv/hls/somebody', 'else');
    followed.use(place);
    followed.put('1', Buffer.from('abc'));
    followed.put('2', Buffer.from('abc'));
    await settle();
    followed.remove('1');
    await pass(80_000);
    assert.ok(bucket.objects.has('tv/hls/1'), 'players may still know it');
    await pass(20_000);
    assert.deepEqual([...bucket.objects.keys()], ['tv/hls/somebody', 'tv/hls/2']);
    assert.equal(ledger.rows.size, 1);
  });

  it('keeps what left a long window for as long as players may ask for it, also in a bucket that is not set any more', async () => {
    const followed = mirror();
    followed.use(place);
    followed.put('1', Buffer.from('abc'));
    followed.put('2', Buffer.from('abc'));
    await settle();
    stayMs = 309_000;
    followed.remove('1');
    await pass(150_000);
    followed.use(null);
    await pass(150_000);
    assert.deepEqual([...bucket.objects.keys()], ['tv/hls/1', 'tv/hls/2']);
    await pass(15_000);
    assert.deepEqual([...bucket.objects.keys()], ['tv/hls/2']);
    await pass(150_000);
    assert.equal(bucket.objects.size, 0);
  });

  it('removes what it could not store for certain once it is not wanted any more, and knows of it no longer', async () => {
    const followed = mirror();
    followed.use(place);
    bucket.losesAnswers = true;
    followed.put('1', Buffer.from('abc'));
    followed.put('2', Buffer.from('abc'));
    await settle();
    bucket.fault = 'busy';
    await pass(20_000);
    assert.equal(followed.status().objectCount, 2);
    followed.remove('1');
    followed.remove('2');
    await pass(80_000);
    assert.ok(bucket.objects.has('tv/hls/1'));
    bucket.fault = null;
    bucket.losesAnswers = false;
    await pass(50_000);
    assert.equal(bucket.objects.size, 0);
    assert.equal(followed.status().objectCount, 0);
  });

  it('removes what arrived without an answer after it had left the window', async () => {
    const followed = mirror();
    followed.use(place);
    let open = (): void => {};
    bucket.gate = new Promise((resolve) => (open = resolve));
    bucket.losesAnswers = true;
    followed.put('1', Buffer.from('abc'));
    await settle();
    followed.remove('1');
    open();
    await settle();
    assert.ok(bucket.objects.has('tv/hls/1'));
    await pass(95_000);
    assert.equal(bucket.objects.size, 0);
    assert.equal(ledger.rows.size, 0);
  });

  it('keeps what is wanted again, or still, however often storing it failed', async () => {
    const followed = mirror();
    followed.use(place);
    bucket.losesAnswers = true;
    followed.put('again', Buffer.from('abc'));
    followed.put('still', Buffer.from('abc'));
    await settle();
    followed.remove('again');
    await pass(60_000);
    followed.put('again', Buffer.from('abc'));
    await pass(100_000);
    assert.ok(bucket.objects.has('tv/hls/still'));
    bucket.losesAnswers = false;
    await pass(200_000);
    assert.deepEqual([...bucket.objects.keys()].toSorted(), ['tv/hls/again', 'tv/hls/still']);
    assert.deepEqual(
      [...ledger.rows.values()].map(({ removeAfterWallMs }) => removeAfterWallMs),
      [null, null],
    );
  });

  it('tidies up in a bucket that is not set any more what arrived there without an answer', async () => {
    const followed = mirror();
    followed.use(place);
    bucket.losesAnswers = true;
    followed.put('1', Buffer.from('abc'));
    followed.put('2', Buffer.from('abc'));
    await settle();
    assert.equal(bucket.objects.size, 2);
    followed.use(null);
    await pass(95_000);
    assert.equal(bucket.objects.size, 0);
    assert.equal(ledger.rows.size, 0);
  });

  it('removes after a crash what the run before wrote, but no text that somebody else has written over', async () => {
    const crashed = mirror();
    crashed.use(place);
    crashed.put('1', Buffer.from('abc'));
    crashed.document('mine', () => 'mine');
    crashed.document('theirs', () => 'mine too');
    await settle();
    bucket.objects.set('tv/hls/theirs', 'theirs');
    const stopOld = crashed.start();
    await stopOld();

    const next = mirror();
    const stop = next.start();
    next.use(place);
    await pass(2_000);
    assert.deepEqual([...bucket.objects], [['tv/hls/theirs', 'theirs']]);
    assert.equal(ledger.rows.size, 0);
    await stop();
    assert.ok(bucket.isClosed);
  });

  it('never removes a text of others that it meant to write over, and did not', async () => {
    bucket.objects.set('tv/hls/theirs', 'theirs');
    const failing = mirror();
    failing.use(place);
    bucket.fault = 'busy';
    failing.put('1', Buffer.from('abc'));
    failing.document('theirs', () => 'mine');
    await pass(5_000);
    assert.ok(ledger.rows.size > 0);
    await failing.start()();

    bucket.fault = null;
    const next = mirror();
    const stop = next.start();
    next.use(place);
    await pass(4_000);
    assert.deepEqual([...bucket.objects], [['tv/hls/theirs', 'theirs']]);
    assert.equal(ledger.rows.size, 0);
    await stop();
  });

  it('fills another bucket with the whole window, and tidies up in the one before', async () => {
    const other = new MemoryBucket();
    const buckets = [bucket, other];
    const followed = mirror(() => buckets.shift() ?? other);
    followed.put('1', Buffer.from('abc'));
    followed.document('list', (stateOf) => stateOf('1'));
    followed.use(place);
    await settle();
    followed.use({ ...place, bucket: 'next' });
    await settle();
    assert.deepEqual([...other.objects.keys()], ['tv/hls/list', 'tv/hls/1']);
    assert.equal(other.objects.get('tv/hls/list'), 'stored');
    await pass(95_000);
    assert.deepEqual([...bucket.objects.keys()], []);
    followed.use(null);
    assert.equal(followed.status().state, 'off');
  });

  it('has one who tidies up in a bucket that is set again', async () => {
    const [first, again] = [bucket, Object.assign(new MemoryBucket(), { objects: bucket.objects })];
    const buckets = [first, new MemoryBucket(), again];
    const followed = mirror(() => buckets.shift() ?? again);
    followed.put('1', Buffer.from('abc'));
    followed.use(place);
    await settle();
    followed.use({ ...place, bucket: 'next' });
    await pass(60_000);
    followed.use(place);
    await settle();
    assert.ok(first.isClosed);
    followed.remove('1');
    await pass(400_000);
    assert.deepEqual(first.history, ['put tv/hls/1']);
    assert.deepEqual(again.history, ['put tv/hls/1', 'remove tv/hls/1']);
  });

  it('goes on in the same bucket when only the key to it changes', async () => {
    const followed = mirror(() => Object.assign(new MemoryBucket(), { objects: bucket.objects }));
    followed.put('1', Buffer.from('abc'));
    followed.use(place);
    await settle();
    followed.use({ ...place, secret: 'another' });
    await pass(200_000);
    assert.deepEqual([...bucket.objects.keys()], ['tv/hls/1']);
  });

  it('fills a bucket anew that was gone', async () => {
    const followed = mirror();
    followed.use(place);
    followed.put('1', Buffer.from('abc'));
    await settle();
    bucket.objects.clear();
    bucket.fault = 'bucket';
    followed.put('2', Buffer.from('abc'));
    await settle();
    bucket.fault = null;
    await pass(1_000);
    assert.deepEqual([...bucket.objects.keys()].toSorted(), ['tv/hls/1', 'tv/hls/2']);
  });

  it('stores on when the disk has no room for the record, and writes it down later', async () => {
    const followed = mirror();
    followed.use(place);
    ledger.isDiskFull = true;
    followed.put('1', Buffer.from('abc'));
    await settle();
    assert.ok(bucket.objects.has('tv/hls/1'));
    ledger.isDiskFull = false;
    followed.remove('1');
    await pass(95_000);
    assert.equal(bucket.objects.size, 0);
  });

  it('gives the last texts two seconds when the server stops', async () => {
    const followed = mirror();
    const stop = followed.start();
    followed.use(place);
    let open = (): void => {};
    bucket.gate = new Promise((resolve) => (open = resolve));
    followed.document('list', () => 'the end');
    const stopped = stop();
    open();
    await stopped;
    assert.equal(bucket.objects.get('tv/hls/list'), 'the end');
  });

  it('removes what may go although the bucket says of other objects that they may not be seen', async () => {
    const lost = Array.from({ length: 9 }, (_, index) => `tv/hls/${index}/stream.m3u8`);
    const old = Array.from({ length: 60 }, (_, index) => `tv/hls/b0/0/${index}`);
    ledger.note('https://s3.example/live', lost, '"as it was"');
    for (const key of lost) bucket.hidden.add(key);
    ledger.note('https://s3.example/live', old, null);
    for (const key of old) bucket.objects.set(key, 'old');
    const followed = mirror();
    followed.start();
    followed.use(place);
    await pass(10_000);
    assert.deepEqual([...bucket.objects.keys()], []);
    assert.equal(ledger.rows.size, lost.length, 'those are tried again later');
    bucket.hidden.clear();
    await pass(11 * 60_000);
    assert.equal(ledger.rows.size, 0);
  });
});
