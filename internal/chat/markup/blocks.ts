/** A part of a message: a paragraph still to be read, or code that is shown as it is. */
export interface Block {
  readonly kind: 'paragraph' | 'code-block';
  readonly text: string;
}

const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;

/** Cuts a message at its blank lines and its fences. What is no paragraph and no code stays as it was typed. */
export function readBlocks(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join('\n') });
    paragraph = [];
  };
  /** Fences of this sign and length or longer are not closed any more. */
  const unclosed: Record<string, number> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const mark = fence.exec(line)?.[1] ?? '';
    const sign = mark.slice(0, 1);
    const end = mark !== '' && mark.length < (unclosed[sign] ?? Infinity) ? findFenceEnd(lines, index, mark) : -1;
    if (mark !== '' && end < 0) unclosed[sign] = Math.min(mark.length, unclosed[sign] ?? Infinity);
    if (end >= 0) {
      endParagraph();
      blocks.push({ kind: 'code-block', text: lines.slice(index + 1, end).join('\n') });
      index = end;
    } else if (line.trim() === '') {
      endParagraph();
    } else {
      paragraph.push(line.trim());
    }
  }
  endParagraph();
  return blocks;
}

function findFenceEnd(lines: readonly string[], begin: number, mark: string): number {
  const sign = mark.slice(0, 1);
  return lines.findIndex((line, index) => {
    const trimmed = line.trim();
    return index > begin && trimmed.length >= mark.length && trimmed === sign.repeat(trimmed.length);
  });
}
