/** What of a message is shown: text, and the few elements that a message may have. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element'; readonly tag: PieceTag; readonly children: readonly Piece[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Piece[] }
  | { readonly kind: 'emoji'; readonly src: string; readonly name: string }
  | { readonly kind: 'break' };

export type PieceTag = 'p' | 'strong' | 'em' | 'code' | 'pre';

/** As much of a DOM node as is read. */
export interface NodeLike {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly childNodes: ArrayLike<NodeLike>;
  getAttribute?(name: string): string | null;
}

const ELEMENT = 1;
const TEXT = 3;
const DEPTH_LIMIT = 20;
const tags: ReadonlySet<string> = new Set(['p', 'strong', 'em', 'code', 'pre']);
/** What is inside these is no text of anybody's. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'textarea',
]);
const emojiPath = /^\/img\/emoji\/[^?#\\]{1,300}$/;

/**
 * The pieces of a parsed message. The server has cleaned it already; here only what is listed is copied a second time, so that a fault there
 * or a proxy in between still brings nothing that runs or loads into the page.
 */
export function piecesOf(root: NodeLike, depth = 0): Piece[] {
  if (depth > DEPTH_LIMIT) return [];
  return Array.from(root.childNodes).flatMap((node) => pieceOf(node, depth));
}

function pieceOf(node: NodeLike, depth: number): readonly Piece[] {
  if (node.nodeType === TEXT) return [{ kind: 'text', text: node.nodeValue ?? '' }];
  if (node.nodeType !== ELEMENT) return [];
  const tag = node.nodeName.toLowerCase();
  if (silent.has(tag)) return [];
  if (tag === 'br') return [{ kind: 'break' }];
  if (tag === 'img') return emojiOf(node);
  const children = piecesOf(node, depth + 1);
  if (tag === 'a') {
    const href = safeHref(node.getAttribute?.('href') ?? '');
    return href === null ? children : [{ kind: 'link', href, children }];
  }
  return tags.has(tag) ? [{ kind: 'element', tag: tag as PieceTag, children }] : children;
}

function emojiOf(node: NodeLike): readonly Piece[] {
  const src = node.getAttribute?.('src') ?? '';
  const name = node.getAttribute?.('alt') ?? '';
  return emojiPath.test(src) && !src.includes('..') ? [{ kind: 'emoji', src, name }] : [];
}

/** The address when it leads to a page, of this server too, or starts a mail; null otherwise. */
export function safeHref(address: string): string | null {
  if (/^\/(?![/\\])[^\s\\]*$/.test(address)) return address;
  const url = URL.parse(address);
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** The words of a message, for what reads it as text. */
export function wordsOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind === 'emoji') return piece.name;
      return piece.kind === 'break' ? '\n' : wordsOf(piece.children);
    })
    .join('');
}

/** Whether a message is a few emoji and nothing else, which are then shown larger. */
export function isOnlyEmoji(pieces: readonly Piece[]): boolean {
  let count = 0;
  const look = (piece: Piece): boolean => {
    if (piece.kind === 'emoji') count += 1;
    if (piece.kind === 'emoji' || piece.kind === 'break') return true;
    if (piece.kind === 'element') return piece.tag === 'p' && piece.children.every(look);
    if (piece.kind === 'link') return false;
    const symbols = piece.text.replaceAll(/\s/g, '');
    count += Array.from(symbols).length;
    return /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)*$/u.test(symbols);
  };
  return pieces.every(look) && count > 0 && count <= 6;
}
