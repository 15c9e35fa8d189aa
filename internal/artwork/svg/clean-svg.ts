import { parseDataUrl } from '../data-url.ts';
import type { Checked } from '../picture.ts';
import { weighDrawing } from './drawing-weight.ts';
import {
  dangerousElements,
  isHarmlessValue,
  keptAttributes,
  keptElements,
  mayBeAnimated,
  svgNamespace,
  xlinkNamespace,
  xmlNamespace,
} from './rules.ts';
import { parseSvgTree, type SvgElement } from './svg-tree.ts';
import { writeSvg } from './write-svg.ts';

/** Whether a picture within the drawing, by its bytes and the type that its data URL names, may stay. */
type EmbeddedCheck = (bytes: Buffer, claimedType: string) => boolean;

/** Elements that a drawing may be drawn of, references followed: above any logo's, and quick to draw. */
const MAX_WEIGHT = 50_000;
const MAX_EMBEDDED_BYTES = 2 * 1024 * 1024;
const LOCAL = /^#[\w.:-]{1,100}$/;

/** Whether bytes begin as an SVG document may: with a tag, a declaration or a comment. */
export function looksLikeSvg(bytes: Buffer): boolean {
  return /^\uFEFF?\s*<(?:\?xml\s|!DOCTYPE\s|!--|svg[\s>]|[\w.-]{1,40}:svg[\s>])/.test(bytes.toString('utf8', 0, 256));
}

/**
 * Makes of an SVG document one that only draws. Written anew from what was understood, so that no browser can read it otherwise. What
 * is unknown and does nothing (an editor's notes) is left out; a document that would run, link or load something is refused.
 */
export function cleanSvg(bytes: Buffer, mayEmbed: EmbeddedCheck): Checked<Buffer> {
  const text = decode(bytes);
  if (text === null) return refused('The drawing is not UTF-8 text.');
  const tree = parseSvgTree(text);
  if (tree.kind === 'refused') return tree;
  if (tree.value.uri !== svgNamespace || tree.value.local !== 'svg') {
    return refused(`The drawing has to begin with <svg xmlns="${svgNamespace}">.`);
  }
  const cleaned = cleanElement(tree.value, mayEmbed);
  if (cleaned.kind === 'refused') return cleaned;
  const weight = weighDrawing(cleaned.value);
  if (weight === null || weight > MAX_WEIGHT) return refused('The drawing refers to itself too many times.');
  return { kind: 'usable', value: Buffer.from(writeSvg(cleaned.value)) };
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function cleanElement(element: SvgElement, mayEmbed: EmbeddedCheck): Checked<SvgElement> {
  const attributes: { uri: string; local: string; value: string }[] = [];
  for (const attribute of element.attributes) {
    const verdict = judgeAttribute(element, attribute, mayEmbed);
    if (typeof verdict === 'string') return refused(verdict);
    if (verdict) attributes.push({ ...attribute, uri: attribute.uri === xlinkNamespace ? '' : attribute.uri });
  }
  const children: (SvgElement | string)[] = [];
  for (const child of element.children) {
    if (typeof child === 'string') children.push(child);
    else if (dangerousElements.has(child.local.toLowerCase())) {
      return refused(`The drawing holds <${child.local.slice(0, 40)}>, which is not taken.`);
    } else {
      const cleaned = cleanElement(child, mayEmbed);
      if (cleaned.kind === 'refused') return cleaned;
      if (child.uri !== svgNamespace) continue;
      // A link draws what is in it; where it leads to is left out.
      if (child.local === 'a') children.push({ ...cleaned.value, local: 'g' });
      else if (keptElements.has(child.local)) children.push(cleaned.value);
    }
  }
  const words = children.filter((child) => typeof child === 'string');
  if (element.local === 'style' && !isHarmlessValue(words.join(''))) {
    return refused('A style of the drawing loads something from elsewhere.');
  }
  const onlyText = ['style', 'title', 'desc'].includes(element.local);
  return {
    kind: 'usable',
    value: {
      uri: element.uri,
      local: element.local,
      attributes: withoutDoubles(attributes),
      children: onlyText ? words : children,
    },
  };
}

/** Whether an attribute is kept; a sentence when the whole drawing is refused for it. */
function judgeAttribute(
  element: SvgElement,
  { uri, local, value }: { uri: string; local: string; value: string },
  mayEmbed: EmbeddedCheck,
): boolean | string {
  const name = local.toLowerCase();
  if (uri === '' && name.startsWith('on'))
    return `The drawing has the event handler ${local.slice(0, 40)}, which is not taken.`;
  if (name === 'href' || name === 'src') return judgeReference(element, { uri, local, value }, mayEmbed);
  if (uri === xmlNamespace) return local === 'space' && ['preserve', 'default'].includes(value);
  if (uri !== '' || !keptAttributes.has(local)) return false;
  if (local === 'attributeName' && !mayBeAnimated(value.trim())) {
    return `The drawing animates ${value.slice(0, 40)}, which is not taken.`;
  }
  if (!isHarmlessValue(value)) return `The attribute ${local} of the drawing loads something from elsewhere.`;
  return local !== 'type' || element.local !== 'style' || ['', 'text/css'].includes(value.trim().toLowerCase());
}

function judgeReference(
  element: SvgElement,
  { uri, local, value }: { uri: string; local: string; value: string },
  mayEmbed: EmbeddedCheck,
): boolean | string {
  // Browsers leave white space and control characters out of an address before they read its scheme.
  const address = Array.from(value)
    .filter((character) => character > ' ')
    .join('');
  if (/^[a-z]*script:/i.test(address)) return 'An address in the drawing would run a script.';
  if (element.local === 'a') return false;
  if (address === '') return false;
  const isReference = local === 'href' && ['', xlinkNamespace].includes(uri);
  if (isReference && LOCAL.test(value)) return true;
  if (isReference && element.local === 'image' && /^data:/i.test(value)) {
    const embedded = parseDataUrl(value.replaceAll(/\s/g, ''), MAX_EMBEDDED_BYTES);
    if (embedded.kind === 'usable' && mayEmbed(embedded.value.bytes, embedded.value.claimedType)) return true;
    return 'A picture within the drawing cannot be used.';
  }
  // An editor's notes may name where the file lies; they are left out anyway.
  if (element.uri !== svgNamespace || !keptElements.has(element.local)) return false;
  return 'The drawing refers to something outside of it.';
}

/** `href` and `xlink:href` are one; the first stays. */
function withoutDoubles<Attribute extends { uri: string; local: string }>(attributes: Attribute[]): Attribute[] {
  return attributes.filter(
    ({ uri, local }, index) => attributes.findIndex((other) => other.uri === uri && other.local === local) === index,
  );
}

function refused(reason: string): { kind: 'refused'; reason: string } {
  return { kind: 'refused', reason };
}
