import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import type { Checked } from '../picture.ts';

export interface SvgElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly Pick<SaxesAttributeNS, 'uri' | 'local' | 'value'>[];
  readonly children: (SvgElement | string)[];
}

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 20_000;
const MAX_ATTRIBUTES = 300;

class Refusal extends Error {}

/**
 * Parses an XML document with its namespaces (XML 1.0, fifth edition); any fault ends it. A document type may be named but must declare
 * nothing: entities multiply. Comments and processing instructions, style sheets among them, are left out.
 */
export function parseSvgTree(text: string): Checked<SvgElement> {
  const parser = new SaxesParser({ xmlns: true });
  const open: SvgElement[] = [];
  let root: SvgElement | null = null;
  let elements = 0;
  parser.on('error', (error) => {
    throw new Refusal(`The drawing is not well-formed XML (${error.message.slice(0, 120)}).`);
  });
  parser.on('doctype', (doctype) => {
    if (/[[\]]|<!/.test(doctype)) throw new Refusal('The drawing declares entities; save it as plain SVG.');
  });
  let attributes = 0;
  parser.on('opentagstart', () => void (attributes = 0));
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > MAX_ATTRIBUTES)
      throw new Refusal(`An element of the drawing has more than ${MAX_ATTRIBUTES} attributes.`);
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > MAX_ELEMENTS) throw new Refusal(`The drawing has more than ${MAX_ELEMENTS} elements.`);
    if (open.length >= MAX_DEPTH) throw new Refusal('The drawing is nested too deeply.');
    const element = { uri: tag.uri, local: tag.local, attributes: Object.values(tag.attributes), children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (words: string): void => void open.at(-1)?.children.push(words);
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
  return root === null ? { kind: 'refused', reason: 'The drawing is empty.' } : { kind: 'usable', value: root };
}
