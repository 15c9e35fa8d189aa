/**
 * Reads bits, most significant first, from hostile bytes.
 *
 * Reading past the end sets `overrun`, and what is read from then on means nothing, so that a parser can run to its own end and be judged
 * once; its loops need bounds of their own.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #endBit: number;
  #bit = 0;
  #overrun = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#endBit = bytes.length * 8;
  }

  /** Whether anything was read that the bytes did not hold. */
  get overrun(): boolean {
    return this.#overrun;
  }

  get bitsLeft(): number {
    return Math.max(0, this.#endBit - this.#bit);
  }

  /** An unsigned number of 0 to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count && !this.#overrun; index += 1) value = value * 2 + this.#next();
    return value;
  }

  flag(): boolean {
    return this.#next() === 1;
  }

  skip(count: number): void {
    this.#bit += count;
    if (this.#bit > this.#endBit) this.#overrun = true;
  }

  /** ue(v) of ITU-T H.264, 9.1; a code longer than 32 bits counts as an overrun. */
  unsignedExpGolomb(): number {
    let zeros = 0;
    while (this.#next() === 0) {
      zeros += 1;
      if (zeros > 31 || this.#overrun) {
        this.#overrun = true;
        return 0;
      }
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v) of ITU-T H.264, 9.1.1. */
  signedExpGolomb(): number {
    const code = this.unsignedExpGolomb();
    return code % 2 === 1 ? (code + 1) / 2 : -(code / 2);
  }

  #next(): number {
    if (this.#bit >= this.#endBit) {
      this.#overrun = true;
      return 0;
    }
    const byte = this.#bytes[this.#bit >> 3] ?? 0;
    const bit = (byte >> (7 - (this.#bit & 7))) & 1;
    this.#bit += 1;
    return bit;
  }
}
