import { readBlocks } from './blocks.ts';
import { buildParagraphs } from './build-tree.ts';
import { cleanText } from './html-tag.ts';
import { InlineReader } from './inline.ts';
import { type BlockNode, type InlineNode, isBlankText } from './tree.ts';
import { writeHtml } from './write.ts';

/** The address of an emoji's picture by its shortcode in lower case. */
export type EmojiAddresses = ReadonlyMap<string, string>;

/** Longer texts are cut; a socket's messages are far shorter. */
const maxLength = 20_000;

/** What somebody typed as the HTML that goes over the wire; empty when nothing is left of it. */
export function renderMessage(raw: string, emoji: EmojiAddresses): string {
  return writeHtml(readMessage(raw, { emoji, isTrusted: false }));
}

/** As `renderMessage`, for texts of the channel's owner, of integrations and of the server itself: links may lead to its own paths. */
export function renderTrusted(markdown: string, emoji: EmojiAddresses): string {
  return writeHtml(readMessage(markdown, { emoji, isTrusted: true }));
}

/** Whether a message would show a link. */
export function showsLink(raw: string): boolean {
  const hasLink = (nodes: readonly InlineNode[]): boolean =>
    nodes.some((node) => node.kind === 'link' || ('children' in node && hasLink(node.children)));
  return readMessage(raw, { emoji: new Map(), isTrusted: false }).some(
    (block) => block.kind === 'paragraph' && hasLink(block.children),
  );
}

function readMessage(raw: string, needs: { readonly emoji: EmojiAddresses; readonly isTrusted: boolean }): BlockNode[] {
  const reader = new InlineReader(needs);
  return readBlocks(cleanText(raw.slice(0, maxLength)).trim()).flatMap((block): BlockNode[] => {
    if (block.kind === 'paragraph') return buildParagraphs(reader.read(block.text));
    return isBlankText(block.text) ? [] : [{ kind: 'code-block', text: block.text }];
  });
}
