import { createServer } from 'node:net';

/**
 * The rig's own range, below Linux's ephemeral ports (32768 and up): no outgoing connection can take a port while the
 * server that owned it is being restarted.
 */
const FIRST_PORT = 19_560;
const LAST_PORT = 24_559;
/** How far apart two processes begin that were started one after the other, so that they do not reach for the same port. */
const PORTS_APART = 397;
const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '0.0.0.0', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A TCP port that nobody listens on, never given twice by one process. */
export async function takePort(): Promise<number> {
  const count = LAST_PORT - FIRST_PORT + 1;
  const start = (process.pid * PORTS_APART) % count;
  for (let step = 0; step < count; step += 1) {
    const port = FIRST_PORT + ((start + step) % count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
}
