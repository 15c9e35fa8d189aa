import type { Mark } from './emphasis.ts';
import type { LinkMark, Piece } from './pieces.ts';
import { type BlockNode, type InlineNode, isBlank, maxDepth } from './tree.ts';

interface Open {
  readonly mark: Mark | LinkMark | null;
  readonly children: InlineNode[];
}

/** Makes paragraphs of pieces: closes what was left open, passes over what nothing opened, and leaves out what shows nothing. */
export function buildParagraphs(pieces: readonly Piece[]): BlockNode[] {
  const builder = new Builder();
  for (const piece of pieces) builder.add(piece);
  return builder.end();
}

class Builder {
  readonly #blocks: BlockNode[] = [];
  /** The paragraph first, then what is open in it. */
  #open: Open[] = [{ mark: null, children: [] }];

  add(piece: Piece): void {
    switch (piece.kind) {
      case 'node':
        this.#append(piece.node);
        break;
      case 'open':
        this.#begin(piece.mark);
        break;
      case 'close':
        this.#end(piece.mark);
        break;
      case 'split':
        this.#endParagraph();
        break;
      case 'run': {
        const { run } = piece;
        for (const mark of run.closes) this.#end(mark);
        if (run.left > 0) this.#append({ kind: 'text', text: run.character.repeat(run.left) });
        for (const mark of run.opens) this.#begin(mark);
        break;
      }
    }
  }

  end(): BlockNode[] {
    this.#endParagraph();
    return this.#blocks;
  }

  #begin(mark: Mark | LinkMark): void {
    // No link lies in a link, and nothing lies too deep; the mark that closes it finds nothing to close.
    const isWithinLink = mark.kind === 'link' && this.#open.some((open) => open.mark?.kind === 'link');
    if (this.#open.length <= maxDepth && !isWithinLink) this.#open.push({ mark, children: [] });
  }

  #end(mark: Mark | LinkMark): void {
    const index = this.#open.findIndex((open) => open.mark === mark);
    while (index > 0 && this.#open.length > index) this.#closeInnermost();
  }

  #closeInnermost(): void {
    const closed = this.#open.pop();
    if (closed === undefined || closed.mark === null) return;
    const { mark, children } = closed;
    if (mark.kind === 'link') {
      // An address that nobody can see is nothing that anybody should click.
      if (children.some((child) => !isBlank(child))) this.#append({ kind: 'link', address: mark.address, children });
    } else if (children.length > 0) {
      this.#append({ kind: mark.kind, children });
    }
  }

  #append(node: InlineNode): void {
    const children = this.#open.at(-1)?.children;
    const last = children?.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') {
      children?.splice(-1, 1, { kind: 'text', text: last.text + node.text });
    } else if (node.kind !== 'text' || node.text !== '') {
      children?.push(node);
    }
  }

  #endParagraph(): void {
    while (this.#open.length > 1) this.#closeInnermost();
    const children = trim(this.#open[0]?.children ?? []);
    if (children.length > 0) this.#blocks.push({ kind: 'paragraph', children });
    this.#open = [{ mark: null, children: [] }];
  }
}

/** Without what shows nothing at either end. */
function trim(children: readonly InlineNode[]): readonly InlineNode[] {
  const first = children.findIndex((child) => !isBlank(child));
  if (first < 0) return [];
  const kept = children.slice(first, children.findLastIndex((child) => !isBlank(child)) + 1);
  return kept.map((child, index) => {
    if (child.kind !== 'text') return child;
    const head = index === 0 ? child.text.trimStart() : child.text;
    return { kind: 'text', text: index === kept.length - 1 ? head.trimEnd() : head };
  });
}
