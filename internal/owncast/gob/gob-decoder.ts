import { GobError, GobReader } from './gob-reader.ts';
import { DEFINITION, type GobField, type GobType, GobTypes } from './gob-types.ts';

/** How deep values may lie within one another. */
const MAX_DEPTH = 32;

/** Values in one blob, so that a small blob cannot ask for much memory. */
const MAX_VALUES = 1_000_000;

const text = new TextDecoder('utf-8', { fatal: false });

/**
 * Reads a blob that holds one value as Go's encoding/gob writes it, the definitions of its types before it. Whole numbers come as `number`
 * where that is exact and as `bigint` beyond; structures as objects without a prototype, what is zero left out; maps as
 * `Map`; a type that encodes itself (a time) as its bytes. Interfaces and complex numbers are not read. Throws `GobError`.
 */
export function decodeGob(bytes: Uint8Array): unknown {
  const stream = new GobReader(bytes);
  const types = new GobTypes();
  while (stream.remaining > 0) {
    const message = new GobReader(stream.take(stream.count()));
    const identity = message.smallSigned();
    const decoder = new ValueDecoder(message, types);
    if (identity < 0) types.define(-identity, decoder.decode(DEFINITION, 0));
    else {
      const value = decoder.decodeWhole(identity);
      if (stream.remaining > 0) throw new GobError('more than one value');
      return value;
    }
    if (message.remaining > 0) throw new GobError('something follows a definition');
  }
  throw new GobError('there is no value');
}

class ValueDecoder {
  readonly #reader: GobReader;
  readonly #types: GobTypes;
  #values = 0;

  constructor(reader: GobReader, types: GobTypes) {
    this.#reader = reader;
    this.#types = types;
  }

  /** The value that a message ends with. What is no structure stands as if it were the first field of one. */
  decodeWhole(identity: number): unknown {
    if (this.#types.find(identity).kind !== 'structure' && this.#reader.unsigned() !== 0n)
      throw new GobError('a single value is not marked as such');
    const value = this.decode(identity, 0);
    if (this.#reader.remaining > 0) throw new GobError('something follows the value');
    return value;
  }

  decode(identity: number, depth: number): unknown {
    const type = this.#types.find(identity);
    if (depth > MAX_DEPTH) throw new GobError('values lie too deep within one another');
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw new GobError('there are too many values');
    return this.#decodeAs(type, depth + 1);
  }

  #decodeAs(type: GobType, depth: number): unknown {
    const reader = this.#reader;
    switch (type.kind) {
      case 'boolean':
        return reader.unsigned() !== 0n;
      case 'signed':
        return exact(reader.signed());
      case 'unsigned':
        return exact(reader.unsigned());
      case 'float':
        return reader.float();
      case 'text':
        return text.decode(reader.take(reader.count()));
      case 'bytes':
      case 'opaque':
        return Uint8Array.from(reader.take(reader.count()));
      case 'list':
        return this.#list(type.element, reader.count(), depth);
      case 'array':
        return this.#array(type, depth);
      case 'map':
        return this.#map(type, depth);
      case 'structure':
        return this.#structure(type.fields, depth);
    }
  }

  #list(element: number, length: number, depth: number): unknown[] {
    const list: unknown[] = [];
    for (let index = 0; index < length; index++) list.push(this.decode(element, depth));
    return list;
  }

  #array(type: { element: number; length: number }, depth: number): unknown[] {
    const length = this.#reader.count();
    if (length !== type.length) throw new GobError(`an array of ${type.length} holds ${length}`);
    return this.#list(type.element, length, depth);
  }

  #map(type: { key: number; element: number }, depth: number): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    const length = this.#reader.count();
    for (let index = 0; index < length; index++)
      map.set(this.decode(type.key, depth), this.decode(type.element, depth));
    return map;
  }

  /** Each field given is led by how far it stands after the one before; zero ends the structure. */
  #structure(fields: readonly GobField[], depth: number): object {
    const structure = Object.create(null) as Record<string, unknown>;
    for (let index = -1; ;) {
      const step = this.#reader.unsigned();
      if (step === 0n) return structure;
      if (step > BigInt(fields.length)) throw new GobError('a structure has no such field');
      index += Number(step);
      const field = fields[index];
      if (field === undefined) throw new GobError('a structure has no such field');
      structure[field.name] = this.decode(field.type, depth);
    }
  }
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
