import { z } from '../platform/schema.ts';
import { line, webAddress } from './shapes.ts';

const word = line(1024).default('');
/** Whoever takes an address apart resolves such steps, and would be in another folder, or another bucket. */
const prefix = word.refine(
  (text) => text.split('/').every((step) => step !== '.' && step !== '..'),
  'must not have "." or ".." between its slashes',
);
const address = z.union([z.literal(''), webAddress]).default('');

/**
 * Where an S3 bucket is, and what opens it. `servingEndpoint` is where viewers read what is in it, such as a CDN. `acl` is sent with each object:
 * `public-read` where it is empty, nothing where it is `none`.
 */
export const s3Words = z.object({
  enabled: z.boolean().default(false),
  endpoint: address,
  servingEndpoint: address,
  accessKey: word,
  secret: word,
  bucket: word,
  region: word,
  acl: word,
  pathPrefix: prefix,
  forcePathStyle: z.boolean().default(false),
});

/** The same, with all that is needed when it is to be used. */
export const s3 = s3Words.refine(
  ({ enabled, ...place }) =>
    !enabled ||
    [place.endpoint, place.accessKey, place.secret, place.bucket, place.region].every((given) => given !== ''),
  'needs endpoint, accessKey, secret, bucket and region to be enabled',
);

export type S3Config = z.infer<typeof s3>;

/** The secret is never shown, so that who sends the rest back sends it empty: then that of the same access key stays. */
export function withStoredSecret(next: S3Config, stored: S3Config): S3Config {
  const isKept = next.secret === '' && next.accessKey === stored.accessKey;
  return isKept ? { ...next, secret: stored.secret } : next;
}
