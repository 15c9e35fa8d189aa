import type * as Sdk from '@aws-sdk/client-s3';
import type { BucketPlace } from './bucket-place.ts';
import { explainBucket } from './explain-bucket.ts';
import type { RemoteBucket, RemoteObject } from './remote-bucket.ts';

const CONNECT_WITHIN_MS = 5_000;
/** As Owncast: what takes longer comes too late for a live window. */
const ANSWER_WITHIN_MS = 10_000;

/** A bucket of any store that speaks S3. Trying again is the caller's business, who knows what has become more important meanwhile. */
export class S3Bucket implements RemoteBucket {
  readonly #place: BucketPlace;
  readonly #closing = new AbortController();
  #opened: Promise<Opened> | null = null;

  constructor(needs: { place: BucketPlace }) {
    this.#place = needs.place;
  }

  async put(key: string, object: RemoteObject): Promise<string | null> {
    const { acl } = this.#place;
    const { sdk, client } = await this.#open();
    const command = new sdk.PutObjectCommand({
      Bucket: this.#place.bucket,
      Key: key,
      Body: object.bytes,
      ContentLength: object.bytes.length,
      ContentType: object.mediaType,
      CacheControl: object.cacheControl,
      ...(acl === 'none' ? {} : { ACL: (acl === '' ? 'public-read' : acl) as Sdk.ObjectCannedACL }),
    });
    const { ETag } = await this.#attempt(() => client.send(command, this.#limits()));
    return ETag ?? null;
  }

  async remove(key: string): Promise<void> {
    const { sdk, client } = await this.#open();
    const command = new sdk.DeleteObjectCommand({ Bucket: this.#place.bucket, Key: key });
    await this.#attempt(() => client.send(command, this.#limits())).catch((error: unknown) => {
      if (!isMissingObject(error)) throw error;
    });
  }

  async entityTag(key: string): Promise<string | null> {
    const { sdk, client } = await this.#open();
    const command = new sdk.HeadObjectCommand({ Bucket: this.#place.bucket, Key: key });
    try {
      const { ETag } = await this.#attempt(() => client.send(command, this.#limits()));
      return ETag ?? '';
    } catch (error) {
      if (isMissingObject(error)) return null;
      throw error;
    }
  }

  close(): void {
    this.#closing.abort();
    void this.#opened?.then(({ client }) => client.destroy());
  }

  /** The SDK takes some memory: it is loaded by the first who needs it. */
  #open(): Promise<Opened> {
    this.#opened ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: openClient(sdk, this.#place) }));
    return this.#opened;
  }

  #limits(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(2 * ANSWER_WITHIN_MS)]) };
  }

  async #attempt<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    try {
      return await call();
    } catch (error) {
      throw explainBucket(error, { code: codeOf(error), status: statusOf(error) }, this.#place);
    }
  }
}

interface Opened {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

function openClient(sdk: typeof Sdk, place: BucketPlace): Sdk.S3Client {
  return new sdk.S3Client({
    endpoint: place.endpoint,
    region: place.region,
    credentials: { accessKeyId: place.accessKey, secretAccessKey: place.secret },
    forcePathStyle: place.forcePathStyle,
    maxAttempts: 1,
    // Checksums in trailers are Amazon's own; other stores refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: ANSWER_WITHIN_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** The answer to HEAD has no body, so that the SDK has nothing but the status to name an error by. */
function isMissingObject(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return codeOf(cause) === 'NoSuchKey' || codeOf(cause) === 'NotFound';
}

function codeOf(error: unknown): string {
  return error instanceof Error && statusOf(error) !== null ? error.name : '';
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const metadata = error.$metadata as { httpStatusCode?: number };
  return metadata.httpStatusCode ?? null;
}
