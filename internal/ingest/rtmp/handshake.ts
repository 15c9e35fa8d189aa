/** Bytes of C1, C2, S1 and S2 (RTMP 1.0, 5.2.3 and 5.2.4). */
const BLOCK_BYTES = 1536;
const RTMP_VERSION = 3;

export type HandshakeStep =
  | { readonly kind: 'more'; readonly answer: Buffer | null }
  /** `rest` are the bytes after C2: the first chunks. */
  | { readonly kind: 'done'; readonly answer: Buffer | null; readonly rest: Buffer }
  | { readonly kind: 'fault'; readonly why: string };

/**
 * The server's side of the plain RTMP handshake (RTMP 1.0, 5.2). Peers that offer a digest (Flash, ffmpeg) see the zero version
 * in S1 and fall back to the plain one, so no digest is needed. C2 is not compared with S1: nothing depends on it.
 */
export class Handshake {
  readonly #hello = Buffer.alloc(1 + BLOCK_BYTES);
  #received = 0;

  push(data: Buffer): HandshakeStep {
    if (this.#received === 0 && data.length > 0 && data[0] !== RTMP_VERSION) {
      return { kind: 'fault', why: describeStranger(data) };
    }
    const before = this.#received;
    const helloPart = Math.max(0, Math.min(data.length, this.#hello.length - before));
    data.copy(this.#hello, before, 0, helloPart);
    this.#received += data.length;
    const hasHello = before < this.#hello.length && this.#received >= this.#hello.length;
    const answer = hasHello ? this.#answer() : null;
    const afterC2 = this.#received - (this.#hello.length + BLOCK_BYTES);
    if (afterC2 < 0) return { kind: 'more', answer };
    return { kind: 'done', answer, rest: data.subarray(data.length - afterC2) };
  }

  #answer(): Buffer {
    // S0; S1 with time and version zero and "any arbitrary values" (5.2.3); S2 as the echo of C1 (5.2.4).
    const answer = Buffer.alloc(1 + 2 * BLOCK_BYTES);
    answer[0] = RTMP_VERSION;
    answer.fill('aerial', 9, 1 + BLOCK_BYTES);
    this.#hello.copy(answer, 1 + BLOCK_BYTES, 1);
    return answer;
  }
}

function describeStranger(data: Buffer): string {
  if (data[0] === 0x16) return 'a TLS client on the plain RTMP port';
  if (data[0] === 6 || data[0] === 8) return 'an encrypted RTMP variant (RTMPE), which is not spoken here';
  if (/^[A-Z]{3,7} /.test(data.toString('latin1', 0, 8))) return 'an HTTP client on the RTMP port';
  return 'not an RTMP client';
}
