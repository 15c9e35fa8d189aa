/** Longest line that is kept whole, in characters. */
const MAX_LINE_LENGTH = 8192;

/** One line of the log, read back. */
export interface LogEntry {
  readonly wallMs: number;
  readonly level: string;
  /** The sentence, its component before it and its fields behind it. */
  readonly message: string;
}

/** One line, as a list that can be filtered and followed shows it. */
export interface LogLine {
  /** Goes up with every line since the start. */
  readonly id: number;
  readonly wallMs: number;
  readonly level: string;
  readonly component: string;
  readonly sentence: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Which lines are wanted. */
export interface LogFilter {
  readonly least: 'debug' | 'info' | 'warn' | 'error';
  /** Empty for all. */
  readonly component: string;
  /** Letters that stand anywhere in the line, whatever their case; empty for all. */
  readonly text: string;
  /** Only what came after the line of this id. */
  readonly afterId: number;
  readonly limit: number;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

interface KeptLine {
  readonly id: number;
  readonly text: string;
}

/** Keeps the newest lines of the log for the studio: so many of all, and so many of the warnings and errors among them. */
export class RecentLines {
  readonly #capacity: number;
  readonly #all: KeptLine[] = [];
  readonly #warnings: KeptLine[] = [];
  #lastId = 0;

  constructor(needs: { capacity: number }) {
    this.#capacity = needs.capacity;
  }

  /** Takes one line as pino writes it. */
  push(line: string): void {
    if (line.length > MAX_LINE_LENGTH) return; // cut, it would be no JSON any more
    this.#lastId += 1;
    const kept = { id: this.#lastId, text: line };
    this.#keep(this.#all, kept);
    if (/^\{"level":"(?:warn|error|fatal)"/.test(line)) this.#keep(this.#warnings, kept);
  }

  /** Newest first. */
  read(kind: 'all' | 'warnings'): readonly LogEntry[] {
    const lines = kind === 'all' ? this.#all : this.#warnings;
    return lines
      .slice(-this.#capacity)
      .flatMap((line) => toEntry(readLine(line)))
      .toReversed();
  }

  /** The newest that fit the filter, oldest first. Warnings are there longer than the rest. */
  find(filter: LogFilter): readonly LogLine[] {
    const { afterId, limit } = filter;
    const areWarnings = filter.least === 'warn' || filter.least === 'error';
    const found: LogLine[] = [];
    for (const line of (areWarnings ? this.#warnings : this.#all).slice(-this.#capacity).toReversed()) {
      if (line.id <= afterId || found.length >= limit) break;
      const read = readLine(line);
      if (read !== null && fits(read, line.text, filter)) found.push(read);
    }
    return found.toReversed();
  }

  /** The id of the newest line; 0 before the first. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Twice the capacity at most is held, so that lines are moved once in a capacity of lines and not at each. */
  #keep(lines: KeptLine[], line: KeptLine): void {
    lines.push(line);
    if (lines.length >= 2 * this.#capacity) lines.splice(0, lines.length - this.#capacity);
  }
}

const shown = new Set(['level', 'time', 'component', 'msg']);

function readLine({ id, text }: KeptLine): LogLine | null {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  const { level, time, component, msg } = fields;
  return {
    id,
    wallMs: Date.parse(String(time)) || 0,
    level: String(level),
    component: String(component),
    sentence: String(msg),
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !shown.has(name))),
  };
}

function fits({ component, level }: LogLine, line: string, filter: LogFilter): boolean {
  if (filter.component !== '' && component !== filter.component) return false;
  if (levels.indexOf(level) < levels.indexOf(filter.least)) return false;
  return filter.text === '' || line.toLowerCase().includes(filter.text.toLowerCase());
}

function toEntry(line: LogLine | null): LogEntry[] {
  if (line === null) return [];
  const { component, fields, level, sentence, wallMs } = line;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const tail = rest.length === 0 ? '' : ` (${rest.join(', ')})`;
  return [
    {
      wallMs,
      // Owncast's studio knows the word `warning`.
      level: level === 'warn' ? 'warning' : level,
      message: `${component}: ${sentence}${tail}`.replace(/\p{Cc}/gu, ' '),
    },
  ];
}
