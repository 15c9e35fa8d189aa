import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5';
import type { BlockNode, InlineNode } from './tree.ts';

type ParsedNode = DefaultTreeAdapterTypes.ChildNode;
type ParsedElement = DefaultTreeAdapterTypes.Element;

const allowed: Readonly<Record<string, readonly string[]>> = {
  p: [],
  br: [],
  strong: [],
  em: [],
  code: [],
  pre: [],
  a: ['href', 'rel', 'target'],
  img: ['src', 'class', 'alt', 'title'],
};

const allowedValues: Readonly<Record<string, RegExp>> = {
  href: /^(?:https?:\/\/|mailto:|\/(?![/\\])|\/$)/i,
  rel: /^noreferrer$/,
  target: /^_blank$/,
  src: /^\/img\/emoji\/[^.]*\.[a-z]+$/i,
  class: /^emoji$/,
  alt: /^:[A-Za-z0-9_+-]+:$/,
  title: /^:[A-Za-z0-9_+-]+:$/,
};

/** What a browser would make of the HTML that no message may hold; empty when all is well. */
export function problemsOf(html: string): string[] {
  const fragment = parseFragment(html);
  const problems = fragment.childNodes.flatMap(problemsOfNode);
  // What a parser had to mend would come out otherwise than it went in; the writer writes two signs in a form of its own.
  const written = html.replaceAll('&#34;', '&quot;').replaceAll('&#39;', "'");
  const mended = serialize(fragment);
  if (withoutQuotes(mended) !== withoutQuotes(written)) problems.push(`was read as ${mended}`);
  return problems;
}

/** Serialisers write quotes only within attributes by their names. */
function withoutQuotes(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&nbsp;', '\u00a0');
}

function problemsOfNode(node: ParsedNode): string[] {
  if (node.nodeName === '#text') return [];
  if (!('tagName' in node)) return [`has a ${node.nodeName}`];
  const { tagName, attrs, childNodes } = node;
  const own = allowed[tagName] === undefined ? [`has a <${tagName}>`] : [];
  const attributes = attrs.flatMap(({ name, value }) =>
    allowed[tagName]?.includes(name) === true && allowedValues[name]?.test(value) === true
      ? []
      : [`has ${name}="${value}" on <${tagName}>`],
  );
  return [...own, ...attributes, ...childNodes.flatMap(problemsOfNode)];
}

/** The text that readers see, pictures by their shortcodes. */
export function textOf(html: string): string {
  const read = (node: ParsedNode): string => {
    if ('value' in node) return node.value;
    if (!('tagName' in node)) return '';
    return attributeOf(node, 'alt') + node.childNodes.map(read).join('');
  };
  return parseFragment(html).childNodes.map(read).join('');
}

function attributeOf(element: ParsedElement, name: string): string {
  return element.attrs.find((attribute) => attribute.name === name)?.value ?? '';
}

/** The tree that a browser reads from what the writer wrote. */
export function readTree(html: string): BlockNode[] {
  return parseFragment(html).childNodes.flatMap((node): BlockNode[] => {
    if (!('tagName' in node)) return [];
    if (node.tagName === 'pre') return [{ kind: 'code-block', text: textOf(serialize(node)) }];
    return [{ kind: 'paragraph', children: node.childNodes.map(readInline) }];
  });
}

function readInline(node: ParsedNode): InlineNode {
  if ('value' in node) return { kind: 'text', text: node.value };
  if (!('tagName' in node)) throw new TypeError(`A message holds no ${node.nodeName}.`);
  const children = node.childNodes.map(readInline);
  switch (node.tagName) {
    case 'br':
      return { kind: 'break' };
    case 'img':
      return { kind: 'emoji', name: attributeOf(node, 'alt').slice(1, -1), address: attributeOf(node, 'src') };
    case 'code':
      return { kind: 'code', text: textOf(serialize(node)) };
    case 'a':
      return { kind: 'link', address: attributeOf(node, 'href'), children };
    case 'em':
    case 'strong':
      return { kind: node.tagName, children };
    default:
      throw new TypeError(`A message holds no <${node.tagName}>.`);
  }
}
