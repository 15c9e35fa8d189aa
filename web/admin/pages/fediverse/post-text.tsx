import type { ComponentChildren } from 'preact';
import { pageAddressOf } from './words.ts';

const depthLimit = 20;
const kept = ['p', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'br'] as const;
/** What is inside these is no text of anybody's. */
const silent: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object']);

/** A post's HTML, which the server has cleaned; only what is listed is drawn, so that nothing of it runs or loads here. */
export function PostText({ html }: { readonly html: string }) {
  return (
    <div class="fediverse-post" dir="auto">
      {draw(new DOMParser().parseFromString(html, 'text/html').body, 0)}
    </div>
  );
}

function draw(parent: Node, depth: number): ComponentChildren[] {
  if (depth > depthLimit) return [];
  return [...parent.childNodes].map((node) => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element) || silent.has(node.localName)) return null;
    const children = draw(node, depth + 1);
    if (/^h[1-6]$/.test(node.localName)) return <p class="strong">{children}</p>;
    const Tag = kept.find((name) => name === node.localName);
    if (Tag === 'br') return <br />;
    if (Tag !== undefined) return <Tag>{children}</Tag>;
    const address = node.localName === 'a' ? pageAddressOf(node.getAttribute('href') ?? '') : null;
    if (address === null) return children;
    return (
      <a href={address} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  });
}
