/** A text on one line: whatever breaks lines, and every other control character, is a space. */
export function toOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}
