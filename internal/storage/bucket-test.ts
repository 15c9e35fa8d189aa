import { addressOf, type BucketPlace, keyOf } from './bucket-place.ts';
import { BucketFault, type RemoteBucket } from './remote-bucket.ts';
import { explainNoAnswer, judgeReading, type ReadAsBrowser } from './serving-check.ts';

/** One step of the test, and how it went, in words for the admin. */
export interface BucketTestStep {
  readonly step: 'write' | 'read' | 'clock' | 'remove';
  readonly ok: boolean;
  readonly sentence: string;
}

export interface BucketTestNeeds {
  readonly place: BucketPlace;
  readonly bucket: RemoteBucket;
  readonly read: ReadAsBrowser;
  readonly wallMs: () => number;
  /** Makes the probe's name, and what is in it, like no other. */
  readonly token: string;
}

/** From here on stores refuse requests. */
const WORRYING_SKEW_MS = 5 * 60_000;

/** Writes an object, reads it as a viewer's browser would, and removes it again; stops at what makes the rest pointless. */
export async function testBucket(needs: BucketTestNeeds): Promise<readonly BucketTestStep[]> {
  const { place, bucket, token } = needs;
  const key = keyOf(place, `aerial-test-${token}.txt`);
  const bytes = Buffer.from(`Aerial tried this bucket: ${token}\n`);
  const written = await write(bucket, key, bytes);
  if (!written.every(({ ok, step }) => ok || step === 'clock')) return written;
  const reading = await read(needs, addressOf(place, key), bytes.length);
  // Of the clock's two sentences the one that tells how much.
  const told = reading.some(({ step }) => step === 'clock') ? written.filter(({ step }) => step !== 'clock') : written;
  return [...told, ...reading, await remove(bucket, key)];
}

async function write(bucket: RemoteBucket, key: string, bytes: Buffer): Promise<BucketTestStep[]> {
  const store = () => bucket.put(key, { bytes, mediaType: 'text/plain', cacheControl: 'no-store' });
  const done: BucketTestStep = { step: 'write', ok: true, sentence: 'An object was stored.' };
  try {
    await store();
    return [done];
  } catch (error) {
    if (!(error instanceof BucketFault) || error.kind !== 'clock') {
      return [{ step: 'write', ok: false, sentence: wordsOf(error) }];
    }
    // The next request is signed with the store's time: the picture gets there all the same.
    const clock: BucketTestStep = { step: 'clock', ok: false, sentence: error.words };
    try {
      await store();
      return [clock, done];
    } catch (again) {
      return [clock, { step: 'write', ok: false, sentence: wordsOf(again) }];
    }
  }
}

async function read(needs: BucketTestNeeds, url: string, length: number): Promise<BucketTestStep[]> {
  try {
    const answer = await needs.read(url);
    const trouble = judgeReading(url, answer, length);
    const step: BucketTestStep =
      trouble === null
        ? { step: 'read', ok: true, sentence: `Viewers can read it at ${URL.parse(url)?.host ?? url}.` }
        : { step: 'read', ok: false, sentence: trouble };
    const skewMs = answer.dateWallMs === null ? 0 : needs.wallMs() - answer.dateWallMs;
    if (Math.abs(skewMs) < WORRYING_SKEW_MS) return [step];
    const minutes = Math.round(Math.abs(skewMs) / 60_000);
    const sentence = `The clock of this machine is ${minutes} minutes ${skewMs > 0 ? 'ahead' : 'behind'}. Set it, or let it be set: timedatectl set-ntp true.`;
    return [step, { step: 'clock', ok: false, sentence }];
  } catch {
    return [{ step: 'read', ok: false, sentence: explainNoAnswer(url) }];
  }
}

async function remove(bucket: RemoteBucket, key: string): Promise<BucketTestStep> {
  try {
    await bucket.remove(key);
    return { step: 'remove', ok: true, sentence: 'The object was removed again.' };
  } catch (error) {
    return { step: 'remove', ok: false, sentence: `The object "${key}" could not be removed. ${wordsOf(error)}` };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof BucketFault ? error.words : String(error);
}
