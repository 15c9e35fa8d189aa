/** What a piece of HTML in a message does. */
export type HtmlMeaning =
  | { readonly kind: 'open' | 'close'; readonly element: 'em' | 'strong' | 'a'; readonly address: string }
  | { readonly kind: 'break' | 'split' | 'nothing' }
  /** What stands up to `until` is shown as it is written. */
  | { readonly kind: 'code' }
  /** What stands up to the end tag of `element` is no text. */
  | { readonly kind: 'skip'; readonly element: string }
  | { readonly kind: 'picture'; readonly shortcode: string; readonly address: string };

export interface HtmlTag {
  readonly length: number;
  readonly meaning: HtmlMeaning;
}

const shape = /<(?:(\/?)([a-z][a-z0-9-]*)((?:[\s/][^<>]*)?)|[!?][^<>]*)>/iy;
const comment = /<!--[\s\S]*?-->/y;

const emphases: Readonly<Record<string, 'em' | 'strong'>> = { em: 'em', i: 'em', strong: 'strong', b: 'strong' };
const blocks = 'p div pre ul ol li h1 h2 h3 h4 h5 h6 blockquote table tr hr section article header footer'.split(' ');
const hidden = ['script', 'style', 'template', 'title', 'iframe', 'noscript', 'textarea', 'svg', 'math', 'object'];

/** The tag or the comment that starts at `start`; null when the sign there is only a sign. */
export function readHtmlTag(text: string, start: number): HtmlTag | null {
  comment.lastIndex = start;
  const remark = text.startsWith('<!--', start) ? comment.exec(text) : null;
  if (remark !== null) return { length: remark[0].length, meaning: { kind: 'nothing' } };
  shape.lastIndex = start;
  const match = shape.exec(text);
  if (match === null) return null;
  const [whole, slash, name = '', attributes = ''] = match;
  return { length: whole.length, meaning: meaningOf(name.toLowerCase(), slash === '/', attributes) };
}

function meaningOf(name: string, isEnd: boolean, attributes: string): HtmlMeaning {
  if (name === 'br') return { kind: 'break' };
  if (blocks.includes(name)) return { kind: 'split' };
  const element = name === 'a' ? 'a' : Object.hasOwn(emphases, name) ? emphases[name] : undefined;
  if (element !== undefined) {
    return { kind: isEnd ? 'close' : 'open', element, address: attributeOf(attributes, 'href') };
  }
  if (isEnd) return { kind: 'nothing' };
  if (name === 'code') return { kind: 'code' };
  if (hidden.includes(name)) return { kind: 'skip', element: name };
  if (name !== 'img') return { kind: 'nothing' };
  const shortcode = attributeOf(attributes, 'alt').replaceAll(':', '');
  return { kind: 'picture', shortcode, address: attributeOf(attributes, 'src') };
}

/** The value of one attribute; empty when it is not there. */
function attributeOf(attributes: string, name: string): string {
  for (const match of attributes.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=`]+))/gi)) {
    if (match[1]?.toLowerCase() === name) return decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
  }
  return '';
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;

/** The few names that clients write for signs of HTML, and numbers. */
export function decodeEntities(text: string): string {
  return text.replace(entity, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const codePoint = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return codePoint > 0 && codePoint <= 0x10ffff ? cleanText(String.fromCodePoint(codePoint)) : '\ufffd';
  });
}

/** Without what no message needs: control characters but line breaks, halves of characters, overrides of the direction of writing. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/(?!\n)\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u202d\u202e\ufff9-\ufffb]/gu, '')
    .replace(/(\p{M}{8})\p{M}+/gu, '$1');
}
