import { setTimeout as pause } from 'node:timers/promises';

import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { takePort } from '../peers/ports.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { attack, dial } from './attacker.ts';
import { attackKey, attacks, type Attack } from './attacks.ts';
import { makeClip } from './clips.ts';
import { SeededRandom } from './seeded-random.ts';
import { ServerUnderAttack } from './server-under-attack.ts';

/**
 * Prints how node-media-server and our own ingest take the nineteen inputs, 2,000 idle sockets and a flood, each against a fresh
 * process: the evidence of `docs/adr`. Run by hand: `node test/hostile/compare.ts`.
 */
type Server = ServerUnderAttack<{ readonly rssMb: number; readonly cpuMs: number }>;

const IDLE_SOCKETS = 2_000;
const IDLE_WATCH_MS = 8_000;
/** A crash follows an input within milliseconds; a process that lives after this time has survived it. */
const SETTLE_MS = 400;

async function startPeer(): Promise<{ server: Server; port: number }> {
  const port = await takePort();
  const folder = makeTemporaryFolder('peer').path;
  return { server: await ServerUnderAttack.start('../peers/node-media-server.ts', String(port), folder), port };
}

async function startOurs(publishes: boolean): Promise<{ server: Server; port: number }> {
  const livePort = await takePort();
  const targetPort = await takePort();
  const server: Server = await ServerUnderAttack.start('ingest-process.ts', String(livePort), String(targetPort));
  return { server, port: publishes ? targetPort : livePort };
}

async function outcome(
  started: { server: Server; port: number },
  act: (port: number) => Promise<unknown>,
): Promise<string> {
  const { server, port } = started;
  const { rssMb: before } = await server.report();
  await act(port);
  await pause(SETTLE_MS);
  if (server.exit !== null) return `process ended with ${server.exit.code ?? server.exit.signal}`;
  const { rssMb } = await server.report();
  await server.stop();
  return `survived, ${before.toFixed(0)} to ${rssMb.toFixed(0)} MB`;
}

async function compare(name: string, publishes: boolean, act: (port: number) => Promise<unknown>): Promise<void> {
  const row = [name, await outcome(await startPeer(), act), await outcome(await startOurs(publishes), act)];
  console.log(`| ${row.join(' | ')} |`);
}

async function holdIdleSockets(port: number): Promise<void> {
  let open = 0;
  for (let batch = 0; batch < 8; batch += 1) {
    const size = IDLE_SOCKETS / 8;
    const places = Array.from({ length: size }, (_, index) => `127.0.${1 + (index % 5)}.${1 + (index % 50)}`);
    for (const socket of await Promise.all(places.map((place) => dial(port, place)))) {
      if (socket === null) continue;
      open += 1;
      socket.resume().once('close', () => (open -= 1));
    }
  }
  await pause(IDLE_WATCH_MS);
  console.log(`idle sockets still open after ${IDLE_WATCH_MS / 1000} s: ${open}`);
}

async function flood(port: number): Promise<void> {
  const random = new SeededRandom(7);
  for (let round = 0; round < 20; round += 1) {
    const garbage = Buffer.concat([Buffer.of(3), random.bytes(500_000)]);
    await Promise.all(Array.from({ length: 16 }, () => attack(port, garbage)));
  }
}

/** Percent of one core while ffmpeg publishes a clip of about 6 Mbit/s, over ten seconds. */
async function cpuPercent(started: { server: Server; port: number }, key: string): Promise<string> {
  const { server, port } = started;
  const clipPath = makeClip('six megabits', 4);
  const publisher = new FfmpegPublisher({ url: `rtmp://127.0.0.1:${port}/live/${key}`, clipPath });
  await publisher.publishing();
  const { cpuMs: before } = await server.report();
  await pause(10_000);
  const { cpuMs, rssMb } = await server.report();
  await publisher.stop();
  await server.stop();
  return `${((cpuMs - before) / 100).toFixed(1)} % of a core, ${rssMb.toFixed(0)} MB`;
}

console.log('| input | node-media-server 4.4.3 | own protocol |\n|---|---|---|');
for (const { name, publishes, bytes } of attacks as readonly Attack[]) {
  await compare(name, publishes, (port) => attack(port, bytes()));
}
await compare(`${IDLE_SOCKETS} idle sockets`, false, holdIdleSockets);
await compare('160 MB of garbage over 320 connections', false, flood);
const peerCpu = await cpuPercent(await startPeer(), 'key');
console.log(`| one publisher of 6 Mbit/s | ${peerCpu} | ${await cpuPercent(await startOurs(true), attackKey)} |`);
process.exit(0);
