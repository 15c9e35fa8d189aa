const maxCharacters = 2_000;
const maxLines = 5;

/** The last few lines of a process's standard error, however much it writes. */
export class LastWords {
  #tail = '';

  add(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.toString('utf8')).slice(-maxCharacters);
  }

  /** At most five lines, without control characters; empty when it said nothing. */
  text(): string {
    return this.#tail
      .split(/[\r\n]+/)
      .map((line) => line.replace(/\p{Cc}/gu, ' ').trim())
      .filter((line) => line !== '')
      .slice(-maxLines)
      .join('\n');
  }
}

/** ffmpeg names the part that speaks, and its place in memory. */
const speaker = /^\[[^\]]* @ 0x[0-9a-f]+\] /;

/** The first of its last words, which mostly says why; the others tell what followed from that. */
export function firstWords(lastWords: string): string {
  return (lastWords.split('\n')[0] ?? '').replace(speaker, '');
}
