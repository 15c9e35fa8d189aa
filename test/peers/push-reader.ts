import { createECDH, randomBytes } from 'node:crypto';
import { decrypt } from 'http_ece';

/** A browser that wants to be told: what it gives away, and what it alone can read. */
export class PushReader {
  readonly #keys = createECDH('prime256v1');
  readonly #secret = randomBytes(16);

  constructor() {
    this.#keys.generateKeys();
  }

  get publicKey(): Buffer {
    return this.#keys.getPublicKey();
  }

  get secret(): Buffer {
    return this.#secret;
  }

  /** The JSON of its `PushSubscription`, whose push service is at `endpoint`. */
  subscription(endpoint: string): string {
    return JSON.stringify({
      endpoint,
      expirationTime: null,
      keys: { p256dh: this.publicKey.toString('base64'), auth: this.#secret.toString('base64url') },
    });
  }

  /** What was pushed, by another implementation of RFC 8188 and 8291 than ours. */
  read(body: Buffer): string {
    const authSecret = this.#secret.toString('base64url');
    return String(decrypt(body, { version: 'aes128gcm', privateKey: this.#keys, authSecret }));
  }
}
