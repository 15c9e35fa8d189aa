import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { problemsOf, readTree } from './testing.ts';
import type { BlockNode, InlineNode } from './tree.ts';
import { writeHtml } from './write.ts';

const record = <Fields>(fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> }): fc.Arbitrary<Fields> =>
  fc.record(fields, { noNullPrototype: true });

const text = fc
  .string({ unit: fc.constantFrom('a', '<', '>', '&', '"', "'", ' ', '=', '/', ';', 'lt', 'é', '🎉'), minLength: 1 })
  .filter((written) => written.trim() !== '');
const name = fc.stringMatching(/^[A-Za-z0-9_+-]{1,20}$/);
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom('https://a.example/"onclick=', "https://a.example/'>", '/', '/page', 'mailto:a@b.example'),
);

/** Neighbouring texts would be read as one, and no link lies in a link. */
function between(nodes: readonly InlineNode[]): InlineNode[] {
  return nodes.flatMap((node) => [node, { kind: 'break' } as const]);
}

const leaf: fc.Arbitrary<InlineNode> = fc.oneof(
  record({ kind: fc.constant('text' as const), text }),
  record({ kind: fc.constant('code' as const), text }),
  record({ kind: fc.constant('emoji' as const), name, address: name.map((file) => `/img/emoji/${file}.png`) }),
);

function inline(depth: number, isWithinLink: boolean): fc.Arbitrary<InlineNode> {
  if (depth === 0) return leaf;
  const within = (link: boolean): fc.Arbitrary<InlineNode[]> =>
    fc.array(inline(depth - 1, link), { minLength: 1, maxLength: 3 }).map(between);
  const emphasis = record({
    kind: fc.constantFrom('em' as const, 'strong' as const),
    children: within(isWithinLink),
  });
  const link = record({ kind: fc.constant('link' as const), address, children: within(true) });
  return isWithinLink ? fc.oneof(leaf, emphasis) : fc.oneof(leaf, emphasis, link);
}

const block: fc.Arbitrary<BlockNode> = fc.oneof(
  record({ kind: fc.constant('code-block' as const), text }),
  record({
    kind: fc.constant('paragraph' as const),
    children: fc.array(inline(3, false), { minLength: 1, maxLength: 4 }).map(between),
  }),
);

describe('The writer of messages', () => {
  it('writes any tree so that a browser reads the same tree again', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), (blocks) => {
        const html = writeHtml(blocks);
        assert.deepEqual(problemsOf(html), []);
        assert.deepEqual(readTree(html), blocks);
      }),
    );
  });

  it('writes no link and no picture whose address is not what it may be', () => {
    const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...hostileAddresses));
    fc.assert(
      fc.property(anything, (written) => {
        const children: InlineNode[] = [
          { kind: 'link', address: written, children: [{ kind: 'text', text: 'label' }] },
          { kind: 'emoji', name: 'smile', address: written },
        ];
        const html = writeHtml([{ kind: 'paragraph', children }]);
        assert.deepEqual(
          problemsOf(html).filter((problem) => problem.startsWith('has')),
          [],
        );
      }),
    );
  });
});

const hostileAddresses = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '//evil.example/x.png',
  '/\\evil.example',
  '/img/emoji/../../x.png" onerror="alert(1)',
  '/img/emoji/x.png?a=1',
  'https://a.example/" onmouseover="alert(1)',
];
