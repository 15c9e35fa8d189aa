/** A type to encode as, for fixtures. */
export type GobShape =
  | 'boolean'
  | 'signed'
  | 'unsigned'
  | 'float'
  | 'text'
  | 'bytes'
  | { readonly list: GobShape }
  | { readonly map: readonly [GobShape, GobShape] }
  | { readonly structure: string; readonly fields: Readonly<Record<string, GobShape>> }
  /** A type that encodes itself: its value is bytes. */
  | { readonly opaque: string };

const simple: Readonly<Record<string, number>> = { boolean: 1, signed: 2, unsigned: 3, float: 4, bytes: 5, text: 6 };
const DEFINITION_FIELDS = { list: 2, structure: 3, map: 4, opaque: 5 } as const;

/** Encodes one value as Go's encoding/gob would, for fixtures alone. */
export function encodeGob(shape: GobShape, value: unknown): Buffer {
  const definitions: Buffer[] = [];
  let next = 64;
  const identify = (wanted: GobShape): number => {
    if (typeof wanted === 'string') return simple[wanted] ?? 0;
    const identity = next++;
    definitions.push(message(signed(-identity), define(wanted, identity, identify)));
    return identity;
  };
  const identity = identify(shape);
  const isStructure = typeof shape !== 'string' && 'structure' in shape;
  return Buffer.concat([
    ...definitions,
    message(signed(identity), isStructure ? Buffer.alloc(0) : Buffer.of(0), encodeValue(shape, value)),
  ]);
}

/** Go's zero for `time.Time` is null; otherwise version 1 of its own encoding, in UTC. */
export function encodeGoTime(wallMs: number): Buffer {
  const bytes = Buffer.alloc(15);
  bytes[0] = 1;
  bytes.writeBigInt64BE(BigInt(Math.floor(wallMs / 1000)) + 62_135_596_800n, 1);
  bytes.writeInt32BE((wallMs % 1000) * 1_000_000, 9);
  bytes.writeInt16BE(-1, 13);
  return bytes;
}

function define(shape: Exclude<GobShape, string>, identity: number, identify: (shape: GobShape) => number): Buffer {
  const named = (name: string): Buffer =>
    field(1, Buffer.concat([field(1, text(name)), field(1, signed(identity)), Buffer.of(0)]));
  const unnamed = field(1, Buffer.concat([field(2, signed(identity)), Buffer.of(0)]));
  const wrap = (place: number, ...parts: readonly Buffer[]): Buffer =>
    Buffer.concat([field(place, Buffer.concat([...parts, Buffer.of(0)])), Buffer.of(0)]);
  if ('list' in shape) return wrap(DEFINITION_FIELDS.list, unnamed, field(1, signed(identify(shape.list))));
  if ('opaque' in shape) return wrap(DEFINITION_FIELDS.opaque, named(shape.opaque));
  if ('map' in shape) {
    const [key, element] = shape.map.map(identify);
    return wrap(DEFINITION_FIELDS.map, unnamed, field(1, signed(key ?? 0)), field(1, signed(element ?? 0)));
  }
  const fields = Object.entries(shape.fields).map(([name, type]) =>
    Buffer.concat([field(1, text(name)), field(1, signed(identify(type))), Buffer.of(0)]),
  );
  return wrap(
    DEFINITION_FIELDS.structure,
    named(shape.structure),
    field(1, Buffer.concat([unsigned(fields.length), ...fields])),
  );
}

function encodeValue(shape: GobShape, value: unknown): Buffer {
  if (shape === 'boolean') return unsigned(value === true ? 1 : 0);
  if (shape === 'signed') return signed(value as number);
  if (shape === 'unsigned') return unsigned(value as number);
  if (shape === 'float') return float(value as number);
  if (shape === 'text') return text(value as string);
  if (shape === 'bytes' || 'opaque' in shape) return counted(value as Uint8Array);
  if ('list' in shape) {
    const list = value as readonly unknown[];
    return Buffer.concat([unsigned(list.length), ...list.map((element) => encodeValue(shape.list, element))]);
  }
  if ('map' in shape) {
    const entries = Object.entries(value as object);
    const [keyShape, elementShape] = shape.map;
    return Buffer.concat([
      unsigned(entries.length),
      ...entries.flatMap(([key, element]) => [encodeValue(keyShape, key), encodeValue(elementShape, element)]),
    ]);
  }
  return encodeStructure(shape.fields, value as Readonly<Record<string, unknown>>);
}

function encodeStructure(fields: Readonly<Record<string, GobShape>>, value: Readonly<Record<string, unknown>>): Buffer {
  const parts: Buffer[] = [];
  let step = 0;
  for (const [name, shape] of Object.entries(fields)) {
    step += 1;
    const given = value[name];
    if (given === undefined || given === '' || given === 0 || given === false) continue;
    parts.push(field(step, encodeValue(shape, given)));
    step = 0;
  }
  return Buffer.concat([...parts, Buffer.of(0)]);
}

function message(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([unsigned(body.length), body]);
}

function field(step: number, value: Buffer): Buffer {
  return Buffer.concat([unsigned(step), value]);
}

function text(value: string): Buffer {
  return counted(Buffer.from(value, 'utf8'));
}

function counted(bytes: Uint8Array): Buffer {
  return Buffer.concat([unsigned(bytes.length), bytes]);
}

function signed(value: number | bigint): Buffer {
  const whole = BigInt(value);
  return unsigned(whole < 0n ? (~whole << 1n) | 1n : whole << 1n);
}

function unsigned(value: number | bigint): Buffer {
  const whole = BigInt(value);
  if (whole < 128n) return Buffer.of(Number(whole));
  const digits = whole.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(256 - bytes.length), bytes]);
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return unsigned(bytes.readBigUInt64LE());
}
