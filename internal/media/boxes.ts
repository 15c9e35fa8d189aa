/** Boxes of ISO/IEC 14496-12 for the init segment, where size matters less than being readable. */

/** A box (4.2): size, type, contents. */
export function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const size = 8 + contents.reduce((sum, part) => sum + part.length, 0);
  const header = Buffer.allocUnsafe(8);
  header.writeUInt32BE(size, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...contents], size);
}

/** A full box (4.2): a box that starts with a version byte and 24 bits of flags. */
export function fullBox(type: string, version: number, flags: number, ...contents: readonly Buffer[]): Buffer {
  return box(type, uint32(version * 2 ** 24 + flags), ...contents);
}

export function uint16(...values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}

export function uint32(...values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, index * 4);
  return buffer;
}

export function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

export function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}
