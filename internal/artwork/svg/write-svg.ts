import { svgNamespace, xlinkNamespace } from './rules.ts';
import type { SvgElement } from './svg-tree.ts';

/** Writes a cleaned drawing as XML. References are `xlink:href`, which every browser and every other program reads. */
export function writeSvg(root: SvgElement): string {
  const declarations = ` xmlns="${svgNamespace}" xmlns:xlink="${xlinkNamespace}"`;
  return writeElement(root, declarations);
}

function writeElement(element: SvgElement, declarations = ''): string {
  const attributes = element.attributes.map(({ uri, local, value }) => {
    const name = local === 'href' ? 'xlink:href' : uri === '' ? local : `xml:${local}`;
    return ` ${name}="${escapeXml(value)}"`;
  });
  const open = `<${element.local}${declarations}${attributes.join('')}`;
  const inner = element.children.map((child) => (typeof child === 'string' ? escapeXml(child) : writeElement(child)));
  return inner.length === 0 ? `${open}/>` : `${open}>${inner.join('')}</${element.local}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');
}
