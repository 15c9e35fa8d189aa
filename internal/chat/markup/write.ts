import { isWritableAddress } from './link-target.ts';
import type { BlockNode, InlineNode } from './tree.ts';

/** Pictures of emoji as clients of Owncast know them. */
const emojiAddress = /^\/img\/emoji\/[^.]*\.[a-z]+$/i;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/**
 * The one place that writes HTML of the chat: p, br, strong, em, code, pre, a (href, rel, target) and img (src, class, alt,
 * title). The tree's depth is bounded by who built it.
 */
export function writeHtml(blocks: readonly BlockNode[]): string {
  return blocks.map(writeBlock).join('\n');
}

function writeBlock(block: BlockNode): string {
  if (block.kind === 'code-block') return `<pre><code>${escape(block.text)}</code></pre>`;
  return `<p>${writeInline(block.children)}</p>`;
}

function writeInline(nodes: readonly InlineNode[]): string {
  return nodes.map(writeNode).join('');
}

function writeNode(node: InlineNode): string {
  switch (node.kind) {
    case 'text':
      return escape(node.text);
    case 'code':
      return `<code>${escape(node.text)}</code>`;
    case 'break':
      return '<br>';
    case 'emoji':
      return writeEmoji(node);
    case 'em':
    case 'strong':
      return `<${node.kind}>${writeInline(node.children)}</${node.kind}>`;
    case 'link':
      return writeLink(node.address, writeInline(node.children));
  }
}

function writeEmoji({ name, address }: { readonly name: string; readonly address: string }): string {
  const code = escape(`:${name}:`);
  if (!emojiAddress.test(address)) return code;
  return `<img src="${escape(address)}" class="emoji" alt="${code}" title="${code}">`;
}

function writeLink(address: string, label: string): string {
  if (!isWritableAddress(address)) return label;
  // Within the station a link stays in its page.
  const away = address.startsWith('/') ? '' : ' rel="noreferrer" target="_blank"';
  return `<a href="${escape(address)}"${away}>${label}</a>`;
}
