const longestText = 60;

/** As much of a text as a picture has room for: its first letters, however many signs each is made of. */
export function firstLetters(text: string): string {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return letters.slice(0, longestText).join('');
}

/** For ffmpeg a text is written in an option, and the option in a graph: each has marks of its own. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\':]/g, String.raw`\$&`).replaceAll(/[\\'[\],;]/g, String.raw`\$&`);
}
