import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Tables that change by themselves while a server runs. */
const restless = new Set(['samples', 'sessions', 'counters', 'jobs', 'webhook_deliveries']);
/** Columns that say when something was last used, or began to fail. */
const restlessColumns = new Set(['last_used_wall_ms', 'seen_wall_ms', 'failing_since_wall_ms']);

/** Everything that a server has stored and that no refused call may change, as text. */
export function readStored(dataDirectory: string): string {
  const database = new DatabaseSync(join(dataDirectory, 'aerial.db'), { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .all()
      .map(({ name }) => String(name));
    return tables
      .filter((table) => !restless.has(table))
      .map(
        (table) => `${table}: ${JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all().map(withoutTimes))}`,
      )
      .join('\n');
  } finally {
    database.close();
  }
}

function withoutTimes(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !restlessColumns.has(name))
      .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value]),
  );
}
