import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { takePort } from '../peers/ports.ts';
import { until } from '../peers/wait.ts';
import { attack, closed, dial } from './attacker.ts';
import { attacks, moreAttacks } from './attacks.ts';
import { makeClip } from './clips.ts';
import { SeededRandom } from './seeded-random.ts';
import { ServerUnderAttack } from './server-under-attack.ts';
import { clientHandshake } from '../../internal/ingest/testing/client-bytes.ts';

interface Report {
  readonly rssMb: number;
  readonly frames: number;
  readonly turns: readonly string[];
  readonly maxStepMs: number;
  readonly logLines: number;
  readonly state: string;
}

/** What the ingest process may take in all; it starts at about 90. */
const MAX_RSS_MB = 300;
/** Frames at 30 per second lie 33 ms apart; one lost would show as 66. */
const MAX_STEP_MS = 50;

describe('the ingest under attack, with a picture on air', () => {
  let server: ServerUnderAttack<Report>;
  let publisher: FfmpegPublisher;
  let livePort = 0;
  let targetPort = 0;

  before(async () => {
    livePort = await takePort();
    targetPort = await takePort();
    server = await ServerUnderAttack.start<Report>('ingest-process.ts', String(livePort), String(targetPort));
    publisher = new FfmpegPublisher({
      url: `rtmp://127.0.0.1:${livePort}/live/live-key`,
      clipPath: makeClip('both', 4),
    });
    await until('the picture is on air', async () => (await server.report()).frames > 30, { timeoutMs: 15_000 });
  });

  after(async () => {
    await publisher.stop();
    await server.stop();
  });

  /** The server lives, and whoever watches has noticed nothing. */
  async function isUndisturbed(): Promise<Report> {
    const { frames } = await server.report();
    await until('pictures go on', async () => (await server.report()).frames >= frames + 10, { timeoutMs: 10_000 });
    const report = await server.report();
    assert.deepEqual(report.turns, ['config']);
    assert.ok(report.maxStepMs <= MAX_STEP_MS, `${report.maxStepMs} ms between two frames`);
    assert.ok(report.rssMb <= MAX_RSS_MB, `${report.rssMb} MB`);
    return report;
  }

  for (const { name, publishes, bytes } of [...attacks, ...moreAttacks]) {
    it(`survives ${name}`, async () => {
      assert.equal(await attack(publishes ? targetPort : livePort, bytes()), 'closed');
      await isUndisturbed();
    });
  }

  it('survives each of them cut into single writes of a few bytes', async () => {
    for (const { name, publishes, bytes } of attacks) {
      const socket = await dial(publishes ? targetPort : livePort);
      assert.ok(socket !== null, name);
      socket.resume();
      const whole = bytes().subarray(0, 9_000);
      for (let offset = 0; offset < whole.length && socket.writable; offset += 97) {
        await new Promise((resolve) => socket.write(whole.subarray(offset, offset + 97), resolve));
      }
      socket.end();
      await closed(socket);
    }
    await isUndisturbed();
  });

  it('closes 2,000 idle sockets from 250 addresses by itself', async () => {
    const opened: Socket[] = [];
    // In batches: more at once than the backlog holds, and the kernel leaves sockets that only one side believes in.
    for (let batch = 0; batch < 8; batch += 1) {
      const places = Array.from({ length: 250 }, (_, index) => `127.0.${1 + (index % 5)}.${1 + (index % 50)}`);
      const sockets = await Promise.all(places.map((place) => dial(livePort, place)));
      opened.push(...sockets.filter((socket) => socket !== null));
    }
    assert.ok(opened.length > 1_900, `${opened.length} connected`);
    const shaken = opened.filter((_, index) => index % 2 === 0);
    for (const socket of opened) socket.resume();
    for (const socket of shaken) socket.write(clientHandshake().subarray(0, 1537));
    await Promise.all(opened.map(closed));
    await isUndisturbed();
  });

  it('holds its memory and its log through a flood of garbage', async () => {
    const random = new SeededRandom(7);
    const before = await server.report();
    for (let round = 0; round < 40; round += 1) {
      const garbage = random.bytes(250_000);
      const flood = Array.from({ length: 16 }, (_, index) => {
        const shaken = index % 2 === 0 ? clientHandshake() : Buffer.alloc(0);
        return attack(livePort, Buffer.concat([shaken, garbage]), `127.0.0.${1 + (index % 100)}`);
      });
      await Promise.all(flood);
    }
    const report = await isUndisturbed();
    assert.ok(report.logLines - before.logLines < 100, `${report.logLines - before.logLines} log lines`);
  });
});
