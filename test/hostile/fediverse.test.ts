import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { checkStream } from '../checker/checker.ts';
import { FediverseStation, fediverseEnvironment } from '../e2e/fediverse-stage.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { FediversePeer, type Malice } from '../peers/fediverse-peer.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { watchMemory } from '../peers/process-figures.ts';
import { until } from '../peers/wait.ts';
import { makeClip } from './clips.ts';

/** The whole server, with the thread of the fediverse, may take this in all. */
const MAX_RSS_MB = 480;
const PARALLEL = 40;
const MEGABYTE = 1_000_000;
/** A key that is nobody's. */
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
/** Posts of each kind and wave. */
const POSTS = 400;

interface Shot {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Address of 127.0.0.0/8 that it comes from. */
  readonly from: string;
}

describe('The inbox under a flood, with a broadcast on air', () => {
  let station: FediverseStation;
  let publisher: FfmpegPublisher;
  const peers: FediversePeer[] = [];

  before(async () => {
    station = new FediverseStation(await AerialProcess.start({ environment: fediverseEnvironment }));
    await station.beFollowed();
    for (let host = 1; host <= 5; host += 1) peers.push(await FediversePeer.open(`127.0.4.${host}`));
    publisher = new FfmpegPublisher({ url: station.aerial.publishUrl, clipPath: makeClip('both', 4) });
    await station.aerial.waitForPhase('live');
    await until('the playlist has segments', async () => (await playlist()).includes('#EXTINF'), { timeoutMs: 20_000 });
  });

  after(async () => {
    await publisher.stop();
    await station.aerial.dispose();
    await Promise.all(peers.map((peer) => peer.close()));
  });

  async function playlist(): Promise<string> {
    const answer = await fetch(`${station.url}/hls/0/stream.m3u8`);
    return answer.ok ? answer.text() : '';
  }

  /** The status of the answer; 0 where the connection was closed without one. */
  function shoot({ body, headers, from }: Shot): Promise<number> {
    return new Promise((resolve) => {
      const options = {
        host: '127.0.0.1',
        port: station.aerial.httpPort,
        path: new URL(station.inbox).pathname,
        method: 'POST',
        headers: { ...headers, host: station.host, 'content-length': String(Buffer.byteLength(body)) },
        localAddress: from,
        agent: false,
      };
      const outgoing = request(options, (answer) => {
        answer.resume().once('close', () => resolve(answer.statusCode ?? 0));
      });
      outgoing.on('error', () => resolve(0));
      outgoing.end(body);
    });
  }

  /** How many of the shots were answered with each status. */
  async function volley(shots: Iterable<Shot>): Promise<Map<number, number>> {
    const statuses = new Map<number, number>();
    const rest = shots[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        const status = await shoot(next.value);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return statuses;
  }

  /** Likes of as many accounts as there are shots, a fifth of them of each peer. */
  function* likes(wave: number, malice: Malice = {}): Generator<Shot> {
    for (let count = 0; count < POSTS; count += 1) {
      const peer = peers[count % peers.length];
      if (peer === undefined) return;
      const name = `a${wave}-${count}`;
      const body = JSON.stringify(peer.activity(name, 'Like', `${station.url}/federation/none`));
      const headers = peer.sign(station.inbox, body, name, malice);
      yield { body, headers, from: `127.0.${5 + wave}.${1 + (count % 200)}` };
    }
  }

  function* unsigned(): Generator<Shot> {
    const headers = { 'content-type': 'application/activity+json' };
    for (let count = 0; count < POSTS; count += 1) {
      const from = `127.0.3.${1 + (count % 200)}`;
      yield { body: '['.repeat(250_000), headers, from };
      yield { body: JSON.stringify({ '@context': 'http://127.0.0.1:1/', type: 'Like' }), headers, from };
    }
  }

  it('goes on without a gap, by the rules of HLS, and with its memory bounded', async () => {
    const over = new AbortController();
    const url = `${station.aerial.url}/hls/stream.m3u8`;
    const checked = checkStream({ url, seconds: 90, signal: over.signal });
    const memory = watchMemory(station.aerial.pid);
    const huge = { body: Buffer.alloc(30 * MEGABYTE, 0x20), from: '127.0.2.1' };
    const json = { 'content-type': 'application/activity+json' };
    for (let wave = 0; wave < 3; wave += 1) {
      const good = await volley(likes(wave));
      assert.ok((good.get(202) ?? 0) > 0, `some are taken: ${JSON.stringify([...good])}`);
      assert.deepEqual([...(await volley(unsigned())).keys()], [401]);
      // Signed with a key that is not the account's: each makes the server look for the right one.
      const forged = await volley(likes(wave + 3, { privateKey: stranger }));
      const wrong = [...forged.keys()].filter((status) => ![401, 429, 503].includes(status));
      assert.deepEqual(wrong, [], JSON.stringify([...forged]));
      const tooLong = await volley([
        { ...huge, headers: json },
        { ...huge, headers: { ...json, ...peers[0]?.sign(station.inbox, ' '.repeat(30 * MEGABYTE), 'big') } },
      ]);
      assert.deepEqual(
        [...tooLong.keys()].filter((status) => status !== 413 && status !== 0),
        [],
      );
    }
    const last = await playlist();
    over.abort();
    const { findings, renditions } = await checked;
    assert.deepEqual(findings, []);
    assert.ok(renditions.length > 0);
    assert.doesNotMatch(last, /EXT-X-(DISCONTINUITY$|GAP|ENDLIST)/m);
    assert.equal((await station.aerial.status()).phase, 'live');
    const peakMb = memory.stop();
    assert.ok(peakMb < MAX_RSS_MB, `${peakMb} MB`);
  });

  it('still hears everybody else afterwards', async (t) => {
    const peer = await FediversePeer.open('127.0.4.9');
    t.after(() => peer.close());
    const follow = peer.activity('ann', 'Follow', station.actor);
    const body = JSON.stringify(follow);
    const headers = peer.sign(station.inbox, body, 'ann');
    assert.equal(await shoot({ body, headers, from: '127.0.9.9' }), 202, station.log);
    await peer.hear('Accept', { to: '/users/ann/inbox' });
  });
});
