import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { inboxOf } from '../peers/fediverse-followers.ts';

/** What the loop is told, as JSON on its command line. */
export interface PlainOrder {
  readonly key: 'rsa' | 'ed25519';
  /** Where all hosts listen. */
  readonly port: number;
  /** One request goes to each. */
  readonly hosts: number;
  /** Requests under way at a time. */
  readonly parallel: number;
  readonly body: string;
}

/** What it answers, as one line of JSON. */
export interface PlainResult {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly failures: number;
}

/** Delivery as one writes it first: each request is signed and fetched, so many at a time; nothing is kept, checked, tried again or bounded. */
async function deliver(order: PlainOrder): Promise<PlainResult> {
  const key =
    order.key === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : generateKeyPairSync('ed25519').privateKey;
  const waiting = Array.from({ length: order.hosts }, (_, host) =>
    inboxOf(host, { scheme: 'http', port: order.port }),
  ).values();
  let failures = 0;
  const work = async (): Promise<void> => {
    for (const inbox of waiting) if (!(await post(inbox, order.body, key))) failures += 1;
  };
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: order.parallel }, work));
  const { user, system } = process.cpuUsage(before);
  return { tookMs: performance.now() - startedMs, cpuMs: (user + system) / 1000, failures };
}

async function post(inbox: string, body: string, key: KeyObject): Promise<boolean> {
  const { host, pathname } = new URL(inbox);
  const date = new Date().toUTCString();
  const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
  const text = `(request-target): post ${pathname}\nhost: ${host}\ndate: ${date}\ndigest: ${digest}`;
  const signature = sign(key.asymmetricKeyType === 'rsa' ? 'sha256' : null, Buffer.from(text), key).toString('base64');
  const headers = {
    date,
    digest,
    'content-type': 'application/activity+json',
    signature: `keyId="https://plain.example/#key",headers="(request-target) host date digest",signature="${signature}"`,
  };
  const answer = await fetch(inbox, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.ok;
}

console.log(JSON.stringify(await deliver(JSON.parse(process.argv[2] ?? '') as PlainOrder)));
process.exit(0);
