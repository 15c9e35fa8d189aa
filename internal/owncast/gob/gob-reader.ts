/** Bytes that are no gob, or more of one than is read. Nothing else is thrown while gob is decoded. */
export class GobError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GobError';
  }
}

/** A cursor over gob's basic encodings (Go's package encoding/gob, "Encoding Details"). Every method throws `GobError` at the end of the bytes. */
export class GobReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A byte below 128 is the number itself; otherwise it is the complement of how many bytes follow, biggest first. */
  unsigned(): bigint {
    const first = this.#byte();
    if (first < 0x80) return BigInt(first);
    const length = 256 - first;
    if (length > 8) throw new GobError(`a number of ${length} bytes`);
    let value = 0n;
    for (let index = 0; index < length; index++) value = (value << 8n) | BigInt(this.#byte());
    return value;
  }

  /** The lowest bit says whether the others are complemented. */
  signed(): bigint {
    const encoded = this.unsigned();
    return (encoded & 1n) === 0n ? encoded >> 1n : ~(encoded >> 1n);
  }

  /** IEEE 754 binary64, its bytes in reverse so that short fractions make short numbers. */
  float(): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, this.unsigned(), true);
    return view.getFloat64(0, false);
  }

  /** A number that is compared or counted with: an index, an identity of a type. */
  smallSigned(): number {
    const value = this.signed();
    if (value > 0x7fff_ffffn || value < -0x7fff_ffffn) throw new GobError('a number is too large');
    return Number(value);
  }

  /** How many bytes or elements follow: never more than there are bytes left, since none takes less than one. */
  count(): number {
    const value = this.unsigned();
    if (value > BigInt(this.remaining)) throw new GobError(`${value} where ${this.remaining} bytes are left`);
    return Number(value);
  }

  take(length: number): Uint8Array {
    if (length > this.remaining) throw new GobError('the end comes too early');
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new GobError('the end comes too early');
    this.#offset += 1;
    return byte;
  }
}
