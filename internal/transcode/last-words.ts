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
