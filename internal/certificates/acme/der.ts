/** Writes ASN.1 in DER (X.690), as far as a request for a certificate needs it. */
function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

export function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

export function octets(content: Buffer): Buffer {
  return element(0x04, content);
}

export function bits(content: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), content]));
}

/** A whole number of one byte. */
export function smallInteger(value: number): Buffer {
  return element(0x02, Buffer.from([value]));
}

/** `1.2.840.10045.4.3.2` and the like. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A value in the context's own tag `number`; `isConstructed` when it holds whole elements. */
export function tagged(number: number, content: Buffer, isConstructed: boolean): Buffer {
  return element(0x80 | (isConstructed ? 0x20 : 0) | number, content);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let left = length; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
