/** What the rig says and hears in AMF0 (Adobe AMF 0 specification, 2007). */
export type AmfValue = number | boolean | string | null | undefined | AmfValue[] | { readonly [key: string]: AmfValue };

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function encodeValue(value: AmfValue): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), encodeText(value)]);
  if (value === null) return Buffer.from([5]);
  if (value === undefined) return Buffer.from([6]);
  if (Array.isArray(value)) throw new TypeError('the rig sends no arrays');
  const fields = Object.entries(value).flatMap(([key, field]) => [encodeText(key), encodeValue(field)]);
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
}

export function encodeAmf0(...values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  #text(): string {
    const length = this.#bytes.readUInt16BE(this.at);
    this.at += 2 + length;
    return this.#bytes.toString('utf8', this.at - length, this.at);
  }

  #fields(): { [key: string]: AmfValue } {
    const fields: { [key: string]: AmfValue } = {};
    for (;;) {
      const key = this.#text();
      if (key === '' && this.#bytes[this.at] === 9) break;
      fields[key] = this.value();
    }
    this.at += 1;
    return fields;
  }

  value(): AmfValue {
    const marker = this.#bytes.readUInt8(this.at);
    this.at += 1;
    switch (marker) {
      case 0:
        this.at += 8;
        return this.#bytes.readDoubleBE(this.at - 8);
      case 1:
        this.at += 1;
        return this.#bytes.readUInt8(this.at - 1) !== 0;
      case 2:
        return this.#text();
      case 3:
        return this.#fields();
      case 5:
        return null;
      case 6:
        return undefined;
      case 8:
        this.at += 4;
        return this.#fields();
      case 10: {
        this.at += 4;
        const count = this.#bytes.readUInt32BE(this.at - 4);
        return Array.from({ length: count }, () => this.value());
      }
      default:
        throw new Error(`the server sent AMF0 marker ${marker}, which the rig does not know`);
    }
  }
}

/** The values of one message; throws on what is not AMF0. */
export function decodeAmf0(bytes: Buffer): AmfValue[] {
  const reader = new Reader(bytes);
  const values: AmfValue[] = [];
  while (!reader.done) values.push(reader.value());
  return values;
}
