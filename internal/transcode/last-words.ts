const maxCharacters = 2_000;
const maxLines = 5;

/** What ffmpeg says of every failure, after the line that says why; most of it since version 7. */
const consequences = new RegExp(
  [
    'Task finished with error code',
    'Terminating thread with return code',
    'Error sending frames to consumers',
    'Could not open encoder before EOF',
    'Nothing was written into output file',
    'Error while opening encoder',
    'Error opening (?:input|output) files',
    'Conversion failed!',
  ].join('|'),
);

/** The last few lines of a process's standard error, however much it writes. */
export class LastWords {
  #tail = '';

  add(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.toString('utf8')).slice(-maxCharacters);
  }

  /** At most five lines that say something, without control characters; empty when it said nothing. */
  text(): string {
    const lines = this.#tail
      .split(/[\r\n]+/)
      .map((line) => line.replace(/\p{Cc}/gu, ' ').trim())
      .filter((line) => line !== '');
    const telling = lines.filter((line) => !consequences.test(line));
    return (telling.length > 0 ? telling : lines).slice(-maxLines).join('\n');
  }
}

/** ffmpeg names the part that speaks and its place in memory, or the file, whose name is ours and tells nobody anything. */
const speaker = /^(?:\[[^\]]* @ 0x[0-9a-f]+\] |file:\S+: )/;

/** The first of its last words, which mostly says why; the others tell what followed from that. */
export function firstWords(lastWords: string): string {
  return (lastWords.split('\n')[0] ?? '').replace(speaker, '');
}
