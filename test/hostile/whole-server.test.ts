import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { checkStream } from '../checker/checker.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { watchMemory } from '../peers/process-figures.ts';
import { until } from '../peers/wait.ts';
import { attack, dial } from './attacker.ts';
import { attacks, moreAttacks } from './attacks.ts';
import { makeClip } from './clips.ts';
import { SeededRandom } from './seeded-random.ts';

/** The whole server, with its pages, playlists and database, may take this in all; it idles at about 100. */
const MAX_RSS_MB = 350;

describe('Aerial under attack, with a broadcast on air', () => {
  let aerial: AerialProcess;
  let publisher: FfmpegPublisher;

  before(async () => {
    aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' } });
    publisher = new FfmpegPublisher({ url: aerial.publishUrl, clipPath: makeClip('both', 4) });
    await aerial.waitForPhase('live');
    await until('the playlist has segments', async () => (await playlist()).includes('#EXTINF'), { timeoutMs: 20_000 });
  });

  after(async () => {
    await publisher.stop();
    await aerial.dispose();
  });

  async function playlist(): Promise<string> {
    const answer = await fetch(`${aerial.url}/hls/0/stream.m3u8`);
    return answer.ok ? answer.text() : '';
  }

  async function assault(): Promise<void> {
    const random = new SeededRandom(11);
    const idle = await Promise.all(
      Array.from({ length: 300 }, (_, index) => dial(aerial.rtmpPort, `127.0.3.${1 + (index % 200)}`)),
    );
    for (const { bytes } of [...attacks, ...moreAttacks]) await attack(aerial.rtmpPort, bytes());
    for (let round = 0; round < 10; round += 1) {
      const garbage = Buffer.concat([Buffer.of(3), random.bytes(200_000)]);
      await Promise.all(Array.from({ length: 16 }, () => attack(aerial.rtmpPort, garbage)));
    }
    for (const socket of idle) socket?.destroy();
  }

  it('goes on without a gap, by the rules of HLS, and with its memory bounded', async () => {
    const over = new AbortController();
    const checked = checkStream({ url: `${aerial.url}/hls/stream.m3u8`, seconds: 60, signal: over.signal });
    const memory = watchMemory(aerial.pid);
    for (let wave = 0; wave < 3; wave += 1) await assault();
    const last = await playlist();
    over.abort();
    const { findings, renditions } = await checked;
    assert.deepEqual(findings, []);
    assert.ok(renditions.length > 0);
    assert.doesNotMatch(last, /EXT-X-(DISCONTINUITY$|GAP|ENDLIST)/m);
    assert.equal((await aerial.status()).phase, 'live');
    const peakMb = memory.stop();
    assert.ok(peakMb < MAX_RSS_MB, `${peakMb} MB`);
  });

  it('still takes its encoder back afterwards', async () => {
    await publisher.stop('SIGKILL');
    await aerial.waitForPhase('away');
    publisher = new FfmpegPublisher({ url: aerial.publishUrl, clipPath: makeClip('both', 4) });
    await aerial.waitForPhase('live');
  });
});
