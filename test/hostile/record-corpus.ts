import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { defaultLimits } from '../../internal/ingest/limits.ts';
import { RtmpSession } from '../../internal/ingest/rtmp/session.ts';
import { Child } from '../peers/children.ts';
import { makeClip, type ClipKind } from './clips.ts';
import { enhancedRecordings } from './enhanced-recordings.ts';

/** Records what a real ffmpeg sends while it publishes, for the fuzzer to start from. Run by hand: `node test/hostile/record-corpus.ts`. */
const kinds: readonly ClipKind[] = ['both', 'mp3', 'video only', 'audio only'];

async function record(kind: ClipKind): Promise<Buffer> {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    const session = new RtmpSession({
      limits: defaultLimits,
      monotonicMs: () => performance.now(),
      send: (bytes) => void socket.write(bytes),
      handler: {
        onPublish: () => ({ kind: 'accepted' }),
        onUnpublish: () => undefined,
        onMedia: () => null,
        onMetadata: () => undefined,
      },
    });
    socket.on('data', (data) => {
      heard.push(data);
      session.receive(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `rtmp://127.0.0.1:${port}/live/key`;
  const encoder = new Child('ffmpeg', [
    '-v',
    'error',
    '-nostdin',
    '-i',
    makeClip(kind, 1),
    '-c',
    'copy',
    '-f',
    'flv',
    url,
  ]);
  const { code } = await encoder.exited;
  server.close();
  if (code !== 0) throw new Error(encoder.lines.join('\n'));
  return Buffer.concat(heard);
}

function keep(name: string, bytes: Buffer): void {
  const path = join(import.meta.dirname, 'corpus', `${name}.rtmp`);
  writeFileSync(path, bytes);
  console.log(`${path}: ${bytes.length} bytes`);
}

for (const kind of kinds) keep(kind.replace(' ', '-'), await record(kind));
for (const [name, bytes] of await enhancedRecordings()) keep(name, bytes);
