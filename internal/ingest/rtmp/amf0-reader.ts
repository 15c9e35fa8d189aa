/** A decoded AMF0 value. Objects and ECMA arrays are maps, so that no key (`__proto__`) means anything to the language. */
export type AmfValue = number | boolean | string | null | undefined | readonly AmfValue[] | AmfObject;
export type AmfObject = ReadonlyMap<string, AmfValue>;

export interface AmfBounds {
  readonly depth: number;
  readonly values: number;
  readonly stringBytes: number;
}

export type AmfResult =
  | { readonly kind: 'values'; readonly values: readonly AmfValue[] }
  | { readonly kind: 'malformed'; readonly why: string };

export function isAmfObject(value: AmfValue): value is AmfObject {
  return value instanceof Map;
}

/** Decodes all AMF0 values in `data` (AMF0, section 2), within `bounds`; never throws. */
export function decodeAmf0(data: Buffer, bounds: AmfBounds): AmfResult {
  const reader = new Amf0Reader(data, bounds);
  const values: AmfValue[] = [];
  while (reader.why === null && !reader.isAtEnd) values.push(reader.value(0));
  return reader.why === null ? { kind: 'values', values } : { kind: 'malformed', why: reader.why };
}

/** Reads on past a fault without harm: every read then yields nothing, and `why` keeps the first reason. */
class Amf0Reader {
  why: string | null = null;
  readonly #data: Buffer;
  readonly #bounds: AmfBounds;
  #offset = 0;
  #values = 0;

  constructor(data: Buffer, bounds: AmfBounds) {
    this.#data = data;
    this.#bounds = bounds;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#data.length;
  }

  value(depth: number): AmfValue {
    this.#values += 1;
    if (this.#values > this.#bounds.values) return this.#fail('too many values');
    const marker = this.#unsigned(1);
    switch (marker) {
      case 0x00:
        return this.#double();
      case 0x01:
        return this.#unsigned(1) !== 0;
      case 0x02:
        return this.#string(this.#unsigned(2));
      case 0x03:
        return this.#properties(depth + 1);
      case 0x05:
        return null;
      case 0x06:
      case 0x0d:
        return undefined;
      case 0x07:
        // A reference to an earlier object (2.9): no encoder needs one, and following it could tie a knot.
        this.#unsigned(2);
        return undefined;
      case 0x08:
        // The count of an ECMA array is a hint that often lies (2.10): the end marker decides.
        this.#unsigned(4);
        return this.#properties(depth + 1);
      case 0x0a:
        return this.#strictArray(depth + 1);
      case 0x0b:
        return this.#date();
      case 0x0c:
      case 0x0f:
        return this.#string(this.#unsigned(4));
      case 0x10:
        this.#string(this.#unsigned(2));
        return this.#properties(depth + 1);
      default:
        return this.#fail(`an unknown AMF0 type ${marker}`);
    }
  }

  #properties(depth: number): AmfObject {
    const properties = new Map<string, AmfValue>();
    if (depth > this.#bounds.depth) this.#fail('values nested too deeply');
    while (this.why === null) {
      if (this.#data[this.#offset + 2] === 0x09 && this.#peekIsEmptyKey()) {
        this.#offset += 3;
        break;
      }
      const key = this.#string(this.#unsigned(2));
      properties.set(key, this.value(depth));
    }
    return properties;
  }

  #peekIsEmptyKey(): boolean {
    return this.#data[this.#offset] === 0 && this.#data[this.#offset + 1] === 0;
  }

  #strictArray(depth: number): AmfValue[] {
    const count = this.#unsigned(4);
    const items: AmfValue[] = [];
    if (depth > this.#bounds.depth) this.#fail('values nested too deeply');
    for (let index = 0; index < count && this.why === null; index += 1) items.push(this.value(depth));
    return items;
  }

  /** Milliseconds since 1970; the time zone is to be ignored (2.13). */
  #date(): number {
    const atMs = this.#double();
    this.#unsigned(2);
    return atMs;
  }

  #double(): number {
    if (!this.#has(8)) return 0;
    this.#offset += 8;
    return this.#data.readDoubleBE(this.#offset - 8);
  }

  #string(sizeBytes: number): string {
    if (sizeBytes > this.#bounds.stringBytes) this.#fail('a string that is too long');
    if (!this.#has(sizeBytes)) return '';
    this.#offset += sizeBytes;
    return this.#data.toString('utf8', this.#offset - sizeBytes, this.#offset);
  }

  #unsigned(sizeBytes: 1 | 2 | 4): number {
    if (!this.#has(sizeBytes)) return 0;
    this.#offset += sizeBytes;
    return this.#data.readUIntBE(this.#offset - sizeBytes, sizeBytes);
  }

  #has(sizeBytes: number): boolean {
    if (this.why !== null) return false;
    if (this.#offset + sizeBytes <= this.#data.length) return true;
    this.#fail('a value that is cut off');
    return false;
  }

  #fail(why: string): undefined {
    this.why ??= why;
    return undefined;
  }
}
