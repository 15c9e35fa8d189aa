import { randomBytes } from 'node:crypto';
import type { Settings } from '../../internal/config/settings.ts';
import { placeOfSettings } from '../../internal/storage/bucket-place.ts';
import { testBucket } from '../../internal/storage/bucket-test.ts';
import { S3Bucket } from '../../internal/storage/s3-bucket.ts';
import { readAsBrowser } from '../../internal/storage/serving-check.ts';
import { doubt, type Finding, good } from './finding.ts';

const SUBJECT = 'S3 bucket';

/** Tries the bucket, where one is set: what it lacks keeps no station from serving. */
export async function checkBucket(settings: Settings, wallMs: () => number): Promise<Finding[]> {
  const place = placeOfSettings(settings.get('s3'), settings.get('video-address'));
  if (place === null) return [];
  const bucket = new S3Bucket({ place });
  try {
    const token = randomBytes(8).toString('hex');
    const steps = await testBucket({ place, bucket, read: readAsBrowser, wallMs, token });
    const troubles = steps.filter(({ ok }) => !ok).map(({ sentence }) => sentence);
    if (troubles.length === 0) return [good(SUBJECT, `"${place.bucket}" takes and gives back what is stored`)];
    return [doubt(SUBJECT, `"${place.bucket}" does not work as it should`, troubles.join(' '))];
  } finally {
    bucket.close();
  }
}
