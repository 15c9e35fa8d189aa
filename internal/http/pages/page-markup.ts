import MarkdownIt from 'markdown-it';
import { cleanHtml } from './clean-html.ts';

/** Texts whose HTML is kept: the page's content and its offline message, and what they were a moment ago. */
const MAX_KEPT = 8;

/**
 * Makes HTML that is safe to send of the owner's Markdown (CommonMark with tables, struck-out words and bare links, as on GitHub; HTML in it
 * counts as far as `cleanHtml` lets it). Each text is rendered once.
 */
export class PageMarkup {
  readonly #kept = new Map<string, string>();
  #markdown: InstanceType<typeof MarkdownIt> | null = null;

  render(text: string): string {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    const rendered = text.trim() === '' ? '' : cleanHtml((this.#markdown ??= makeMarkdown()).render(text));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(text, rendered);
    return rendered;
  }
}

function makeMarkdown(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt({ html: true, linkify: true, breaks: false, maxNesting: 40 });
  // `tv.example` written in a sentence is no link: only whole addresses are.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  return markdown;
}
