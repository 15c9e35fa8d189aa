import { LogRoot, type LogLevel } from '../internal/platform/log.ts';

/** The log on standard error: JSON lines for machines, or lines for a person where standard error is a terminal. */
export function openLog(level: LogLevel): LogRoot {
  const forPeople = process.stderr.isTTY === true;
  return new LogRoot({
    level,
    destination: { write: (line) => void process.stderr.write(forPeople ? toHumanLine(line) : line) },
  });
}

const hidden = new Set(['level', 'time', 'component', 'msg']);

/** `19:37:13 warn ingest: The sentence. (field value, …)`; in UTC, as everything in the log. What is no JSON stays as it is. */
export function toHumanLine(jsonLine: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(jsonLine) as Record<string, unknown>;
  } catch {
    return jsonLine;
  }
  const { level, time, component, msg } = entry;
  const fields = Object.entries(entry)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const clock = String(time).slice(11, 19);
  const urgency = level === 'info' ? '' : `${String(level)} `;
  const tail = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  return `${`${clock} ${urgency}${String(component)}: ${String(msg)}${tail}`.replace(/\p{Cc}/gu, ' ')}\n`;
}
