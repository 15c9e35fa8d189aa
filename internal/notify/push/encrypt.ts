import { createCipheriv, createECDH, hkdfSync } from 'node:crypto';

/** Who can read it: a browser's point of P-256 (65 bytes), and 16 bytes that it and this server alone know. */
export interface Reader {
  readonly publicKey: Buffer;
  readonly secret: Buffer;
}

/** Push services need not take a longer body (RFC 8030, 7.2). */
const MAX_BODY_BYTES = 4096;
const HEADER_BYTES = 16 + 4 + 1 + 65;
/** What encryption adds: the mark of the last record, and the tag. */
const OVERHEAD_BYTES = 1 + 16;
/** Longest text that can be pushed. */
export const MAX_PUSH_BYTES = MAX_BODY_BYTES - HEADER_BYTES - OVERHEAD_BYTES;

/** Encrypts a message so that only the browser reads it (RFC 8291), as one record of `aes128gcm` (RFC 8188). Throws when it is too long. */
export function encryptPush(text: string, reader: Reader, randomBytes: (size: number) => Buffer): Buffer {
  const plain = Buffer.from(text);
  if (plain.length > MAX_PUSH_BYTES) throw new RangeError(`A push message has at most ${MAX_PUSH_BYTES} bytes.`);
  const own = createECDH('prime256v1');
  own.generateKeys();
  const ownPoint = own.getPublicKey();
  const shared = own.computeSecret(reader.publicKey);
  const salt = randomBytes(16);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), reader.publicKey, ownPoint]);
  const key = derive(shared, reader.secret, info, 32);
  const contentKey = derive(key, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(key, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce);
  // 2 marks the last record, which is the only one.
  const sealed = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.of(2)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const recordSize = Buffer.alloc(4);
  recordSize.writeUInt32BE(MAX_BODY_BYTES);
  return Buffer.concat([salt, recordSize, Buffer.of(ownPoint.length), ownPoint, sealed]);
}

function derive(key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length));
}
