// @ts-expect-error The package ships no types.
import NodeMediaServer from 'node-media-server';

/**
 * The independent RTMP peer as a process of its own, since some inputs end it: `node node-media-server.ts PORT FOLDER`. Says `ready` once it
 * runs; answers each line on standard input with one line of JSON about itself; ends when its standard input does.
 */
const [port = '0', folder = '.'] = process.argv.slice(2);
console.log = (): void => undefined;
const server = new NodeMediaServer(
  { bind: '127.0.0.1', rtmp: { port: Number(port) }, store: { path: folder }, auth: { play: false, publish: false } },
  '',
);
server.run();
process.stdin.on('data', () =>
  process.stdout.write(`${JSON.stringify({ rssMb: process.memoryUsage().rss / 1e6, cpuMs: cpuMs() })}\n`),
);
process.stdin.on('end', () => process.exit(0));
process.stdout.write('ready\n');

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
