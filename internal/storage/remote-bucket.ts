/** An object on its way into a bucket. */
export interface RemoteObject {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly cacheControl: string;
}

/** A bucket that others keep for us. Every call ends within half a minute and rejects with a `BucketFault`. */
export interface RemoteBucket {
  /** Stores an object; the result is what the bucket calls these bytes (its entity tag), or null. */
  put(key: string, object: RemoteObject): Promise<string | null>;
  /** Removes an object; one that is not there is no error. */
  remove(key: string): Promise<void>;
  /** What the bucket calls the bytes that are there now; null when nothing is. */
  entityTag(key: string): Promise<string | null>;
  /** Gives up what is on its way. Twice is harmless. */
  close(): void;
}

/** What went wrong, as far as it matters for what to do about it. */
export type FaultKind =
  | 'credentials'
  | 'clock'
  | 'bucket'
  | 'region'
  | 'acl'
  | 'permission'
  | 'address'
  | 'certificate'
  | 'busy'
  | 'refused';

/** Why a bucket did not do what it was asked, in words for the admin: no secret in them. */
export class BucketFault extends Error {
  readonly kind: FaultKind;
  /** What can be done about it, in one sentence. */
  readonly hint: string;

  constructor(kind: FaultKind, details: { message: string; hint: string; cause?: unknown }) {
    super(details.message, { cause: details.cause });
    this.name = 'BucketFault';
    this.kind = kind;
    this.hint = details.hint;
  }

  /** The sentence and the advice. */
  get words(): string {
    return `${this.message} ${this.hint}`;
  }
}
