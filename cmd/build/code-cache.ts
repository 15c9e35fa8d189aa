import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 30_000;
/** What is asked of the server while it is watched: what a viewer and a monitor ask first. */
const firstPaths = ['/api/status', '/', '/admin', '/api/config', '/hls/stream.m3u8'];

export interface CodeCacheNeeds {
  readonly rootDirectory: string;
  /** The very Node that the executable is made of: another one would refuse the code. */
  readonly nodePath: string;
  /** As the executable will give them to Node, for the same reason. */
  readonly nodeFlags: readonly string[];
  /** The wrapped script, as it goes into the executable. */
  readonly scriptFile: string;
  /** An empty folder for what is made meanwhile. */
  readonly folder: string;
}

/**
 * Starts the server once, on free ports and an empty data directory, asks it for its first pages and ends it; resolves to the file with all
 * code that was compiled for it. Rejects with what the server said when it does not start within 30 s.
 */
export async function recordCode(needs: CodeCacheNeeds): Promise<string> {
  const codeFile = join(needs.folder, 'aerial.code');
  const asFile = join(needs.rootDirectory, 'internal', 'platform', 'aerial.cjs');
  const server = spawn(
    needs.nodePath,
    [
      ...needs.nodeFlags,
      join(import.meta.dirname, 'launch', 'record-code.ts'),
      ...[needs.scriptFile, asFile, codeFile],
      ...['--data', join(needs.folder, 'data'), '--http-port', '0', '--rtmp-port', '0', '--http-address', '127.0.0.1'],
    ],
    { cwd: needs.folder, env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve) => void server.once('close', resolve));
  const deadline = setTimeout(() => server.kill('SIGKILL'), TIMEOUT_MS);
  let said = '';
  server.stdout.resume();
  for await (const line of createInterface({ input: server.stderr })) {
    said += `${line}\n`;
    const port = /"httpPort":(\d+).*"The server is ready\."/.exec(line)?.[1];
    if (port === undefined) continue;
    await Promise.all(firstPaths.map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer()));
    server.kill('SIGTERM');
  }
  const exitCode = await ended;
  clearTimeout(deadline);
  if (exitCode !== 0) throw new Error(`The server did not run as it was built (exit ${exitCode}):\n${said}`);
  await readFile(codeFile);
  return codeFile;
}
