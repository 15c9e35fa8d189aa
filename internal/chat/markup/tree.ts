/** What a message is made of, once read. There is nothing else that it could hold, so nothing else can be written. */
export type InlineNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'emoji'; readonly name: string; readonly address: string }
  | { readonly kind: 'link'; readonly address: string; readonly children: readonly InlineNode[] }
  | { readonly kind: 'em' | 'strong'; readonly children: readonly InlineNode[] };

export type BlockNode =
  | { readonly kind: 'paragraph'; readonly children: readonly InlineNode[] }
  | { readonly kind: 'code-block'; readonly text: string };

/** How deep nodes may lie within a paragraph; what would lie deeper is written without its element. */
export const maxDepth = 12;

/** Looks empty: white space, and characters that draw nothing. */
const blank = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]*$/u;

export function isBlankText(text: string): boolean {
  return blank.test(text);
}

/** Whether readers would see nothing of it. */
export function isBlank(node: InlineNode): boolean {
  if (node.kind === 'text' || node.kind === 'code') return isBlankText(node.text);
  if (node.kind === 'break') return true;
  return node.kind === 'emoji' ? false : node.children.every(isBlank);
}
