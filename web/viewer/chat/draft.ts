/** Largest message, in characters as people count them, as Owncast's pages have it. */
export const DRAFT_LIMIT = 300;
/** From so few left on they are shown. */
const SHOW_LEFT = 50;
/** Of the frame around the words. */
const FRAME_BYTES = 40;

/** What the composer knows of what is being written. */
export interface DraftFacts {
  /** Characters left; null while there are plenty. */
  readonly left: number | null;
  readonly isTooLong: boolean;
  readonly isEmpty: boolean;
}

/** Judges a draft against the limit of characters, and of bytes on the wire. */
export function judgeDraft(text: string, maxPayloadBytes: number): DraftFacts {
  const words = text.trim();
  // Code points, not UTF-16 units: an emoji is one or a few, not always two.
  const left = DRAFT_LIMIT - Array.from(words).length;
  const bytes = new TextEncoder().encode(JSON.stringify(words)).length + FRAME_BYTES;
  return {
    left: left <= SHOW_LEFT ? left : null,
    isTooLong: left < 0 || bytes > maxPayloadBytes,
    isEmpty: words === '',
  };
}

/** `text` with `added` at `start` to `end`, and a space where words would run together. */
export function insertAt(
  text: string,
  added: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, start);
  const gap = before === '' || /\s$/u.test(before) ? '' : ' ';
  const inserted = `${gap}${added} `;
  return { text: before + inserted + text.slice(end).replace(/^ /, ''), caret: before.length + inserted.length };
}
