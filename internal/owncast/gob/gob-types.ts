import { GobError } from './gob-reader.ts';

/** What a type is made of; other types are named by their identities. */
export type GobType =
  | { readonly kind: 'boolean' | 'signed' | 'unsigned' | 'float' | 'bytes' | 'text' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'list'; readonly element: number }
  | { readonly kind: 'array'; readonly element: number; readonly length: number }
  | { readonly kind: 'map'; readonly key: number; readonly element: number }
  | { readonly kind: 'structure'; readonly fields: readonly GobField[] };

export interface GobField {
  readonly name: string;
  readonly type: number;
}

/** What a definition looks like once it is decoded as a value: Go's `wireType`, of which one field is given. */
export const DEFINITION = 16;

/** Identities up to 63 are Go's own. Those from 16 on describe types, so that a definition is a value like any other. */
const wellKnown: readonly (readonly [number, GobType])[] = [
  [1, { kind: 'boolean' }],
  [2, { kind: 'signed' }],
  [3, { kind: 'unsigned' }],
  [4, { kind: 'float' }],
  [5, { kind: 'bytes' }],
  [6, { kind: 'text' }],
  [
    DEFINITION,
    structure(['array', 17], ['list', 19], ['structure', 20], ['map', 23], ['o1', 24], ['o2', 24], ['o3', 24]),
  ],
  [17, structure(['common', 18], ['element', 2], ['length', 2])],
  [18, structure(['name', 6], ['identity', 2])],
  [19, structure(['common', 18], ['element', 2])],
  [20, structure(['common', 18], ['fields', 22])],
  [21, structure(['name', 6], ['type', 2])],
  [22, { kind: 'list', element: 21 }],
  [23, structure(['common', 18], ['key', 2], ['element', 2])],
  [24, structure(['common', 18])],
];

function structure(...fields: readonly (readonly [string, number])[]): GobType {
  return { kind: 'structure', fields: fields.map(([name, type]) => ({ name, type })) };
}

/** First identity that a stream may define. */
const FIRST_OWN = 64;
const MAX_TYPES = 1_000;

/** The types that one blob knows: Go's own, and those that it defines. */
export class GobTypes {
  readonly #types = new Map<number, GobType>(wellKnown);

  find(identity: number): GobType {
    const type = this.#types.get(identity);
    if (type === undefined) throw new GobError(`type ${identity} is not known`);
    return type;
  }

  /** Takes up a definition, as `DEFINITION` decodes it. Types may name one another before they are defined, and themselves. */
  define(identity: number, definition: unknown): void {
    if (identity < FIRST_OWN || this.#types.has(identity)) throw new GobError(`type ${identity} cannot be defined`);
    if (this.#types.size >= MAX_TYPES) throw new GobError('there are too many types');
    this.#types.set(identity, readDefinition(definition as WireDefinition));
  }
}

/** As the types above make it: what is zero is left out. */
interface WireDefinition {
  readonly array?: { readonly element?: number; readonly length?: number };
  readonly list?: { readonly element?: number };
  readonly structure?: { readonly fields?: readonly { readonly name?: string; readonly type?: number }[] };
  readonly map?: { readonly key?: number; readonly element?: number };
  readonly o1?: object;
  readonly o2?: object;
  readonly o3?: object;
}

function readDefinition(wire: WireDefinition): GobType {
  if (wire.array) return { kind: 'array', element: wire.array.element ?? 0, length: wire.array.length ?? 0 };
  if (wire.list) return { kind: 'list', element: wire.list.element ?? 0 };
  if (wire.structure) {
    const fields = wire.structure.fields ?? [];
    return { kind: 'structure', fields: fields.map(({ name = '', type = 0 }) => ({ name, type })) };
  }
  if (wire.map) return { kind: 'map', key: wire.map.key ?? 0, element: wire.map.element ?? 0 };
  if (wire.o1 ?? wire.o2 ?? wire.o3) return { kind: 'opaque' };
  throw new GobError('a type is defined as nothing');
}
