import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { type CheckReport, checkStream } from '../checker/checker.ts';
import { CertificateAuthority } from '../peers/certificate-authority.ts';
import { S3Server } from '../peers/s3-server.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { observeFor, until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'rig-password';
const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
const environment = { AERIAL_ADMIN_PASSWORD: PASSWORD };

interface StorageAnswer {
  readonly disk: { readonly state: string; readonly trouble: string | null };
  readonly bucket: {
    readonly state: string;
    readonly trouble: string | null;
    readonly servesViewers: boolean;
    readonly waitingCount: number;
    readonly missedCount: number;
    readonly playlistUrl: string | null;
  };
}

async function readStorage(stage: Stage): Promise<StorageAnswer> {
  const answer = await fetch(`${stage.aerial.url}/api/admin/storage`, { headers: { authorization } });
  return (await answer.json()) as StorageAnswer;
}

/** Whole segments and initialisation sections that the rendition's playlist lists, save for gaps, and how far it has come. */
async function readPlaylist(stage: Stage, key: string): Promise<{ files: string[]; last: number }> {
  const answer = await fetch(`${stage.aerial.url}/hls/${key}/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
  const text = withoutGaps(await answer.text());
  const segments = [...text.matchAll(/^[\w-]+\.m4s$/gm)].map(([name]) => name);
  const inits = [...text.matchAll(/#EXT-X-MAP:URI="([^"]+)"/g)].map(([, name]) => name ?? '');
  return { files: [...inits, ...segments], last: Number(/-(\d+)\.m4s$/.exec(segments.at(-1) ?? '')?.[1] ?? -1) };
}

/** A playlist without the segments that are missing in it, of which there is no file. */
function withoutGaps(playlist: string): string {
  return playlist.replaceAll(/#EXT-X-GAP\n(#.*\n)*.*\n/g, '');
}

/** A playlist in the bucket never came before what it names. */
function assertOrder(server: S3Server): void {
  const there = new Set<string>();
  for (const { method, key, text } of server.changes) {
    if (method === 'DELETE') continue;
    const base = `http://bucket/${key}`;
    const named = withoutGaps(text ?? '')
      .split('\n')
      .flatMap((line) => /URI="([^"]+)"/.exec(line)?.[1] ?? (/^[^#]/.test(line) ? line : []));
    for (const name of named) {
      const path = new URL(name, base).pathname.slice(1);
      assert.ok(there.has(path), `${key} named ${path} before it was there`);
    }
    there.add(key);
  }
}

test('A bucket over HTTPS that is slow and then gone for eight seconds costs no viewer anything, and gets every segment of the window afterwards', async (t) => {
  const authority = await CertificateAuthority.create();
  const folder = makeTemporaryFolder('authority');
  t.after(() => folder.remove());
  const caFile = join(folder.path, 'ca.pem');
  writeFileSync(caFile, authority.certificate);
  t.after(authority.trustHere());
  const server = await S3Server.start({ tls: await authority.issue(['127.0.0.1']) });
  t.after(() => server.close());
  server.faults.delayMs = 300;
  const bucket = { AERIAL_S3: JSON.stringify(server.config({ pathPrefix: 'tv' })), NODE_EXTRA_CA_CERTS: caFile };
  const stage = await Stage.set(t, { environment: { ...environment, ...bucket } });
  await stage.publishWithFfmpeg();
  await stage.waitForRenditions(2);
  const limits = { timeoutMs: 30_000, everyMs: 100, explain: () => stage.aerial.logLines.slice(-10).join('\n') };
  await until('viewers are sent to the bucket', async () => (await readStorage(stage)).bucket.servesViewers, limits);

  let player = 0;
  const ask = async () => {
    const { files } = await readPlaylist(stage, '0');
    const headers = { 'user-agent': `player ${player}` };
    const address = `${stage.aerial.url}/hls/0/${files.find((name) => name.endsWith('.m4s'))}`;
    return { address, headers, answer: await fetch(address, { redirect: 'manual', headers }) };
  };
  const sendSomebody = async () => {
    player += 1;
    const asked = await ask();
    return asked.answer.status === 307 ? asked : null;
  };
  const sent = await until('a player is sent there', sendSomebody, limits);
  assert.match(sent.answer.headers.get('location') ?? '', /^https:\/\/127\.0\.0\.1:\d+\/live\/tv\/hls\/\w+\/0\//);
  assert.equal(sent.answer.headers.get('cache-control'), 'no-store');
  const again = await fetch(sent.address, { redirect: 'manual', headers: sent.headers });
  assert.equal(again.status, 200, 'who comes back had no luck there');
  const page = await fetch(stage.aerial.url);
  assert.match(page.headers.get('content-security-policy') ?? '', new RegExp(`connect-src [^;]*:${server.port}`));

  const checking = checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: 20 });
  const isDone = new AbortController();
  const { playlistUrl } = (await readStorage(stage)).bucket;
  const checkingBucket = checkStream({ url: playlistUrl ?? '', seconds: 90, form: 'plain', signal: isDone.signal });
  await server.kill();
  await until('the admin is told', async () => (await readStorage(stage)).bucket.state === 'failing', limits);
  assert.match((await readStorage(stage)).bucket.trouble ?? '', /cannot be reached/);
  player += 1;
  assert.equal((await ask()).answer.status, 200);
  await observeFor(8000);
  await server.revive();
  await until(
    'the admin is told that it recovers',
    async () => (await readStorage(stage)).bucket.state === 'recovering',
    limits,
  );
  const isWell = async () => {
    const { bucket } = await readStorage(stage);
    return bucket.state === 'well' && bucket.waitingCount === 0 && bucket.servesViewers;
  };
  await until('the bucket is well again', isWell, { ...limits, timeoutMs: 60_000 });
  const report = await checking;
  assert.deepEqual(findingsOf(report), []);
  assert.equal((await readStorage(stage)).bucket.missedCount, 0);
  for (const key of ['0', '1', 'audio']) {
    const window = await readPlaylist(stage, key);
    const isThere = async () => {
      const keys = await server.keys();
      return window.files.every((name) => keys.some((stored) => stored.endsWith(`/${key}/${name}`)));
    };
    await until(`the bucket has all of rendition ${key}`, isThere, limits);
  }
  assert.ok(server.reads.length > 0, 'nobody read in the bucket');
  // Some more playlists of the bucket, now that it is well.
  server.faults.delayMs = 0;
  await observeFor(10_000);
  isDone.abort();
  const ofBucket = await checkingBucket;
  assert.deepEqual(findingsOf(ofBucket), []);
  const ofSource = ofBucket.renditions.find(({ url }) => url.endsWith('/0/stream.m3u8'));
  assert.ok((ofSource?.playlists ?? 0) > 2 && (ofSource?.segments ?? 0) > 10, JSON.stringify(ofBucket.renditions));
  assertOrder(server);
});

/** A PNG of noise with such sides: four bytes a pixel, of which nothing can be packed. */
function noisyPng(side: number): Buffer {
  const rows = Array.from({ length: side }, () => Buffer.concat([Buffer.of(0), randomBytes(4 * side)]));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(Buffer.concat(rows), { level: 0 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function findingsOf(report: CheckReport): string[] {
  return report.findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`);
}

/** Takes all room there is, again and again until the returned function is called, which gives it back. */
function fillDisk(t: TestContext, directory: string): () => void {
  const descriptor = openSync(join(directory, 'filler'), 'w');
  const fill = (): void => {
    for (const size of [65_536, 512]) {
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(size));
      } catch {
        // There is no room for so much any more.
      }
    }
  };
  fill();
  const timer = setInterval(fill, 50);
  t.after(() => {
    clearInterval(timer);
    closeSync(descriptor);
  });
  return () => {
    clearInterval(timer);
    ftruncateSync(descriptor, 0);
  };
}

test('A disk that is full in mid-broadcast costs a notice and what is said meanwhile, and all is well when there is room again', async (t) => {
  // People are told of the broadcast while there is no room to write that down.
  const delays = { AERIAL_NOTICES_DELAY_SECONDS: '15', AERIAL_FEDERATION_LIVE_DELAY_SECONDS: '15' };
  const followable = {
    AERIAL_FEDERATION: 'on',
    AERIAL_FEDERATION_LOCAL: 'on',
    AERIAL_PUBLIC_URL: 'https://tv.example.org',
  };
  const needs = { environment: { ...environment, ...delays, ...followable }, diskMegabytes: 32 };
  const stage = await Stage.set(t, needs).catch(() => null);
  if (stage === null) {
    t.diagnostic('Only root may mount a small file system; nothing was tried.');
    return;
  }
  const send = (path: string, body: object) =>
    fetch(`${stage.aerial.url}/api/${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const post = (path: string, value: string) => send(`admin/config/${path}`, { value });
  await stage.publishWithFfmpeg();
  assert.equal((await post('name', 'Before')).status, 200);
  const giveBack = fillDisk(t, stage.aerial.dataDirectory);
  const limits = { timeoutMs: 30_000, everyMs: 100, explain: () => stage.aerial.logLines.slice(-20).join('\n') };
  await until('the admin is told', async () => (await readStorage(stage)).disk.state === 'full', limits);
  assert.match((await readStorage(stage)).disk.trouble ?? '', /goes on from memory.*Free some space/);
  const picture = (side: number) => `data:image/png;base64,${noisyPng(side).toString('base64')}`;
  for (const ask of [
    () => post('pagecontent', 'x'.repeat(100_000)),
    () => post('logo', picture(512)),
    () => send('admin/emoji/upload', { name: 'noise.png', data: picture(300) }),
    () => send('admin/backups', {}),
  ]) {
    const refused = await ask();
    assert.equal(refused.status, 507, ask.toString());
    assert.equal(((await refused.json()) as { code: string }).code, 'DISK_FULL');
  }
  const { last } = await readPlaylist(stage, '0');
  await until('the picture goes on', async () => (await readPlaylist(stage, '0')).last >= last + 3, limits);
  const isSaid = (words: string) => stage.aerial.logLines.some((line) => line.includes(words));
  await until('the notice is put off', () => isSaid('People cannot be told of this broadcast yet'), limits);
  await until('the post is put off', () => isSaid('Followers cannot be told of this broadcast yet'), limits);
  assert.equal((await stage.aerial.status()).phase, 'live');

  giveBack();
  await until('settings can be changed again', async () => (await post('name', 'After')).ok, limits);
  await until('the disk takes the picture again', async () => (await readStorage(stage)).disk.state === 'well', limits);
  const timeline = async () => {
    const answer = await fetch(`${stage.aerial.url}/api/admin/timeline/segments?limit=500`, {
      headers: { authorization },
    });
    return ((await answer.json()) as { results: { mediaSequence: number }[] }).results.map(
      (entry) => entry.mediaSequence,
    );
  };
  const { last: newest } = await readPlaylist(stage, '0');
  await until('the timeline is written down', async () => (await timeline()).includes(newest), limits);
  const numbers = await timeline();
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
    'nothing of it was lost',
  );
  const config = await fetch(`${stage.aerial.url}/api/config`);
  assert.equal(((await config.json()) as { name: string }).name, 'After');
});
