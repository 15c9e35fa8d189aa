import type { z } from '../../internal/platform/schema.ts';

/** A body that no row should take, and what is wrong with it. */
export interface BadBody {
  readonly what: string;
  readonly content: string;
}

const wrongValues: readonly unknown[] = [
  null,
  true,
  12_345.678,
  -1,
  'nonsense \u0000',
  [],
  [null],
  {},
  { value: { value: [] } },
  Number.MAX_SAFE_INTEGER,
  ['../../etc/passwd'],
];

/** Bodies that do not fit `schema`, made of one that does; what happens to fit is left out. */
export function badBodiesFor(schema: z.ZodType, good: unknown): BadBody[] {
  const whole = wrongValues.map((value) => ({ what: `is ${JSON.stringify(value)}`, value }));
  const inPart = Object.keys(isObject(good) ? good : {}).flatMap((name) => [
    { what: `lacks ${name}`, value: { ...(good as object), [name]: undefined } },
    ...wrongValues.map((value) => ({
      what: `has ${JSON.stringify(value)} as ${name}`,
      value: { ...(good as object), [name]: value },
    })),
  ]);
  return [
    ...[...whole, ...inPart]
      .filter(({ value }) => !schema.safeParse(asSent(value)).success)
      .map(({ what, value }) => ({ what, content: JSON.stringify(value) })),
    ...brokenBodies(schema),
  ];
}

function brokenBodies(schema: z.ZodType): BadBody[] {
  const depth = 100_000;
  const bodies = [
    { what: 'is no JSON', content: '{"value": ' },
    { what: 'is nested deeply', content: `{"value":${'['.repeat(depth)}${']'.repeat(depth)}}` },
    { what: 'is too large', content: JSON.stringify({ value: 'x'.repeat(4_000_000) }) },
    { what: 'is bytes', content: '\u0000\u0001\ufffd' },
  ];
  // Set by assignment, these would give every object of the server a value.
  const prototype = {
    what: 'has nothing but a prototype',
    content: '{"__proto__":{"value":"x","id":1},"constructor":1}',
  };
  return schema.safeParse({}).success ? bodies : [...bodies, prototype];
}

/** What arrives of a value that goes out as JSON. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
