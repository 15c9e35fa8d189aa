import { signal } from '@preact/signals';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import type { StudioApi } from '../../studio-api.ts';
import { faultOf } from '../../studio-api.ts';

export type LogLine = AnswerOf<'GET /api/admin/logs/lines'>['lines'][number];
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogFilter {
  readonly level: LogLevel;
  readonly component: string;
  readonly search: string;
}

/** Lines that are shown at most: as many as the server keeps. */
const mostLines = 500;

/** The lines that fit a filter, and those that come after them. */
export class LogFollower {
  /** Oldest first; null before the first answer. */
  readonly lines = signal<readonly LogLine[] | null>(null);
  readonly fault = signal<string | null>(null);
  /** Components that were heard of, in order. */
  readonly components = signal<readonly string[]>([]);
  readonly #api: Pick<StudioApi, 'call'>;
  #filter: LogFilter = { level: 'info', component: '', search: '' };
  #lastId = 0;
  /** Goes up with every filter: an answer to an earlier one comes too late. */
  #turn = 0;

  constructor(needs: { readonly api: Pick<StudioApi, 'call'> }) {
    this.#api = needs.api;
  }

  /** Shows what fits another filter. */
  async show(filter: LogFilter): Promise<void> {
    this.#filter = filter;
    this.#lastId = 0;
    this.#turn += 1;
    await this.follow();
  }

  /** Asks for what came since. */
  async follow(): Promise<void> {
    const turn = this.#turn;
    const { level, component, search } = this.#filter;
    const after = this.#lastId;
    const query = { level, component, search: search.trim(), after: String(after), limit: String(mostLines) };
    const reply = await this.#api.call('GET /api/admin/logs/lines', { query });
    // On a slow line two calls may ask for the same lines: only the first answer counts.
    if (turn !== this.#turn || after !== this.#lastId) return;
    this.fault.value = faultOf(reply);
    if (reply.kind !== 'answered') return;
    const { lines, lastId } = reply.body;
    // Ids begin anew when the server does.
    if (lastId < after) return this.show(this.#filter);
    this.#lastId = lastId;
    const before = after === 0 ? [] : (this.lines.peek() ?? []);
    if (after === 0 || lines.length > 0) this.lines.value = [...before, ...lines].slice(-mostLines);
    this.#note(lines);
  }

  #note(lines: readonly LogLine[]): void {
    const known = new Set(this.components.peek());
    const added = lines.filter(({ component }) => !known.has(component)).map(({ component }) => component);
    if (added.length > 0) this.components.value = [...new Set([...known, ...added])].toSorted();
  }
}

/** One line as text, as it is copied: its time, its level, where it comes from, the sentence and its fields. */
export function lineText({ time, level, component, sentence, fields }: LogLine): string {
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
  return `${time} ${level.toUpperCase()} ${component}: ${sentence}${rest.join('')}`;
}

/** A field's value as text. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
