/** What keeps a letter that stands by itself from the next one. */
const gap = /(?<=(?<![\p{L}\p{N}])[\p{L}\p{N}])[\s._*~-]+(?=[\p{L}\p{N}](?![\p{L}\p{N}]))/gu;

/** Makes one word of `w o r d` and `w.o.r.d`. */
export function joinSpacedLetters(text: string): string {
  return text.replace(gap, '');
}
