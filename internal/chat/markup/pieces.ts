import type { Mark, Run } from './emphasis.ts';
import type { InlineNode } from './tree.ts';

/** What opens and closes a link; its bracket becomes its mark when its end is found. */
export interface LinkMark {
  readonly kind: 'link';
  readonly address: string;
}

/** What a paragraph is cut into, in its order. Marks that open and close need not nest: who builds the tree sees to that. */
export type Piece =
  | { readonly kind: 'node'; readonly node: InlineNode }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'open' | 'close'; readonly mark: Mark | LinkMark }
  /** A new paragraph, as some HTML wants. */
  | { readonly kind: 'split' };

export function textPiece(text: string): Piece {
  return { kind: 'node', node: { kind: 'text', text } };
}
