import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { systemCode } from '../../internal/platform/errors.ts';
import { fault, type Finding, good } from './finding.ts';

export interface PortNeeds {
  readonly subject: string;
  readonly port: number;
  readonly address: string | null;
  /** The flag that chooses another one. */
  readonly flag: string;
  /** The Aerial that serves this very data directory now, or null. */
  readonly ownProcess: number | null;
}

/** Tries whether the port can be listened on, and finds out who has it if not. */
export async function checkPort(needs: PortNeeds): Promise<Finding> {
  const { subject, port, flag } = needs;
  const code = await tryListen(needs.port, needs.address);
  if (code === null) return good(subject, port === 0 ? 'any free one' : `${port} is free`);
  if (code === 'EACCES') {
    const remedy = `Choose one of 1024 or above with --${flag}, or allow it: setcap cap_net_bind_service=+ep on the executable.`;
    return fault(subject, `${port} may only be opened by the administrator`, remedy);
  }
  if (code !== 'EADDRINUSE') {
    return fault(
      subject,
      `${needs.address ?? ''} ${port} cannot be listened on (${code})`.trim(),
      'Check that the address is one of this machine.',
    );
  }
  const holder = findPortHolder(port);
  if (holder !== null && holder.processId === needs.ownProcess)
    return good(subject, `${port} is open: Aerial is running`);
  const who = holder === null ? 'another program' : `${holder.name} (process ${holder.processId})`;
  return fault(subject, `${port} is taken by ${who}`, `Stop that program, or choose another port with --${flag}.`);
}

/** The code of the failure to listen, or null when it went well. */
function tryListen(port: number, address: string | null): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(systemCode(error) ?? 'unknown'));
    server.listen({ port, host: address ?? undefined, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** The process that listens on a port, from /proc; null when it is another user's, or there is no /proc. */
export function findPortHolder(port: number): { processId: number; name: string } | null {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => parseListeners(readOrEmpty(`/proc/net/${table}`), port)));
  if (inodes.size === 0) return null;
  for (const entry of list('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const folder = `/proc/${entry}/fd`;
    const holds = list(folder).some((descriptor) => inodes.has(socketInode(`${folder}/${descriptor}`)));
    if (holds) return { processId: Number(entry), name: readOrEmpty(`/proc/${entry}/comm`).trim() };
  }
  return null;
}

/** Inodes of the sockets that listen on `port`, in the format of /proc/net/tcp (proc_pid_net(5)); state 0A is LISTEN. */
export function parseListeners(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(wanted) === true && state === '0A')
    .map((fields) => fields[9] ?? '');
}

function socketInode(link: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1] ?? 'none';
  } catch {
    return 'none';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
