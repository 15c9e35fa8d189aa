import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeGoTime } from './go-time.ts';
import { decodeGob } from './gob-decoder.ts';
import { GobError } from './gob-reader.ts';
import { encodeGob, encodeGoTime, type GobShape } from './testing.ts';

/** Structures come without a prototype; `deepEqual` of plain ones should not mind. */
function decode(hex: string): unknown {
  return plain(decodeGob(Buffer.from(hex, 'hex')));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, element]) => [key, plain(element)]));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, plain(element)]));
}

/** Written by encoding/gob itself, of Go 1.19 and 1.26. */
const vectors: readonly (readonly [string, string, unknown])[] = [
  ['a text', '090c0006616263313233', 'abc123'],
  ['an empty text', '030c0000', ''],
  ['a text beyond ASCII', '0f0c000c6ec3a920e29c9320f09f9880', 'né ✓ 😀'],
  ['a text of a named type', '080c000568656c6c6f', 'hello'],
  ['true', '03020001', true],
  ['false', '03020000', false],
  ['8080.0', '060800fd90bf40', 8080],
  ['2.0', '03080040', 2],
  ['0.0', '03080000', 0],
  ['a negative fraction', '050800fee0bf', -0.5],
  ['pi', '0b0800f8182d4454fb210940', Math.PI],
  ['infinity', '050800fef07f', Infinity],
  ['minus one', '03040001', -1],
  ['minus 129', '050400fe0101', -129],
  ['the least whole number', '0b0400f8ffffffffffffffff', -(2n ** 63n)],
  ['the greatest unsigned number', '0b0600f8ffffffffffffffff', 2n ** 64n - 1n],
  ['bytes', '060a000300ff80', '00ff80'],
  ['a list of texts', '0cff81020102ff8200010c000009ff8200020161026263', ['a', 'bc']],
  ['an empty list', '0b7f020102ff8000010c000004ff800000', []],
  ['a map', '0eff83040102ff8400010c010c000008ff840001016b0176', new Map([['k', 'v']])],
  [
    'a map of lists',
    '0fff8d040102ff8e00010c01ff8c00000cff8b020102ff8c000104000009ff8e00010161020203',
    new Map([['a', [1, -2]]]),
  ],
  ['an array', '0eff8f010102ff90000108010600000aff900003fef03f00ffc0', [1, 0, -2]],
  [
    'a list of structures',
    '0dff87020102ff880001ff8600002bff850301010953747265616d4b657901ff8600010201034b6579010c000107436f6d6d656e74010c00000021ff8800010106616263313233011244656661756c742073747265616d206b657900',
    [{ Key: 'abc123', Comment: 'Default stream key' }],
  ],
  [
    'structures with fields left out at either end',
    '0dff87020102ff880001ff82000032ff810301010648616e646c6501ff820001030108506c6174666f726d010c00010355524c010c00010449636f6e010c00000031ff88000201086d6173746f646f6e011468747470733a2f2f612e6578616d706c652f406201062f692e7376670002017800',
    [{ Platform: 'mastodon', URL: 'https://a.example/@b', Icon: '/i.svg' }, { URL: 'x' }],
  ],
  [
    'a structure of which all is zero',
    '32ff810301010648616e646c6501ff820001030108506c6174666f726d010c00010355524c010c00010449636f6e010c00000003ff8200',
    {},
  ],
  [
    'a structure with long steps between its fields',
    'ff96ff9103010102533301ff9200010a0108456e64706f696e74010c0001094163636573734b6579010c000106536563726574010c0001064275636b6574010c000106526567696f6e010c00010341434c010c00010a50617468507265666978010c00010f53657276696e67456e64706f696e74010c000107456e61626c6564010200010e466f726365506174685374796c65010200000008ff92010165080100',
    { Endpoint: 'e', Enabled: true },
  ],
  [
    'a structure that encloses itself',
    '26ff89030101044e6f646501ff8a000102010556616c756501040001044e65787401ff8a0000000dff8a0102010104010106000000',
    { Value: 1, Next: { Value: 2, Next: { Value: 3 } } },
  ],
];

/** Structures, maps, lists, an array and a time within one another: ten types in one blob. */
const everything =
  'ffa4ff93030101054f7574657201ff9400010e01055469746c65010c000105496e6e657201ff92000107506f696e74657201ff920001044c69737401ff9600010642794e616d6501ff980001074e756d6265727301ff9a000105466c61677301ff9c000103526177010a0001045061697201ff9e0001064e657374656401ffa00001045768656e01ff840001034269670106000105536d616c6c01040001024f6e010200000030ff9103010105496e6e657201ff9200010301044e616d65010c000105436f756e740104000105526174696f01080000001bff950201010c5b5d6d61696e2e496e6e657201ff960001ff92000026ff97040101156d61705b737472696e675d6d61696e2e496e6e657201ff9800010c01ff9200001eff990401010e6d61705b696e745d737472696e6701ff9a000104010c000014ff9b020101065b5d626f6f6c01ff9c000102000018ff9d010101085b325d696e74313601ff9e0001040104000019ff9f0201010a5b5d5b5d737472696e6701ffa00001ff8000000b7f020102ff8000010c000010ff830501010454696d6501ff8400000079ff9401017401010169010d01fef83f0001010170000103010161010200000101630240000101016b01017601fe025800010109056d696e757301020100010372617701020104010301017800020179017a010f010000000ee0e92ca500000000ffff01f8100000000000000001f81fffffffffffffff010100';

const times: readonly (readonly [string, string, string])[] = [
  ['in UTC', '010000000ee0e92ca5287735f2ffff', '2026-01-02T03:04:05.678Z'],
  ['east of it', '010000000ed8786a9b00000000014a', '2021-07-08T03:40:11.000Z'],
  ['west of it', '010000000ed879287300000000fe20', '2021-07-08T17:10:11.000Z'],
  ['with seconds in the offset of its zone', '020000000e3a781ddf00000000001320', '1937-07-08T08:50:39.000Z'],
];

describe('the gob decoder', () => {
  for (const [title, hex, expected] of vectors) {
    test(`reads ${title}`, () => assert.deepEqual(decode(hex), expected));
  }

  test('reads a blob of many types', () => {
    assert.deepEqual(decode(everything), {
      Title: 't',
      Inner: { Name: 'i', Count: -7, Ratio: 1.5 },
      Pointer: { Name: 'p' },
      List: [{ Name: 'a', Count: 1 }, {}, { Name: 'c', Ratio: 2 }],
      ByName: new Map([['k', { Name: 'v', Count: 300 }]]),
      Numbers: new Map([[-5, 'minus']]),
      Flags: [true, false],
      Raw: '726177',
      Pair: [-1, 2],
      Nested: [['x'], [], ['y', 'z']],
      When: '010000000ee0e92ca500000000ffff',
      Big: 2n ** 60n,
      Small: -(2n ** 60n),
      On: true,
    });
  });

  test('reads a time within a structure, which Go leaves out when it is zero', () => {
    const definition =
      '2aff93030101084e756c6c54696d6501ff94000102010454696d6501ff9600010556616c6964010200000010ff950501010454696d6501ff96000000';
    assert.deepEqual(decode(`${definition}16ff94010f010000000ee0e92ca500000000ffff010100`), {
      Time: '010000000ee0e92ca500000000ffff',
      Valid: true,
    });
    assert.deepEqual(decode(`${definition}03ff9400`), {});
  });

  test('gives structures that carry nothing but their fields', () => {
    const fields = Object.fromEntries([['__proto__', 'text' as const]]);
    const value = decodeGob(encodeGob({ structure: 'Odd', fields }, Object.fromEntries([['__proto__', 'x']])));
    assert.equal(Object.getPrototypeOf(value), null);
    assert.deepEqual(Object.entries(value as object), [['__proto__', 'x']]);
  });
});

describe("Go's time", () => {
  for (const [title, hex, expected] of times) {
    test(`is read ${title}`, () => {
      assert.equal(new Date(decodeGoTime(Buffer.from(hex, 'hex')) ?? 0).toISOString(), expected);
    });
  }

  test('of zero is none', () => assert.equal(decodeGoTime(Buffer.from(`01${'00'.repeat(12)}ffff`, 'hex')), null));

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(9e12), noInvalidDate: true }), (date) => {
        assert.equal(decodeGoTime(encodeGoTime(date.getTime())), date.getTime());
      }),
    );
  });

  test('in another form is refused', () => {
    for (const hex of ['', '01', '03'.repeat(15), '01'.repeat(16), `01${'7f'.repeat(14)}`])
      assert.throws(() => decodeGoTime(Buffer.from(hex, 'hex')), GobError);
  });
});

describe('a gob that is none', () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['of no bytes', '', /no value/],
    ['that is only a definition', '0cff81020102ff8200010c0000', /no value/],
    ['cut off', '090c00066162', /bytes are left/],
    ['whose text is longer than it', '040c007f61', /bytes are left/],
    ['whose number has nine bytes', '0b0600f7ffffffffffffffffff', /9 bytes/],
    ['of a type that it does not define', '05ff82000161', /not known/],
    ['that defines a type twice', '0cff81020102ff8200010c00000cff81020102ff8200010c0000', /cannot be defined/],
    ["that redefines one of Go's own", '0b0b020102ff8200010c0000', /cannot be defined/],
    ['with two values', '0302000103020001', /more than one/],
    ['with something behind its value', '0402000101', /something follows/],
    [
      'whose structure steps beyond its fields',
      '32ff810301010648616e646c6501ff820001030108506c6174666f726d010c00010355524c010c00010449636f6e010c00000003ff8204',
      /no such field/,
    ],
    ['whose array has another length', '0eff8f010102ff90000108010600000aff900002fef03f00ffc0', /array of 3 holds 2/],
    [
      'of an interface',
      '1bffa10301010777697468416e7901ffa200010101015601100000003effa2010a6d61696e2e496e6e6572',
      /bytes are left/,
    ],
    ['of a complex number', '060e00fef03f40', /not known/],
  ];
  for (const [title, hex, message] of refused) {
    test(`${title} is refused`, () => {
      assert.throws(
        () => decodeGob(Buffer.from(hex, 'hex')),
        (error) => error instanceof GobError && message.test(error.message),
      );
    });
  }

  test('whose lists enclose themselves is refused when they lie too deep', () => {
    const definition = Buffer.from('0dff81020102ff820001ff820000', 'hex');
    const value = Buffer.concat([Buffer.from('ff8200', 'hex'), Buffer.alloc(60, 1)]);
    assert.throws(() => decodeGob(Buffer.concat([definition, Buffer.of(value.length), value])), /too deep/);
  });

  test('of random bytes ends in a value or in its own error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), endsWell), { numRuns: 5_000 });
  });

  test('made of a good one by changing, cutting or doubling bytes ends in a value or in its own error', () => {
    const good = [...vectors.map(([, hex]) => hex), everything].map((hex) => Buffer.from(hex, 'hex'));
    const change = fc.record({ place: fc.nat(500), byte: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 4 }), (blob, changes) => {
        let bytes = Uint8Array.from(blob);
        for (const { place, byte, cut } of changes) {
          const index = place % Math.max(1, bytes.length);
          if (cut) bytes = Uint8Array.from([...bytes.subarray(0, index), byte, ...bytes.subarray(index)]);
          else bytes[index] = byte;
        }
        endsWell(bytes);
      }),
      { numRuns: 5_000 },
    );
  });
});

function endsWell(bytes: Uint8Array): void {
  try {
    decodeGob(bytes);
  } catch (error) {
    assert.ok(error instanceof GobError, String(error));
  }
}

describe('the encoder of the fixtures', () => {
  test('writes what Go writes, but for the numbers of the types', () => {
    assert.equal(encodeGob('text', 'abc123').toString('hex'), '090c0006616263313233');
    assert.equal(encodeGob('float', 8080).toString('hex'), '060800fd90bf40');
    assert.equal(
      encodeGob({ list: 'text' }, ['a', 'bc']).toString('hex'),
      '0b7f020102ff8000010c000009ff8000020161026263',
    );
  });

  test('is read back', () => {
    const shape: GobShape = {
      list: {
        structure: 'Row',
        fields: {
          Name: 'text',
          On: 'boolean',
          Count: 'signed',
          Part: 'float',
          When: { opaque: 'Time' },
          Names: { map: ['text', 'text'] },
        },
      },
    };
    const rows = [{ Name: 'a', Count: -300 }, { On: true, Part: 0.1, When: encodeGoTime(5), Names: { x: 'y' } }, {}];
    assert.deepEqual(plain(decodeGob(encodeGob(shape, rows))), [
      { Name: 'a', Count: -300 },
      { On: true, Part: 0.1, When: encodeGoTime(5).toString('hex'), Names: new Map([['x', 'y']]) },
      {},
    ]);
  });
});
