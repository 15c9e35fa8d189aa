import { connect, type Socket } from 'node:net';

/** How long an attacked server may keep a connection that its peer has ended. */
const MAX_LINGER_MS = 10_000;

/** Opens a socket to a port on loopback from `localAddress`, or gives null when that failed. */
export function dial(port: number, localAddress = '127.0.0.1'): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
    socket.on('error', () => undefined);
  });
}

export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Sends everything, then ends its side; resolves when the connection is closed, however it came to that. */
export async function attack(
  port: number,
  bytes: Buffer,
  localAddress?: string,
): Promise<'closed' | 'kept' | 'refused'> {
  const socket = await dial(port, localAddress);
  if (socket === null) return 'refused';
  socket.resume();
  let wasKept = false;
  const deadline = setTimeout(() => {
    wasKept = true;
    socket.destroy();
  }, MAX_LINGER_MS);
  socket.end(bytes);
  await closed(socket);
  clearTimeout(deadline);
  return wasKept ? 'kept' : 'closed';
}
