/** What we send: plain values and flat objects of our own making. */
export type AmfOutput =
  | number
  | boolean
  | string
  | null
  | undefined
  | readonly string[]
  | { readonly [key: string]: AmfOutput };

/** Encodes values as AMF0 (AMF0, section 2). Strings longer than 65,535 bytes are not expected and are cut. */
export function encodeAmf0(...values: readonly AmfOutput[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: AmfOutput): Buffer {
  if (value === null) return Buffer.of(0x05);
  if (value === undefined) return Buffer.of(0x06);
  if (typeof value === 'boolean') return Buffer.of(0x01, value ? 1 : 0);
  if (typeof value === 'string') return Buffer.concat([Buffer.of(0x02), encodeKey(value)]);
  if (typeof value === 'number') {
    const encoded = Buffer.alloc(9);
    encoded.writeDoubleBE(value, 1);
    return encoded;
  }
  if (isList(value)) {
    const head = Buffer.alloc(5);
    head[0] = 0x0a;
    head.writeUInt32BE(value.length, 1);
    return Buffer.concat([head, ...value.map(encodeValue)]);
  }
  const properties = Object.entries(value).flatMap(([key, property]) => [encodeKey(key), encodeValue(property)]);
  return Buffer.concat([Buffer.of(0x03), ...properties, Buffer.of(0, 0, 0x09)]);
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function encodeKey(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').subarray(0, 0xffff);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
